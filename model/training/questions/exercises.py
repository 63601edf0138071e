"""Exercises for the base model, in what chains of thought are made of, many in one reply: what is seen, and what follows from it."""

import numpy as np

from .angles import SIDES, off, spoken
from .chance import mixed
from .direction import visible
from .draft import so_far
from .scene import Scene
from .settings import LETTERS

_MOST = 7  # things in one exercise
_UNCLEAR = 12  # degrees from the border between two sides
_SAID = {"ahead": "ahead", "behind": "behind"}


def exercises(room: dict, view_set: dict, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Pairs of question and reply about a set of views; fewer than `count` where the views show too little."""
    scene = Scene(room, view_set)
    kinds = [_where, _seen_from, _seen_from, _what, _apart, _nearest, _shown, _at_side] + ([_camera] if scene.count > 1 else []) + ([_turned] if scene.one_spot else [])
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


def _turned(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things, view, turn = _some(scene, rng), int(rng.integers(scene.count)), int(rng.integers(-11, 13)) * 15
    clauses = [f"from image {view + 1}", *(scene.after_turn(thing, view, turn) for thing in things)]
    return things and (f"The camera of image {view + 1} turns {spoken(turn)} degrees. Where are {_named(things)} then?", "; ".join(clauses))


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


def _nearest(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """Which of some lettered things is the nearest or farthest to where each is seen best, judged one after another."""
    things, most = mixed(rng, scene.things)[:len(LETTERS)], bool(rng.integers(2))
    if len(things) < 2:
        return None
    lengths = [thing.distance[thing.best] * (-1 if most else 1) for thing in things]
    marks = so_far(lengths)
    told = [f"{letter} {scene.clause(thing)} {mark}" for letter, thing, mark in zip(LETTERS, things, marks)]
    last = len(marks) - 1 - marks[::-1].index("yes")
    return f"Which is {'farthest' if most else 'nearest'}? {_lettered(things)}", "; ".join([*told, f"so {LETTERS[last]} {things[last].name}"])


def _shown(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """Which of some lettered things one image shows best."""
    things, view = mixed(rng, scene.things)[:len(LETTERS)], int(rng.integers(scene.count))
    told = [f"{letter} {scene.clause(thing)} {'yes' if thing.best == view else 'no'}" for letter, thing in zip(LETTERS, things)]
    there = [f"{letter} {thing.name}" for letter, thing in zip(LETTERS, things) if thing.best == view]
    return things and (f"Which are in image {view + 1}? {_lettered(things)}", "; ".join([*told, "so " + (", ".join(there) or "none")]))


def _at_side(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """Which of some lettered things lie to one side of a camera."""
    view, side = int(rng.integers(scene.count)), list(SIDES)[int(rng.integers(len(SIDES)))]
    clear = [thing for thing in scene.things if abs(off(thing.bearing[view], SIDES[side]) - 45) > _UNCLEAR]
    things = mixed(rng, clear)[:len(LETTERS)]
    there = [off(thing.bearing[view], SIDES[side]) < 45 for thing in things]
    told = [f"{letter} {scene.from_view(thing, view)} {'yes' if is_there else 'no'}" for letter, thing, is_there in zip(LETTERS, things, there)]
    found = ", ".join(f"{letter} {thing.name}" for letter, thing, is_there in zip(LETTERS, things, there) if is_there) or "none"
    return things and (f"Seen from image {view + 1}, which are {_SAID.get(side, f'to the {side}')}? {_lettered(things)}", "; ".join([f"from image {view + 1}", *told, f"so {found}"]))


def _lettered(things) -> str:
    return " ".join(f"{letter}. {thing.name}" for letter, thing in zip(LETTERS, things))


def _camera(scene: Scene, rng: np.random.Generator) -> tuple[str, str]:
    other, view = (int(each) for each in rng.permutation(scene.count)[:2])
    return f"Where is the camera of image {other + 1}, seen from image {view + 1}?", scene.other(other, view)


def _some(scene, rng):
    return mixed(rng, scene.things)[:int(rng.integers(1, _MOST + 1))]


def _named(things):
    return ", ".join(f"the {thing.name}" for thing in things)
