"""Differences of numbers that are drawn, in the words of the chains of thought, one after another: what they need and few of them have."""

import numpy as np

from .angles import against, fives, located, moved, off_turn, spoken
from .lengths import off, spoken as spoken_length
from .scene import arranged

_TOGETHER = 8
_REACH_METRES, _REACH_DEGREES = 4.5, 85
_VIEWS, _STEPS = range(2, 7), range(20, 125, 5)  # of a set, and degrees from one to the next
_MIDDLE = "sofa"


def arithmetic(rng: np.random.Generator) -> tuple[str, str]:
    """A question and a reply of several clauses of one kind; most kinds say one number or place first and the others' differences from it."""
    kinds = (_lengths, _between, _between, _moved, _turns, _seen, _led, _led, _led)
    kind = kinds[int(rng.integers(len(kinds)))]
    if kind == _led:
        return _led(rng)
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


def _led(rng):
    """Where things that a view of a set shows are for another, of two that are drawn anew for each: else most would be said again and not
    worked out. A camera that goes around to the left turns right."""
    count, step = int(rng.choice(_VIEWS)), int(rng.choice(_STEPS) * rng.choice((1, -1)))
    middle = None if rng.random() < 0.5 else _MIDDLE
    clauses = []
    for _ in range(_TOGETHER):
        view, other = map(int, rng.permutation(count)[:2])
        seen, further = 5 * int(rng.integers(-10, 11)), fives((other - view) * (step if middle is None else -step))
        look = f"image {other + 1} {spoken(seen)} {spoken_length(rng.integers(5, 70) / 10)}"
        clauses.append(f"from image {view + 1}; {look} turned {spoken(further)} is {spoken(seen + further)}")
    return f"{arranged(count, step, middle)} Differences.", "; ".join(clauses)


def _places(rng):
    return np.round(rng.uniform(-_REACH_METRES, _REACH_METRES, (1 + _TOGETHER, 2)), 1)
