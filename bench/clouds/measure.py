"""How well a cloud fits a surface."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

COMPLETE_METRES = 0.1
PROBES = 20_000  # points of the surface that are looked for in the cloud


@dataclass(frozen=True)
class Fit:
    """Distances from points to the surface, in metres, and the share of the surface that has a point within COMPLETE_METRES."""

    points: float
    median: float
    ninety: float
    complete: float

    @staticmethod
    def middle(fits: list["Fit"]) -> "Fit | None":
        """The median of each figure; None of none."""
        if not fits:
            return None
        return Fit(*(float(np.median([getattr(fit, name) for fit in fits])) for name in ("points", "median", "ninety", "complete")))


def places(records: np.ndarray) -> np.ndarray:
    """Where points are, [n, 3]."""
    return np.stack([records[axis] for axis in "xyz"], -1)


def fit(points: np.ndarray, surface: cKDTree) -> Fit:
    """Compares the records of a cloud with the points of a surface."""
    points = places(points)
    if len(points) == 0:
        return Fit(0, float("nan"), float("nan"), 0.0)
    far = surface.query(points)[0]
    probes = surface.data[:: max(1, surface.n // PROBES)]
    reached = cKDTree(points).query(probes, distance_upper_bound=COMPLETE_METRES)[0]
    return Fit(len(points), float(np.median(far)), float(np.quantile(far, 0.9)), float(np.isfinite(reached).mean()))
