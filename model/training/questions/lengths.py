"""Choices of lengths in which the place of the true one tells nothing."""

import re
from dataclasses import dataclass

import numpy as np

from .draft import Off
from .settings import STEP_METRES

_CHOICES = 4
_LEAST_METRES = 0.3
ERROR_TENTHS = 3  # less than half of STEP_METRES


@dataclass(frozen=True)
class Lengths:
    """How often a length occurs: `shares` of equal bins of `bin_metres` from 0 on, none beyond.

    Of four lengths in equal steps each shall be true equally often. So a true length gets the place r with the weight
    min over the four of their shares, divided by its own share; what is left over is refused.
    """

    shares: tuple[float, ...]
    bin_metres: float = 0.4

    def choices(self, metres: float, rng: np.random.Generator) -> tuple[str, ...] | None:
        """The true length and three others, or None."""
        true = round(metres, 1)
        starts = [round(true - place * STEP_METRES, 1) for place in range(_CHOICES)]
        weights = [self._least(start) / max(self._share(true), 1e-9) for start in starts]
        drawn = rng.random()
        for start, weight in zip(starts, weights):
            drawn -= min(weight, 1.0) / _CHOICES
            if drawn < 0:
                ladder = [start + place * STEP_METRES for place in range(_CHOICES)]
                return (spoken(true), *(spoken(length) for length in ladder if abs(length - true) > 0.01))
        return None

    def _least(self, start):
        if start < _LEAST_METRES:
            return 0.0
        return min(self._share(start + place * STEP_METRES) for place in range(_CHOICES))

    def _share(self, metres):
        """Between the middles of bins, in proportion."""
        middles = (np.arange(len(self.shares)) + 0.5) * self.bin_metres
        return float(np.interp(metres, middles, self.shares, right=0.0))


def spoken(metres: float) -> str:
    """A length in words."""
    return f"{metres:.1f} m"


def estimated(true: str, rng: np.random.Generator) -> float:
    """A length in words as metres, with an error such as who looks will make: to be held against choices, of which the true one is still the nearest."""
    return round(max(0.1, _metres(true) + int(rng.integers(-1, 2, ERROR_TENTHS).sum()) / 10), 1)


def off(choice: str, estimate: float) -> Off:
    """How far the length in a choice is from an estimate."""
    far = round(abs(_metres(choice) - estimate), 1)
    return Off(f"{estimate:.1f}", far, f"{far:.1f}")


def _metres(said: str) -> float:
    return float(re.search(r"\d+\.\d", said)[0])
