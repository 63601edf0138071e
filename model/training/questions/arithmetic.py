"""Differences of numbers that are drawn, in the words of the chains of thought, one after another: what they need and few of them have."""

import numpy as np

from .angles import against, fives, located, moved, off_turn, spoken
from .lengths import off, spoken as spoken_length
from .scene import arranged, framed

_TOGETHER = 8
_REACH_METRES, _REACH_DEGREES = 4.5, 85
_VIEWS, _ALL_ROUND, _FIVES = range(2, 7), (3, 4, 5, 6), range(4, 25)  # of a set, and fives of degrees from one to the next
_FRAMES = 4
_MIDDLE, _RADIUS = "sofa", (9, 24)  # tenths of a metre from it


def arithmetic(rng: np.random.Generator) -> tuple[str, str]:
    """A question and a reply of several clauses of one kind; most kinds say one number or place first and the others' differences from it."""
    kinds = (_lengths, _between, _between, _moved, _turns, _seen, _framed, _framed, _led, _led)
    kind = kinds[int(rng.integers(len(kinds)))]
    if kind in (_framed, _led):
        return kind(rng)
    clauses = kind(rng)
    return "Differences.", ";".join(f" {clause}" for clause in clauses)  # what is measured is a token with a space before it


def _lengths(rng):
    estimate, *choices = rng.integers(1, 80, 1 + _TOGETHER) / 10
    return [spoken_length(estimate), *(f"{spoken_length(choice)} {off(spoken_length(choice), estimate).told}" for choice in choices)]


def _turns(rng):
    estimate, *choices = map(int, 5 * rng.integers(-_REACH_DEGREES // 5, _REACH_DEGREES // 5 + 1, 1 + _TOGETHER))
    return [spoken(estimate), *(f"{spoken(choice)} {off_turn(spoken(choice), estimate).told}" for choice in choices)]


def _between(rng):
    other, *places = _places(rng)
    return [located(*other), *(f"{against(place, other)} apart {np.hypot(*(place - other)):.1f}" for place in places)]


def _moved(rng):
    other, *places = _places(rng)
    return [located(*other), *(moved(place, other) for place in places)]


def _seen(rng):
    """Where things are that are seen in a direction and at a distance."""
    looks = [(5 * int(rng.integers(-10, 11)), rng.integers(5, 70) / 10) for _ in range(_TOGETHER)]
    return [f"{spoken(degrees)} {spoken_length(far)} {located(far * np.sin(np.radians(degrees)), far * np.cos(np.radians(degrees)))}" for degrees, far in looks]


def _framed(rng):
    """How views of a set are turned against each other."""
    opening, count, _, turns = _arranged(rng)
    return opening, "; ".join(framed(view, turns(view)) for view in map(int, rng.permutation(count)[:_FRAMES]))


def _led(rng):
    """Where things that views of a set show are for one of them; around a middle piece by way of where they are from it."""
    opening, count, around, turns = _arranged(rng)
    view, radius = int(rng.integers(count)), rng.integers(*_RADIUS) / 10
    to, clauses = turns(view), [framed(view, turns(view))]
    clauses += [f"{_MIDDLE} image {view + 1} {spoken(0)} {spoken_length(radius)}"] * around
    for _ in range(_TOGETHER):
        other, seen, metres = int(rng.choice(list(to))), 5 * int(rng.integers(-10, 11)), rng.integers(5, 70) / 10
        look, turn = f"image {other + 1} {spoken(seen)} {spoken_length(metres)}", f"image {other + 1} turned {spoken(to[other])}"
        if not around:
            clauses.append(f"{look} {turn} is {spoken(seen + fives(to[other]))}")
            continue
        left, ahead = metres * np.sin(np.radians(seen)), metres * np.cos(np.radians(seen)) - radius
        own, far = float(np.degrees(np.arctan2(left, ahead))), np.hypot(left, ahead)
        then = np.radians(own + to[other])
        place = located(far * np.sin(then), far * np.cos(then) + radius)
        clauses.append(f"{look} from it {spoken(own)} {spoken_length(far)} {turn} is {spoken(fives(own) + fives(to[other]))} {place}")
    return opening, "; ".join(clauses)


def _arranged(rng):
    """A question that tells how views are arranged, how many they are, whether around a middle piece, and how far the others are turned against one. A camera that goes around
    to the left turns right."""
    count, around = int(rng.choice(_VIEWS)), bool(rng.random() < 0.5)
    all_round = count in _ALL_ROUND and rng.random() < 0.5
    step = (360 / count if all_round else 5 * int(rng.choice(_FIVES))) * float(rng.choice((1, -1)))
    further = -step if around else step
    turns = lambda view: {other: (other - view) * further for other in range(count) if other != view}
    return f"{arranged(count, fives(step), _MIDDLE if around else None)} Differences.", count, around, turns


def _places(rng):
    return np.round(rng.uniform(-_REACH_METRES, _REACH_METRES, (1 + _TOGETHER, 2)), 1)
