"""Rigid poses in metres, with the axes of REP-103."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Pose:
    """A rigid transform: `rotation` (3 × 3) and `translation` take points of the named child frame to the parent."""

    rotation: np.ndarray
    translation: np.ndarray

    @staticmethod
    def planar(x: float, y: float, yaw: float) -> "Pose":
        """A pose on the floor; yaw in radians, anticlockwise seen from above."""
        return Pose(about_z(yaw), np.array([x, y, 0.0]))

    def __matmul__(self, other: "Pose") -> "Pose":
        """Parent from grandchild, of parent from child and child from grandchild."""
        return Pose(self.rotation @ other.rotation, self.rotation @ other.translation + self.translation)

    def inverse(self) -> "Pose":
        """Child from parent."""
        return Pose(self.rotation.T, -self.rotation.T @ self.translation)

    def apply(self, points: np.ndarray) -> np.ndarray:
        """Points [..., 3] of the child frame in the parent frame."""
        return points @ self.rotation.T + self.translation

    def quaternion(self) -> np.ndarray:
        """The rotation as x, y, z, w with w >= 0."""
        return quaternion(self.rotation)


def about_z(angle: float) -> np.ndarray:
    """Rotation by `angle` radians about z."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])


def optical(yaw: float, pitch_down: float) -> np.ndarray:
    """Rotation base-from-optical of a camera that looks along `yaw`, tilted down by `pitch_down` (radians)."""
    forward = np.array([np.cos(yaw) * np.cos(pitch_down), np.sin(yaw) * np.cos(pitch_down), -np.sin(pitch_down)])
    right = np.array([np.sin(yaw), -np.cos(yaw), 0.0])
    return np.stack([right, np.cross(forward, right), forward], axis=1)


def quaternion(rotation: np.ndarray) -> np.ndarray:
    """x, y, z, w of a rotation matrix: the eigenvector of Bar-Itzhack's symmetric matrix."""
    r = rotation
    k = np.array([
        [r[0, 0] - r[1, 1] - r[2, 2], r[1, 0] + r[0, 1], r[2, 0] + r[0, 2], r[2, 1] - r[1, 2]],
        [r[1, 0] + r[0, 1], r[1, 1] - r[0, 0] - r[2, 2], r[2, 1] + r[1, 2], r[0, 2] - r[2, 0]],
        [r[2, 0] + r[0, 2], r[2, 1] + r[1, 2], r[2, 2] - r[0, 0] - r[1, 1], r[1, 0] - r[0, 1]],
        [r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1], r[0, 0] + r[1, 1] + r[2, 2]],
    ])
    q = np.linalg.eigh(k)[1][:, -1]
    return q if q[3] >= 0 else -q
