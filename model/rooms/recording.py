"""What a recording is of: a room, the drive of a robot with the rig, and the frames that its cameras take."""

from dataclasses import dataclass

import numpy as np

from .drive import Drive
from .pose import Pose
from .rig import Camera, rig
from .room import Room
from .schedule import Faults, Frame, schedule

SAMPLES = 2


@dataclass(frozen=True)
class Plan:
    """What to record. `transport` is `compressed` or `raw`; raw cameras each have another encoding."""

    seed: int
    seconds: float = 4.0
    rate: float = 5.0
    transport: str = "compressed"
    faults: Faults = Faults()


class Recording:
    """A room, a drive and the frames taken on it; everything follows from the plan."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.room = Room.random(plan.seed)
        self.cameras: list[Camera] = rig()
        rng = np.random.default_rng([plan.seed, 1])
        self.drive = Drive.random(rng, plan.seconds)
        moments = round(plan.seconds * plan.rate)
        self.frames: list[list[Frame]] = schedule(rng, len(self.cameras), moments, plan.rate, plan.faults)

    def optical_pose(self, frame: Frame) -> Pose:
        """Room-from-optical of a frame at its stamp."""
        return self.drive.pose(frame.stamp_nanos) @ self.cameras[frame.camera].base_from_optical
