"""The tokens of what is measured, and their first rows in the tables of words: near values begin alike, as no random rows would.

Rows are draws of Gaussian processes over the values: of two tokens of one axis their products are exp(-(difference / REACH)²). Without
that a table of a hundred lengths learns each of them alone.
"""

from dataclasses import dataclass

import numpy as np
import torch

from ..data.settings import VIEWS

REACH_DEGREES, REACH_METRES = 12.0, 0.3
_JITTER = 1e-6
_LENGTHS = [tenths / 10 for tenths in range(100)]


@dataclass(frozen=True)
class Axis:
    """Tokens with their values; one that is closed is a circle of 360."""

    tokens: tuple[str, ...]
    values: tuple[float, ...]
    reach: float
    closed: bool = False

    def rows(self, width: int, rng: np.random.Generator) -> torch.Tensor:
        """[tokens, width], each number of standard deviation 1."""
        values = np.array(self.values)
        apart = np.abs(values[:, None] - values)
        apart = np.minimum(apart, 360 - apart) if self.closed else apart
        alike = np.exp(-((apart / self.reach) ** 2)) + _JITTER * np.eye(len(values))
        size, direction = np.linalg.eigh(alike)
        drawn = (direction * np.sqrt(size.clip(0))) @ rng.standard_normal((len(values), width))
        return torch.from_numpy(drawn).float()


def _along(positive: str, negative: str, values, form: str, reach: float, closed: bool = False) -> Axis:
    pairs = [(f" {positive} {value:{form}}", value) for value in values] + [(f" {negative} {value:{form}}", -value) for value in values]
    return Axis(*zip(*pairs), reach, closed)


AXES = (
    _along("left", "right", range(0, 181, 5), "d", REACH_DEGREES, closed=True),
    _along("left", "right", _LENGTHS, ".1f", REACH_METRES), _along("ahead", "behind", _LENGTHS, ".1f", REACH_METRES),
    Axis(tuple(f" {length:.1f}" for length in _LENGTHS), tuple(_LENGTHS), REACH_METRES),
)
VIEW_NUMBERS = tuple(f" image {number + 1}" for number in range(VIEWS["maximum"]))
DIRECTIONS, LENGTHS = AXES[0].tokens, AXES[-1].tokens
MEASURES = (*VIEW_NUMBERS, *(token for axis in AXES for token in axis.tokens))


@torch.no_grad()
def spread(table: torch.Tensor, numbers: dict[str, int], deviation: float, seed: int) -> None:
    """Draws the rows [words, width] of all measures that a tokenizer has numbers for."""
    rng = np.random.default_rng([seed, 6])
    for axis in AXES:
        rows = axis.rows(table.shape[1], rng) * deviation
        for token, row in zip(axis.tokens, rows):
            if token in numbers:
                table[numbers[token]] = row
