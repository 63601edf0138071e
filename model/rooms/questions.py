"""Spatial questions with choices and true answers, each with a margin by which its answer is beyond doubt.

A kind of question is a function of (moment, rng) that gives a Draft or None if the moment offers none.
"""

from dataclasses import dataclass

import numpy as np

from .moment import Moment, Thing

SECTOR_RADIANS = np.radians(25)  # how far from straight a direction may be that is still called so
DISTANCE_MARGIN_METRES = 0.35
HEIGHT_MARGIN_METRES = 0.25
DISTANCE_STEP_METRES = 0.8
_SIDES = {"ahead": 0.0, "to the left": np.pi / 2, "behind": np.pi, "to the right": -np.pi / 2}
_SEATS = ("sofa", "armchair")
_CARRIERS = ("desk", "television", "table", "door")  # their height depends on whether what they carry counts


@dataclass(frozen=True)
class Draft:
    """A question whose first choice is the true one; `shuffle` is false where the choices have an order."""

    text: str
    choices: tuple[str, ...]
    answer: int = 0
    shuffle: bool = True


def direction(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Where a thing is, seen from the robot."""
    for thing in _mixed(moment.things, rng):
        side = _side(thing.bearing)
        if side and thing.distance > 0.8:
            return _sided(f"Where is the {thing.name}, seen from the robot, which faces the way of image 1?", side)
    return None


def what_is_there(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """What lies in a direction from the robot."""
    place = {"ahead": "in front of", "to the left": "to the left of", "behind": "behind", "to the right": "to the right of"}
    for side in _mixed(list(_SIDES), rng):
        names = _at_side(moment, side, rng)
        if names:
            return Draft(f"Which of these is {place[side]} the robot, which faces the way of image 1?", names)
    return None


def after_turn(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """What the robot faces once it has turned."""
    turns = {"to the left": "turns 90 degrees to its left", "to the right": "turns 90 degrees to its right",
             "behind": "turns around by 180 degrees"}
    for side in _mixed(list(turns), rng):
        names = _at_side(moment, side, rng)
        if names:
            return Draft(f"The robot faces the way of image 1 and {turns[side]}. Which of these is then ahead of it?", names)
    return None


def which_image(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Which camera shows a thing."""
    for thing in _mixed(moment.things, rng):
        best = int(np.argmax(thing.pixels))
        if thing.pixels[best] >= 600 and sum(thing.pixels) - thing.pixels[best] <= 0.1 * thing.pixels[best]:
            images = tuple(f"Image {n + 1}" for n in range(len(thing.pixels)))
            return Draft(f"Which image shows the {thing.name}?", images, best, shuffle=False)
    return None


def left_or_right(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Which of two things is further left in an image."""
    for first, second in _pairs(moment.things, rng):
        for camera in range(len(first.pixels)):
            shown = min(first.pixels[camera], second.pixels[camera]) >= 400
            (a, b), (c, d) = first.columns[camera], second.columns[camera]
            if shown and (b + 8 < c or d + 8 < a):
                sides = ("Left", "Right") if b < c else ("Right", "Left")
                text = f"In image {camera + 1}, is the {first.name} to the left or to the right of the {second.name}?"
                return Draft(text, sides)
    return None


def nearest(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Which of four things is nearest to the robot."""
    names = _extreme(_standing(moment), [lambda t: t.distance, lambda t: t.gap], DISTANCE_MARGIN_METRES, rng)
    return names and Draft("Which of these is nearest to the robot?", names)


def farthest(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Which of four things is farthest from the robot."""
    names = _extreme(_standing(moment), [lambda t: -t.distance, lambda t: -t.gap], DISTANCE_MARGIN_METRES, rng)
    return names and Draft("Which of these is farthest from the robot?", names)


def tallest(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Which of four things reaches highest."""
    things = [thing for thing in _standing(moment) if thing.category not in _CARRIERS]
    names = _extreme(things, [lambda t: -t.top], HEIGHT_MARGIN_METRES, rng)
    return names and Draft("Which of these is the tallest?", names)


def nearest_to(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Which of four things is nearest to another thing."""
    for anchor in _mixed(_standing(moment), rng):
        others = [thing for thing in _standing(moment) if thing is not anchor]
        names = _extreme(others, [lambda t: _apart(t, anchor), lambda t: _between(t, anchor)], DISTANCE_MARGIN_METRES, rng)
        if names:
            return Draft(f"Which of these is nearest to the {anchor.name}?", names)
    return None


def distance(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """How far the middle of a thing is from the robot."""
    things = [thing for thing in _standing(moment) if thing.distance > 1]
    if not things:
        return None
    thing = _mixed(things, rng)[0]
    text = f"About how far is the middle of the {thing.name} from the middle of the robot, along the floor?"
    return Draft(text, _lengths(thing.distance, rng))


def how_far_apart(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """How far the middles of two things are from each other."""
    for first, second in _pairs(_standing(moment), rng):
        if _apart(first, second) > 1:
            text = f"About how far apart are the middle of the {first.name} and the middle of the {second.name}, along the floor?"
            return Draft(text, _lengths(_apart(first, second), rng))
    return None


def viewpoint(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Where a thing is for someone who stands at a second and faces a third."""
    for stand, face in _pairs(_standing(moment), rng):
        if _apart(stand, face) < 1:
            continue
        for thing in _mixed(_standing(moment), rng):
            if thing in (stand, face) or min(_apart(thing, stand), _apart(thing, face)) < 1:
                continue
            side = _side(_heading(stand, thing) - _heading(stand, face))
            if side and side != "ahead":
                text = f"Someone stands in the place of the {stand.name} and faces the {face.name}. Where is the {thing.name} for them?"
                return _sided(text, side)
    return None


def from_seat(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """Where a thing is for someone who sits on the sofa or in the armchair."""
    seats = [thing for thing in moment.things if thing.category in _SEATS]
    for seat in _mixed(seats, rng):
        for thing in _mixed(_standing(moment), rng):
            if thing is seat or _apart(thing, seat) < 1:
                continue
            side = _side(_heading(seat, thing) - seat.facing)
            if side:
                where = "in" if seat.category == "armchair" else "on"
                text = f"Someone sits {where} the {seat.name}, leaning against its back. Where is the {thing.name} for them?"
                return _sided(text, side)
    return None


def count(moment: Moment, rng: np.random.Generator) -> Draft | None:
    """How many chairs there are, if each of them can be seen."""
    chairs = moment.groups.get("chair", [])
    if not chairs or not all(chair.seen for chair in chairs):
        return None
    low = max(1, len(chairs) - int(rng.integers(0, 4)))
    text = "How many dining chairs are in the room? The armchair does not count."
    return Draft(text, tuple(str(low + n) for n in range(4)), len(chairs) - low, shuffle=False)


KINDS = (direction, what_is_there, after_turn, which_image, left_or_right, nearest, farthest, tallest, nearest_to,
         distance, how_far_apart, viewpoint, from_seat, count)


def _mixed(items, rng):
    return [items[i] for i in rng.permutation(len(items))]


def _pairs(things, rng):
    return _mixed([(a, b) for a in things for b in things if a is not b], rng)


def _standing(moment):
    return [thing for thing in moment.things if thing.stands]


def _turned(angle):
    return abs(np.arctan2(np.sin(angle), np.cos(angle)))


def _side(angle):
    return next((name for name, middle in _SIDES.items() if _turned(angle - middle) <= SECTOR_RADIANS), None)


def _sided(text, side):
    return Draft(text, (side.capitalize(), *(other.capitalize() for other in _SIDES if other != side)))


def _at_side(moment, side, rng):
    """A name at that side and three that are clearly not."""
    off = {thing.name: _turned(thing.bearing - _SIDES[side]) for thing in moment.things if thing.distance > 0.8}
    there = _mixed([name for name, angle in off.items() if angle <= SECTOR_RADIANS], rng)
    away = _mixed([name for name, angle in off.items() if angle >= np.pi / 2 - SECTOR_RADIANS], rng)
    return (there[0], *away[:3]) if there and len(away) >= 3 else None


def _extreme(things, measures, margin, rng):
    """Four names whose first has the least of every measure by the margin."""
    for best in _mixed(things, rng):
        others = [t for t in things if all(measure(best) + margin <= measure(t) for measure in measures)]
        if len(others) >= 3:
            return (best.name, *(t.name for t in _mixed(others, rng)[:3]))
    return None


def _apart(first: Thing, second: Thing) -> float:
    return float(np.hypot(*(first.centre - second.centre)[:2]))


def _between(first: Thing, second: Thing) -> float:
    """The least distance between the outlines of two things, by points along them."""
    share = np.linspace(0, 1, 12)[:, None, None]
    outlines = [(t.footprint + share * (np.roll(t.footprint, -1, axis=0) - t.footprint)).reshape(-1, 2) for t in (first, second)]
    return float(np.linalg.norm(outlines[0][:, None] - outlines[1][None], axis=2).min())


def _heading(origin: Thing, target: Thing) -> float:
    x, y = (target.centre - origin.centre)[:2]
    return float(np.arctan2(y, x))


def _lengths(metres, rng):
    true = round(metres, 1)
    below = int(rng.integers(0, min(3, int((true - 0.3) / DISTANCE_STEP_METRES)) + 1))
    wrong = [true + (n - below) * DISTANCE_STEP_METRES for n in range(4) if n != below]
    return (f"{true:.1f} metres", *(f"{length:.1f} metres" for length in wrong))
