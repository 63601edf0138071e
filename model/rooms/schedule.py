"""When the cameras fire and when their images arrive: times in nanoseconds since the epoch."""

from dataclasses import dataclass

import numpy as np

from .drive import FIRST_MOMENT_NANOS, START_NANOS

LATE_NANOS = 350_000_000
_CAMERA_OFFSET_NANOS = (0, 1_300_000, 2_600_000, -1_100_000)


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
