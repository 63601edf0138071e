"""The pairs as messages: two cameras that fire together, their calibration and how they sit on the robot."""

from pathlib import Path

import numpy as np

from ..rooms import messages
from ..rooms.bag import Entry
from ..rooms.drive import START_NANOS
from ..rooms.pose import Pose, optical
from .calibration import Lens, Stereo, load
from .pairs import FOLDER, NUMBERS, SIDES, read_image_file

STEP_NANOS = 500_000_000
MOUNT_METRES = (0.1, 0.04, 0.5)  # of the left camera in base_link; the real rig's is not known


def frame(side: str) -> str:
    """The name of a camera's optical frame."""
    return f"stereo_{side}_optical_frame"


def left_from_right(stereo: Stereo) -> Pose:
    """The pose of the right camera in the left one's optical frame."""
    return Pose(stereo.rotation, stereo.translation).inverse()


def entries(folder: Path = FOLDER) -> list[Entry]:
    """All messages of the bag; the images are the package's own files, byte for byte."""
    stereo = load()
    mount = Pose(optical(0.0, 0.0), np.array(MOUNT_METRES))
    links = [("base_link", frame("left"), mount), (frame("left"), frame("right"), left_from_right(stereo))]
    out = [Entry(START_NANOS, "/tf_static", messages.transforms(START_NANOS, links))]
    for turn, number in enumerate(NUMBERS):
        stamp = START_NANOS + (turn + 1) * STEP_NANOS
        for side, lens in zip(SIDES, (stereo.left, stereo.right)):
            data = np.frombuffer(read_image_file(side, number, folder), np.uint8)
            head = messages.header(stamp, frame(side))
            image = messages.make("sensor_msgs/msg/CompressedImage", head, "mono8; jpeg compressed mono8", data)
            out.append(Entry(stamp + 10_000_000, f"/stereo/{side}/camera_info", _info(head, lens)))
            out.append(Entry(stamp + 15_000_000, f"/stereo/{side}/image_raw/compressed", image))
    return out


def _info(head, lens: Lens):
    return messages.make(
        "sensor_msgs/msg/CameraInfo", head, lens.height, lens.width, "plumb_bob",
        lens.d.ravel(), lens.k.ravel(), lens.r.ravel(), lens.p.ravel(), 0, 0,
        messages.make("sensor_msgs/msg/RegionOfInterest", 0, 0, 0, 0, False),
    )
