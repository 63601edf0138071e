"""Differences of numbers that are drawn, in the words of the chains of thought, one after another: what they need and few of them have."""

import numpy as np

from .angles import against, located, moved, off_turn, spoken
from .lengths import off, spoken as spoken_length

_TOGETHER = 8
_REACH_METRES, _REACH_DEGREES = 4.5, 85


def arithmetic(rng: np.random.Generator) -> tuple[str, str]:
    """A question and a reply of several clauses of one kind."""
    kinds = (_lengths, _between, _between, _moved, _turns, _seen)
    clause = kinds[int(rng.integers(len(kinds)))]
    return "Differences.", ";".join(f" {clause(rng)}" for _ in range(_TOGETHER))  # what is measured is a token with a space before it


def _lengths(rng):
    choice, estimate = rng.integers(1, 80, 2) / 10
    return f"{spoken_length(choice)} {off(spoken_length(choice), estimate).told}"


def _turns(rng):
    choice, estimate = map(int, 5 * rng.integers(-_REACH_DEGREES // 5, _REACH_DEGREES // 5 + 1, 2))
    return f"{spoken(choice)} {off_turn(spoken(choice), estimate).told}"


def _between(rng):
    place, other = _place(rng), _place(rng)
    return f"{against(place, other)} apart {np.hypot(*(place - other)):.1f}"


def _moved(rng):
    return moved(_place(rng), _place(rng))


def _seen(rng):
    """Where a thing is that is seen in a direction and at a distance."""
    degrees, far = 5 * int(rng.integers(-10, 11)), rng.integers(5, 70) / 10
    return f"{spoken(degrees)} {spoken_length(far)} {located(far * np.sin(np.radians(degrees)), far * np.cos(np.radians(degrees)))}"


def _place(rng):
    return np.round(rng.uniform(-_REACH_METRES, _REACH_METRES, 2), 1)
