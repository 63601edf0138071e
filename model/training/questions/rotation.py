"""A camera that turns in place: what it sees then, where a thing is then, and how far it turned."""

import numpy as np

from .angles import SIDES, estimated, fives, off, off_turn, spoken, turned
from .chance import mixed, pick
from .direction import shared
from .draft import Draft
from .scene import Scene
from .settings import APART_METRES

_AHEAD = (
    "From image {view} the camera turns {turn} degrees. What is ahead then?",
    "You look the way of image {view} and turn {turn} degrees. What is ahead of you then?",
)
_WHERE = (
    "From image {view} the camera turns {turn} degrees. Where is the {name} then?",
    "You look the way of image {view} and turn {turn} degrees. Where is the {name} then?",
)
_TURNED = (
    "How many degrees did the camera turn from image {first} to image {second}?",
    "By how much is image {second} turned from image {first}, in degrees?",
)
HIDDEN = "{count} images from one spot; the camera turned between them."
_NEAR_DEGREES, _FAR_DEGREES, _STEP_DEGREES = 12.0, 40.0, 15
# A turn and the wrong one beside it swap roles: neither is likelier to be true.
_TURNS, _OTHER_DEGREES = range(30, 80, 5), 25


def rotation(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """One of the three kinds."""
    kind = rng.random()
    if kind < 0.25 and scene.kind == "rotation":
        return _how_far(scene, rng)
    return _ahead(scene, rng) if kind < 0.65 else _where(scene, rng)


def _ahead(scene, rng):
    view = int(rng.integers(scene.count))
    turn = pick(rng, [s * degrees for s in (1, -1) for degrees in range(30, 181, _STEP_DEGREES) if s * degrees != -180])
    there = [t for t in scene.things if off(t.bearing[view], turn) <= _NEAR_DEGREES and t.distance[view] >= APART_METRES]
    away = [thing for thing in scene.things if off(thing.bearing[view], turn) >= _FAR_DEGREES]
    if not there or len(away) < 3:
        return None
    told = {thing.name: scene.after_turn(thing, view, turn) for thing in (pick(rng, there), *mixed(rng, away)[:3])}
    text = pick(rng, _AHEAD).format(view=view + 1, turn=spoken(turn))
    return Draft(text, tuple(told), told=told, frame=scene.frame(view))


def _where(scene, rng):
    view, side = int(rng.integers(scene.count)), pick(rng, list(SIDES))
    things = [thing for thing in scene.things if thing.distance[view] >= APART_METRES]
    if not things:
        return None
    thing = pick(rng, things)
    turn = int(turned(_STEP_DEGREES * round((thing.bearing[view] - SIDES[side]) / _STEP_DEGREES)))
    if abs(turn) < 30:
        return None
    text = pick(rng, _WHERE).format(view=view + 1, turn=spoken(turn), name=thing.name)
    return Draft(text, (side, *(other for other in SIDES if other != side)), (scene.after_turn(thing, view, turn),), frame=scene.frame(view))


def _how_far(scene, rng):
    first = int(rng.integers(scene.count - 1))
    first, second = mixed(rng, (first, first + 1))
    turn = fives(scene.yaws[second] - scene.yaws[first])
    both = shared(scene, first, second)
    if abs(turn) not in _TURNS or not both:
        return None
    thing = max(both, key=lambda thing: min(thing.pixels[first], thing.pixels[second]))
    other = abs(turn) + (_OTHER_DEGREES if abs(turn) < _TURNS[len(_TURNS) // 2] else -_OTHER_DEGREES)
    sign = 1 if turn > 0 else -1
    text = pick(rng, _TURNED).format(first=first + 1, second=second + 1)
    choices = tuple(spoken(degrees) for degrees in (turn, -turn, sign * other, -sign * other))
    estimate = estimated(turn, rng)
    facts = (scene.clause(thing, first), scene.clause(thing, second), f"turned {spoken(estimate)}")
    return Draft.measured(text, choices, facts, lambda choice: off_turn(choice, estimate), HIDDEN.format(count=scene.count))
