"""What surrounds the piece that the cameras stand around."""

import numpy as np

from .angles import off, sided
from .chance import mixed, pick
from .direction import what
from .draft import Draft
from .scene import Scene
from .settings import SECTOR_DEGREES
from .thing import Thing

SIDES = {"behind": 0, "left": 90, "in front": 180, "right": -90}
_WHERE = (
    "Seen from image {view}, where is the {name} from the {middle}?",
    "Seen from image {view}, on which side of the {middle} is the {name}?",
)
_WHAT = {
    "behind": ("Seen from image {view}, what is behind the {middle}?",),
    "left": ("Seen from image {view}, what is to the left of the {middle}?",),
    "in front": ("Seen from image {view}, what is in front of the {middle}?",),
    "right": ("Seen from image {view}, what is to the right of the {middle}?",),
}
_STAND = {
    "ahead": ("You stand at the spot of image {view} and look the same way. What is ahead of you?",),
    "left": ("You stand at the spot of image {view} and look the same way. What is to your left?",),
    "behind": ("You stand at the spot of image {view} and look the same way. What is behind you?",),
    "right": ("You stand at the spot of image {view} and look the same way. What is to your right?",),
}
_LEAST_METRES = 0.6


def among(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """What is on a side of the middle piece, or on which side a thing is, seen from one of four views."""
    if scene.middle is None:
        return None
    return _where(scene, rng) if rng.random() < 0.5 else _what(scene, rng)


def around(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """The same for fewer views, and what is on a side of someone at the spot of one of them."""
    return what(scene, rng, _STAND) if rng.random() < 0.3 else among(scene, rng)


def _where(scene, rng):
    side, view = pick(rng, list(SIDES)), int(rng.integers(scene.count))
    there = [thing for thing, angle in _angles(scene, view) if off(angle, SIDES[side]) <= SECTOR_DEGREES]
    if not there:
        return None
    thing = pick(rng, there)
    text = pick(rng, _WHERE).format(view=view + 1, name=thing.name, middle=scene.middle.name)
    return Draft(text, (side, *(other for other in SIDES if other != side)), (f"{scene.beside(thing, view)} on {side}",), frame=scene.frame(view))


def _what(scene, rng):
    side, view = pick(rng, list(SIDES)), int(rng.integers(scene.count))
    angles = _angles(scene, view)
    there = [thing for thing, angle in angles if off(angle, SIDES[side]) <= SECTOR_DEGREES]
    away = [thing for thing, angle in angles if off(angle, SIDES[side]) >= 90 - SECTOR_DEGREES]
    if not there or len(away) < 3:
        return None
    sides = {thing: sided(angle, SIDES) for thing, angle in angles}
    told = {thing.name: f"{scene.beside(thing, view)} on {sides[thing]}" for thing in (pick(rng, there), *mixed(rng, away)[:3])}
    text = pick(rng, _WHAT[side]).format(view=view + 1, middle=scene.middle.name)
    return Draft(text, tuple(told), told=told, frame=scene.frame(view))


def _angles(scene: Scene, view: int) -> list[tuple[Thing, float]]:
    """Directions from the middle piece to the others: 0 away from the camera, to its left positive."""
    return [(thing, scene.from_middle(thing, view)) for thing in scene.things
            if thing is not scene.middle and scene.apart(thing, scene.middle) >= _LEAST_METRES]
