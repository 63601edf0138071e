"""Exercises for the base model, in what chains of thought are made of, many in one reply: what is seen, and what follows from it."""

import numpy as np

from .chance import mixed
from .direction import visible
from .scene import Scene
from .settings import LETTERS

_MOST = 7  # things in one exercise


def exercises(room: dict, view_set: dict, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Pairs of question and reply about a set of views; fewer than `count` where the views show too little."""
    scene = Scene(room, view_set)
    kinds = [_where, _seen_from, _seen_from, _what, _apart, _in_order, _letters] + ([_camera] if scene.count > 1 else [])
    drawn = [kinds[int(rng.integers(len(kinds)))](scene, rng) for _ in range(2 * count)]
    return [(f"{scene.opening} {asked}", reply) for asked, reply in filter(None, drawn)][:count]


def _where(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things = _some(scene, rng)
    return things and (f"Where are {_named(things)}?", "; ".join(scene.clause(thing) for thing in things))


def _seen_from(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things, view = _some(scene, rng), int(rng.integers(scene.count))
    tell = scene.from_view if rng.random() < 0.5 else scene.whole
    clauses = [f"from image {view + 1}", *(tell(thing, view) for thing in things)]
    return things and (f"Seen from image {view + 1}, where are {_named(things)}{'' if tell == scene.from_view else ' in metres'}?", "; ".join(clauses))


def _what(scene: Scene, rng: np.random.Generator) -> tuple[str, str]:
    view = int(rng.integers(scene.count))
    shown = sorted(visible(scene, view), key=lambda thing: -thing.bearing[view])
    return f"What is in image {view + 1}?", "; ".join(scene.clause(thing, view) for thing in shown) or "nothing"


def _apart(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things = _some(scene, rng)
    if len(things) < 2:
        return None
    first, *others = things
    clauses = [scene.whole(first), *(f"{scene.whole(thing)} apart {scene.apart(thing, first):.1f}" for thing in others)]
    return f"How far from the {first.name} are {_named(others)}?", "; ".join(clauses)


def _in_order(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """By the distances that the clauses say, so that the order follows from the words before it."""
    things = _some(scene, rng)
    if len(things) < 2:
        return None
    nearest = sorted(things, key=lambda thing: round(thing.distance[thing.best], 1))
    return f"Which is nearer: {_named(things)}?", "; ".join([*map(scene.clause, things), "so " + ", ".join(thing.name for thing in nearest)])


def _letters(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things = mixed(rng, scene.things)[:len(LETTERS)]
    if len(things) < 2:
        return None
    letters = {thing: f"{letter}. {thing.name}" for letter, thing in zip(LETTERS, things)}
    asked = mixed(rng, things)[:int(rng.integers(1, len(things) + 1))]
    return f"Which letters have {_named(asked)}? {' '.join(letters.values())}", "; ".join(letters[thing] for thing in asked)


def _camera(scene: Scene, rng: np.random.Generator) -> tuple[str, str]:
    other, view = (int(each) for each in rng.permutation(scene.count)[:2])
    return f"Where is the camera of image {other + 1}, seen from image {view + 1}?", scene.other(other, view)


def _some(scene, rng):
    return mixed(rng, scene.things)[:int(rng.integers(1, _MOST + 1))]


def _named(things):
    return ", ".join(f"the {thing.name}" for thing in things)
