"""Surfaces: a pattern, two colours and a size each, evaluated for many points at once."""

from dataclasses import dataclass

import numpy as np

from . import patterns


@dataclass(frozen=True)
class Material:
    """`pattern` names a function of module patterns; colours are sRGB `#rrggbb`; `period` is in metres.

    `glow` is the share of the colour that shines by itself, 0 to 1.
    """

    pattern: str
    first: str
    second: str
    period: float = 0.1
    glow: float = 0.0


class Palette:
    """The materials of one room; a material is added once and known by its index."""

    def __init__(self):
        self._index: dict[Material, int] = {}

    def add(self, material: Material) -> int:
        """The index of the material, new or not."""
        return self._index.setdefault(material, len(self._index))

    def glow(self) -> np.ndarray:
        """The glow of every material."""
        return np.array([m.glow for m in self._index], np.float32)

    def colours(self, index: np.ndarray, surface: "Surface") -> np.ndarray:
        """Linear RGB [n, 3] of n surface points whose materials are `index` [n]."""
        out = np.empty((len(index), 3), np.float32)
        order = np.argsort(index, kind="stable")
        bounds = np.searchsorted(index[order], np.arange(len(self._index) + 1))
        for number, material in enumerate(self._index):
            chosen = order[bounds[number]:bounds[number + 1]]
            if len(chosen):
                out[chosen] = _colour(material, number, surface.take(chosen))
        return out


@dataclass(frozen=True)
class Surface:
    """Where points lie on their solids: `uv` in metres, `share` the same from -1 to 1 across the face,
    `footprint` the width in metres of the pixel that sees the point."""

    uv: np.ndarray
    share: np.ndarray
    footprint: np.ndarray

    def take(self, chosen: np.ndarray) -> "Surface":
        """The surface of some of the points."""
        return Surface(self.uv[chosen], self.share[chosen], self.footprint[chosen])


def linear(colour: str) -> np.ndarray:
    """Linear RGB of `#rrggbb`."""
    srgb = np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _colour(material, number, surface):
    pattern = getattr(patterns, material.pattern)
    mix = pattern(surface, material.period, number)
    if mix.ndim == 2:
        return mix
    return linear(material.first) + mix[:, None] * (linear(material.second) - linear(material.first))
