"""Pinhole lenses; pixel centres lie at whole numbers."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Intrinsics:
    """A pinhole without distortion; (cx, cy) is in pixels, the centre of the first pixel being (0, 0)."""

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float

    @staticmethod
    def from_field_of_view(width: int, height: int, degrees: float) -> "Intrinsics":
        """Square pixels that see `degrees` from the left edge of the image to its right edge."""
        focal = width / 2 / np.tan(np.radians(degrees) / 2)
        return Intrinsics(width, height, float(focal), float(focal), (width - 1) / 2, (height - 1) / 2)

    def finer(self, factor: int) -> "Intrinsics":
        """The same camera with every pixel split into factor × factor."""
        shift = (factor - 1) / 2
        return Intrinsics(
            self.width * factor, self.height * factor, self.fx * factor, self.fy * factor,
            self.cx * factor + shift, self.cy * factor + shift,
        )

    def matrix(self) -> np.ndarray:
        """K, 3 × 3."""
        return np.array([[self.fx, 0, self.cx], [0, self.fy, self.cy], [0, 0, 1.0]])

    def project(self, points: np.ndarray) -> np.ndarray:
        """Pixels (u, v) of points [..., 3] in the optical frame; their z must be positive."""
        scale = np.array([self.fx, self.fy])
        return points[..., :2] / points[..., 2:] * scale + np.array([self.cx, self.cy])
