"""Lengths in metres: how far a thing is, how far two are apart, and how wide or long a free way is."""

import numpy as np

from .chance import mixed, pick
from .direction import visible
from .draft import Draft
from .lengths import Lengths, estimated, off, spoken
from .plan import closest, first_met, to_wall
from .scene import Scene
from .settings import APART_METRES, ROBOT_METRES, SEEN_PIXELS

_FAR = ("How far is the {name} from the camera{of}?", "How far away is the middle of the {name}{of}?")
_APART = ("How far apart are the {first} and the {second}?", "How far is the {first} from the {second}?")
_GAP = ("How wide is the gap between the {first} and the {second}? Can a robot pass?",
        "Can a robot pass between the {first} and the {second}? How wide is the gap?")
_WAY = ("You look the way of image {view}. How far can a robot drive straight ahead?",
        "How far can a robot drive straight ahead in image {view}?")
# How often these lengths occur in the rooms, in bins of 0.4 m.
_FAR_LENGTHS = Lengths((0, .005, .043, .079, .092, .097, .098, .107, .098, .104, .101, .075, .053, .027, .012, .005, .002))
_APART_LENGTHS = Lengths((0, 0, .043, .059, .099, .09, .095, .092, .088, .076, .059, .055, .052, .059, .049, .034, .024, .017, .008))
_GAP_LENGTHS = Lengths((.16, .117, .113, .101, .094, .1, .096, .073, .052, .041, .031, .028, .027, .02, .013, .01, .003))
_WAY_LENGTHS = Lengths((.118, .127, .222, .155, .127, .077, .059, .054, .04, .029, .028, .013, .006, .003))
_LEAST_METRES = 0.2


def distance(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """From a camera to the middle of a thing, or between the middles of two things."""
    return _far(scene, rng) if rng.random() < 0.6 else _apart(scene, rng)


def passage(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """The gap between two things, or the free way ahead."""
    return _gap(scene, rng) if rng.random() < 0.6 else _way(scene, rng)


def way(scene: Scene, view: int) -> tuple[str, float] | None:
    """What a robot meets that drives the way a view looks, and after how many metres; None if it stands before it or the view does not show it."""
    free = first_met(scene.positions[view], np.radians(scene.yaws[view]), ROBOT_METRES, scene.outlines[scene.blocking])
    wall = to_wall(scene.positions[view], np.radians(scene.yaws[view]), ROBOT_METRES, np.array(scene.room["half"][:2]))
    number = scene.blocking[int(free.argmin())]
    met = float(min(free.min(), wall))
    if met < _LEAST_METRES or met < wall and scene.pixels[view, number] < SEEN_PIXELS:
        return None
    return "wall" if met == wall else scene.pieces[number]["name"], met


def judged(lengths: tuple[str, ...]) -> tuple[str, ...]:
    """Lengths in words, each after whether a robot can pass there."""
    return tuple(f"{'yes' if float(length.split()[0]) >= ROBOT_METRES else 'no'}, {length}" for length in lengths)


def _far(scene, rng):
    view = int(rng.integers(scene.count))
    things = [thing for thing in (scene.things if scene.one_spot else visible(scene, view)) if thing.stands]
    if not things:
        return None
    thing = pick(rng, things)
    choices = _FAR_LENGTHS.choices(thing.distance[view], rng)
    text = pick(rng, _FAR).format(name=thing.name, of="" if scene.one_spot else f" in image {view + 1}")
    return choices and _measured(text, choices, (scene.clause(thing, None if scene.one_spot else view),), "about", rng)


def _apart(scene, rng):
    things = [thing for thing in scene.things if thing.stands]
    if len(things) < 2:
        return None
    first, second = mixed(rng, things)[:2]
    choices = _APART_LENGTHS.choices(scene.apart(first, second), rng) if scene.apart(first, second) >= APART_METRES else None
    text = pick(rng, _APART).format(first=first.name, second=second.name)
    return choices and _measured(text, choices, (scene.frame(0), scene.whole(first)), f"{scene.whole_to(second, first)} apart", rng)


def _gap(scene, rng):
    things = [thing for thing in scene.things if thing.stands]
    if len(things) < 2:
        return None
    first, second = mixed(rng, things)[:2]
    wide = float(scene.gaps[first.number, second.number])
    if wide < _LEAST_METRES or not _free_between(scene, first.number, second.number):
        return None
    choices = _GAP_LENGTHS.choices(wide, rng)
    text = pick(rng, _GAP).format(first=first.name, second=second.name)
    return choices and _measured(text, judged(choices), (scene.frame(0), scene.whole(first)), f"{scene.whole_to(second, first)} apart {scene.apart(second, first):.1f} gap", rng)


def _way(scene, rng):
    view = int(rng.integers(scene.count))
    met = way(scene, view)
    if met is None:
        return None
    choices = _WAY_LENGTHS.choices(met[1], rng)
    text = pick(rng, _WAY).format(view=view + 1)
    return choices and _measured(text, choices, (), f"{met[0]} image {view + 1} ahead", rng)


def _measured(text, choices, facts, saying, rng):
    """A question of a length, of which an estimate is said after the facts and some words."""
    estimate = estimated(choices[0], rng)
    return Draft.measured(text, choices, (*facts, f"{saying} {spoken(estimate)}"), lambda choice: off(choice, estimate))


def _free_between(scene, first, second):
    """Whether nothing else stands where the two are nearest to each other."""
    start, end = closest(scene.outlines[first], scene.outlines[second])
    others = [number for number in scene.blocking if number not in (first, second)]
    yaw = float(np.arctan2(*(end - start)[::-1]))
    met = first_met(start, yaw, _LEAST_METRES, scene.outlines[others])
    return bool(met.min(initial=np.inf) > np.hypot(*(end - start)))
