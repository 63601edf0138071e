"""How the robot drives and when its cameras fire: times in nanoseconds since the epoch."""

from dataclasses import dataclass

import numpy as np

from .camera import Pose

START_NANOS = 1_767_225_600_000_000_000  # 2026-01-01T00:00:00Z
FIRST_MOMENT_NANOS = 500_000_000  # after the start
SPEED_METRES_PER_SECOND = 0.18
LATE_NANOS = 350_000_000
_CAMERA_OFFSET_NANOS = (0, 1_300_000, 2_600_000, -1_100_000)


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


@dataclass(frozen=True)
class Frame:
    """One image of one camera: when it was taken, when it arrived, and `ok`, `dropped` or `late`."""

    camera: int
    moment: int
    stamp_nanos: int
    arrival_nanos: int
    status: str


@dataclass(frozen=True)
class Faults:
    """Which (camera, moment) is lost and which arrives late; None for neither."""

    dropped: tuple[int, int] | None = (1, 7)
    late: tuple[int, int] | None = (3, 12)

    def status(self, camera: int, moment: int) -> str:
        """What becomes of a frame."""
        if (camera, moment) == self.dropped:
            return "dropped"
        return "late" if (camera, moment) == self.late else "ok"


def schedule(rng: np.random.Generator, cameras: int, moments: int, rate: float, faults: Faults) -> list[list[Frame]]:
    """The frames of every moment, in the cameras' order; cameras fire a few milliseconds apart."""
    out = []
    for moment in range(moments):
        nominal = START_NANOS + FIRST_MOMENT_NANOS + round(moment * 1e9 / rate)
        frames = []
        for camera in range(cameras):
            jitter = int(np.clip(rng.normal(0, 4e5), -1e6, 1e6))
            stamp = nominal + _CAMERA_OFFSET_NANOS[camera % 4] + jitter
            status = faults.status(camera, moment)
            arrival = stamp + int(rng.integers(12_000_000, 22_000_000)) + (LATE_NANOS if status == "late" else 0)
            frames.append(Frame(camera, moment, stamp, arrival, status))
        out.append(frames)
    return out
