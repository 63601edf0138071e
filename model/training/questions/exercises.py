"""Exercises in seeing for the base model: the clauses that chains of thought are made of, many in one reply."""

import numpy as np

from .chance import mixed
from .direction import visible
from .scene import Scene

_MOST = 7  # things in one exercise


def exercises(room: dict, view_set: dict, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Pairs of question and reply about a set of views; fewer than `count` where the views show too little."""
    scene = Scene(room, view_set)
    kinds = [_where, _where, _seen_from, _seen_from, _what] + ([_camera] if scene.count > 1 else [])
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


def _camera(scene: Scene, rng: np.random.Generator) -> tuple[str, str]:
    other, view = (int(each) for each in rng.permutation(scene.count)[:2])
    return f"Where is the camera of image {other + 1}, seen from image {view + 1}?", scene.other(other, view)


def _some(scene, rng):
    return mixed(rng, scene.things)[:int(rng.integers(1, _MOST + 1))]


def _named(things):
    return ", ".join(f"the {thing.name}" for thing in things)
