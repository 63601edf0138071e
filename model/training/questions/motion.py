"""How a camera moved and turned between two views."""

import numpy as np

from .angles import estimated, fives, off, off_turn, spoken, turned
from .chance import pick
from .direction import shared
from .draft import Draft
from .scene import Scene
from .settings import LEAST_METRES
from .thing import Thing

_WAYS = {"forward": 0, "left": 90, "backward": 180, "right": -90}
_MOVED = (
    "Which way did the camera move from image {first} to image {second}?",
    "From image {first} to image {second}, which way did the camera move?",
    "The camera went from image {first} to image {second}. Which way did it move?",
)
_TURNED = (
    "How many degrees did the camera turn from image {first} to image {second}?",
    "By how much is image {second} turned from image {first}, in degrees?",
)
_SECTOR_DEGREES = 25.0
_TURNS, _OTHER_DEGREES = range(15, 45, 5), 15


def motion(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """The way it moved, or the angle by which it turned."""
    if scene.kind != "motion":
        return None
    first, second = pick(rng, ((0, 1), (1, 0)))
    things = _both(scene)
    if not things:
        return None
    turn = fives(scene.yaws[second] - scene.yaws[first])
    if abs(turn) in _TURNS and rng.random() < 0.4:
        return _turned(scene, rng, (first, second), turn, things)
    return _moved(scene, rng, first, second, things)


def _moved(scene, rng, first, second, things):
    x, y = scene.positions[second] - scene.positions[first]
    way = turned(np.degrees(np.arctan2(y, x)) - scene.yaws[first])
    said = next((name for name, straight in _WAYS.items() if off(way, straight) <= _SECTOR_DEGREES), None)
    if said is None or np.hypot(x, y) < LEAST_METRES:
        return None
    text = pick(rng, _MOVED).format(first=first + 1, second=second + 1)
    return Draft(text, (said, *(other for other in _WAYS if other != said)), (*followed(scene, first, second, things), f"moved {said}"))


def _turned(scene, rng, views, turn, things):
    first, second = views
    other = abs(turn) + (_OTHER_DEGREES if abs(turn) < 30 else -_OTHER_DEGREES)
    sign = 1 if turn > 0 else -1
    text = pick(rng, _TURNED).format(first=first + 1, second=second + 1)
    choices = tuple(spoken(degrees) for degrees in (turn, -turn, sign * other, -sign * other))
    estimate = estimated(turn, rng)
    facts = [scene.clause(thing, view) for thing in things for view in views]
    return Draft.measured(text, choices, (*facts, f"turned {spoken(estimate)}"), lambda choice: off_turn(choice, estimate))


def followed(scene: Scene, first: int, second: int, things: list[Thing]) -> tuple[str, ...]:
    """How the second view's camera stands to the first's, by things that both show: looks at them, the turn, and how far the camera moved by each."""
    looks = [clause for thing in things for clause in (f"{scene.clause(thing, first)} {scene.at(thing, first)}", scene.clause(thing, second))]
    return (*looks, scene.turn(second, first), *(scene.again(thing, second, first) for thing in things))


def _both(scene):
    """Up to two things that both views show well."""
    return sorted(shared(scene, 0, 1), key=lambda thing: -min(thing.pixels))[:2]
