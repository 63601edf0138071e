"""A robot with the rig drives through a room and everything it says is recorded."""

from dataclasses import dataclass

import numpy as np

from . import messages
from .bag import Entry
from .drive import FIRST_MOMENT_NANOS, SPEED_METRES_PER_SECOND, START_NANOS, Drive
from .pose import Pose
from .rig import Camera, rig
from .room import Room
from .schedule import Faults, Frame, schedule

SAMPLES = 2
_ODOMETRY_STEP_NANOS = 50_000_000
_RAW_ENCODING = {"front": ("rgb8", 0), "left": ("bgr8", 32), "back": ("bgra8", 0), "right": ("mono8", 0)}


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

    def entries(self) -> list[Entry]:
        """All messages of the recording."""
        out = self._odometry()
        links = [("base_link", camera.frame, camera.base_from_optical) for camera in self.cameras]
        out.append(Entry(START_NANOS, "/tf_static", messages.transforms(START_NANOS, links)))
        for frames in self.frames:
            views = self.room.render([self.optical_pose(f) for f in frames], self.cameras[0].lens, SAMPLES)
            for frame, rgb in zip(frames, views.rgb):
                out += self._frame(frame, rgb)
        return out

    def _frame(self, frame, rgb):
        camera = self.cameras[frame.camera]
        base = f"/camera/{camera.name}/"
        info_nanos = frame.stamp_nanos + 10_000_000
        out = [Entry(info_nanos, base + "camera_info", messages.camera_info(frame.stamp_nanos, camera))]
        if frame.status == "dropped":
            return out
        if self.plan.transport == "raw":
            encoding, padding = _RAW_ENCODING[camera.name]
            image = messages.image(frame.stamp_nanos, camera.frame, rgb, encoding, padding)
            return [*out, Entry(frame.arrival_nanos, base + "image_raw", image)]
        image = messages.compressed_image(frame.stamp_nanos, camera.frame, rgb)
        return [*out, Entry(frame.arrival_nanos, base + "image_raw/compressed", image)]

    def _odometry(self):
        out = []
        end = START_NANOS + FIRST_MOMENT_NANOS + int(self.plan.seconds * 1e9) + 500_000_000
        for nanos in range(START_NANOS + 100_000_000, end, _ODOMETRY_STEP_NANOS):
            pose = self.drive.pose(nanos)
            said = messages.odometry(nanos, pose, SPEED_METRES_PER_SECOND, self.drive.yaw_rate)
            out.append(Entry(nanos + 2_000_000, "/odom", said))
            out.append(Entry(nanos + 2_500_000, "/tf", messages.transforms(nanos, [("odom", "base_link", pose)])))
        return out
