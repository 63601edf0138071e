"""How the robot drives: times in nanoseconds since the epoch."""

from dataclasses import dataclass

import numpy as np

from .pose import Pose

START_NANOS = 1_767_225_600_000_000_000  # 2026-01-01T00:00:00Z
FIRST_MOMENT_NANOS = 500_000_000  # after the start
SPEED_METRES_PER_SECOND = 0.18


@dataclass(frozen=True)
class Drive:
    """An arc at even speed through the middle of the room; its poses are room-from-base, base on the floor."""

    middle_yaw: float
    yaw_rate: float
    middle_nanos: int

    @staticmethod
    def random(rng: np.random.Generator, seconds: float) -> "Drive":
        """An arc of any heading that passes the room's middle halfway through a recording of `seconds`."""
        middle = START_NANOS + FIRST_MOMENT_NANOS + int(seconds * 5e8)
        return Drive(float(rng.uniform(-np.pi, np.pi)), float(rng.choice([-1, 1]) * rng.uniform(0.1, 0.16)), middle)

    def pose(self, nanos: int) -> Pose:
        """Where the robot is."""
        seconds = (nanos - self.middle_nanos) / 1e9
        yaw = self.middle_yaw + self.yaw_rate * seconds
        radius = SPEED_METRES_PER_SECOND / self.yaw_rate
        x = radius * (np.sin(yaw) - np.sin(self.middle_yaw))
        y = -radius * (np.cos(yaw) - np.cos(self.middle_yaw))
        return Pose.planar(x, y, yaw)

    def yaw(self, nanos: int) -> float:
        """Where the robot heads, in radians from -pi to pi."""
        yaw = self.middle_yaw + self.yaw_rate * (nanos - self.middle_nanos) / 1e9
        return float(np.arctan2(np.sin(yaw), np.cos(yaw)))
