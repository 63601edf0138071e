"""Angles in degrees, to the left positive."""

import numpy as np

from .draft import Off

SIDES = {"ahead": 0, "left": 90, "behind": 180, "right": -90}


def turned(degrees: float) -> float:
    """The same angle above -180 and up to 180."""
    return 180 - (180 - degrees) % 360


def off(degrees: float, straight: float) -> float:
    """How far one direction is from another, 0 to 180."""
    return abs(turned(degrees - straight))


def sided(degrees: float, sides: dict[str, int] = SIDES) -> str:
    """The name of the side that a direction is nearest to."""
    return min(sides, key=lambda side: off(degrees, sides[side]))


def fives(degrees: float) -> int:
    """Rounded to five degrees, above -180 and up to 180."""
    return int(turned(5 * round(degrees / 5)))


def spoken(degrees: float) -> str:
    """Rounded to five degrees, in words: "left 15", "right 90"."""
    whole = fives(degrees)
    return f"{'right' if whole < 0 else 'left'} {abs(whole)}"


def estimated(degrees: float, rng: np.random.Generator) -> int:
    """A turn with an error such as who looks will make: to be held against choices."""
    return fives(degrees + 5 * (int(rng.integers(-1, 1)) + int(rng.integers(2))))


def off_turn(choice: str, estimate: int) -> Off:
    """How far the turn that a choice says is from an estimate."""
    far = turned(estimate - _degrees(choice))
    return Off(spoken(estimate), abs(far), spoken(far))


def toward(first: str, second: str) -> str:
    """The turn from one direction in words to another."""
    return spoken(_degrees(second) - _degrees(first))


def _degrees(said: str) -> int:
    side, degrees = said.split()
    return int(degrees) if side == "left" else -int(degrees)


def against(place: tuple[float, float], other: tuple[float, float]) -> str:
    """A place, another, and how far the two are apart along each axis: "at left 0.7 ahead 2.0 to right 1.0 ahead 3.0 by 1.7 1.0"."""
    across, along = np.abs(np.round(place, 1) - np.round(other, 1))
    return f"{_to(place, other)} by {across:.1f} {along:.1f}"


def moved(place: tuple[float, float], other: tuple[float, float]) -> str:
    """A place, another, and the way from the one to the other: "at left 0.7 ahead 2.0 to right 1.0 ahead 3.0 moved right 1.7 ahead 1.0"."""
    return f"{_to(place, other)} moved {_bare(*(np.round(other, 1) - np.round(place, 1)))}"


def _to(place, other):
    return f"{located(*place)} to {_bare(*other)}"


def _bare(left, ahead):
    return located(left, ahead).removeprefix("at ")


def located(left: float, ahead: float) -> str:
    """A place on the floor in words: "at left 1.2 behind 0.4"."""
    left, ahead = round(left, 1), round(ahead, 1)
    return f"at {'right' if left < 0 else 'left'} {abs(left):.1f} {'behind' if ahead < 0 else 'ahead'} {abs(ahead):.1f}"
