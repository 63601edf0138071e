"""Where a thing is seen from a view, and what is on a side of it."""

import numpy as np

from .angles import SIDES, fives, off, sided, spoken, toward
from .chance import mixed, pick
from .draft import Draft
from .scene import Scene
from .settings import APART_METRES, SECTOR_DEGREES, SEEN_PIXELS
from .thing import Thing

_WHERE = (
    "Seen from image {view}, where is the {name}?",
    "You look the way of image {view}. Where is the {name}?",
    "For the camera of image {view}, where is the {name}?",
)
_WHAT = {
    "ahead": ("You look the way of image {view}. What is ahead of you?", "Seen from image {view}, what is ahead?"),
    "left": ("You look the way of image {view}. What is to your left?", "Seen from image {view}, what is to the left?"),
    "behind": ("You look the way of image {view}. What is behind you?", "Seen from image {view}, what is behind?"),
    "right": ("You look the way of image {view}. What is to your right?", "Seen from image {view}, what is to the right?"),
}
_FURTHEST = {1: "Which of these is the furthest left in image {view}?", -1: "Which of these is the furthest right in image {view}?"}
_FURTHEST_DEGREES = 10.0


def direction(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """Where a thing is, what is on a side, or what is furthest left or right in one image."""
    if scene.kind == "single" or rng.random() < 0.1:
        return _furthest(scene, rng)
    every_side = scene.kind in ("surround", "among")  # elsewhere some sides are seldom seen
    return _where(scene, rng) if every_side and rng.random() < 0.6 else what(scene, rng, _WHAT)


def what(scene: Scene, rng: np.random.Generator, phrases: dict[str, tuple[str, ...]]) -> Draft | None:
    """The thing on a side of a view's camera."""
    side, view = pick(rng, list(SIDES)), int(rng.integers(scene.count))
    there = [thing for thing in _at_side(scene, view, side) if thing is not scene.middle]
    away = [thing for thing in scene.things if off(thing.bearing[view], SIDES[side]) >= 90 - SECTOR_DEGREES]
    if not there or len(away) < 3:
        return None
    chosen = [pick(rng, there), *mixed(rng, away)[:3]]
    told = {thing.name: f"{scene.from_view(thing, view)} on {sided(thing.bearing[view])}" for thing in chosen}
    return Draft(pick(rng, phrases[side]).format(view=view + 1), tuple(told), _moved(scene, view), told, frame=scene.frame(view))


def visible(scene: Scene, view: int) -> list[Thing]:
    """The things of which one view shows enough."""
    return [thing for thing in scene.things if thing.pixels[view] >= SEEN_PIXELS]


def shared(scene: Scene, first: int, second: int) -> list[Thing]:
    """The things of which two views show enough."""
    return [thing for thing in visible(scene, first) if thing in visible(scene, second)]


def _where(scene, rng):
    side = pick(rng, list(SIDES))
    found = [(thing, view) for view in range(scene.count) for thing in _at_side(scene, view, side)]
    if not found:
        return None
    thing, view = pick(rng, found)
    text = pick(rng, _WHERE).format(view=view + 1, name=thing.name)
    facts = (*(_moved(scene, view) if thing.best != view else ()), f"{scene.from_view(thing, view)} on {side}")
    return Draft(text, (side, *(other for other in SIDES if other != side)), facts, frame=scene.frame(view))


def _furthest(scene, rng):
    view, sign = int(rng.integers(scene.count)), pick(rng, (1, -1))
    shown = visible(scene, view)
    beyond = {thing: [other for other in shown if sign * (thing.bearing[view] - other.bearing[view]) >= _FURTHEST_DEGREES] for thing in shown}
    firsts = [thing for thing in shown if len(beyond[thing]) >= 3]
    if not firsts:
        return None
    first = pick(rng, firsts)
    chosen = (first, *mixed(rng, beyond[first])[:3])
    told = {thing.name: scene.clause(thing, view) for thing in chosen}
    ranks = {thing.name: sideways(thing, view, sign) for thing in chosen}
    return Draft(_FURTHEST[sign].format(view=view + 1), tuple(told), told=told, ranks=ranks, between=toward)


def sideways(thing: Thing, view: int, sign: int) -> tuple[float, str]:
    """How far a view shows a thing to the left (sign 1) or to the right (-1), for a comparison in which the least is sought, and in words."""
    return -sign * fives(thing.bearing[view]), spoken(thing.bearing[view])


def _moved(scene, view):
    """How a camera that was moved stands to the view; where the opening tells it, nothing."""
    return (scene.other(1 - view, view),) if scene.kind == "motion" else ()


def _at_side(scene, view, side):
    return [thing for thing in scene.things
            if off(thing.bearing[view], SIDES[side]) <= SECTOR_DEGREES and thing.distance[view] >= APART_METRES]
