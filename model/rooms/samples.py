"""True depths of rooms on a coarse grid of pixels, for tests: `python -m model.rooms.samples --out camera/alignment/testdata/rooms.json`.

Of each room there are three sets of views: the robot's four cameras, one camera on a drive through the room, and four cameras that look in
from around its middle. Poses are room-from-optical, the floor is at height 0, lengths are metres.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from .drive import FIRST_MOMENT_NANOS, START_NANOS, Drive
from .lens import Intrinsics
from .pose import Pose, optical
from .rig import FIELD_OF_VIEW_DEGREES, HEIGHT, MOUNT_HEIGHT_METRES, WIDTH, rig
from .room import Room

GRID = 20  # pixels of 320 × 240 from one sample to the next
SEEDS = range(101, 106)
SECONDS, STOPS = 10.0, 4


def main() -> None:
    """Reads the command line and writes the file."""
    parser = argparse.ArgumentParser(prog="python -m model.rooms.samples", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    given = parser.parse_args()
    lens = Intrinsics.from_field_of_view(WIDTH // GRID, HEIGHT // GRID, FIELD_OF_VIEW_DEGREES)
    rooms = [{"seed": seed, "rigs": rigs(seed, lens)} for seed in SEEDS]
    text = json.dumps({"lens": vars(lens), "rooms": rooms}, separators=(",", ":"))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text.replace('{"seed"', '\n{"seed"') + "\n")


def rigs(seed: int, lens: Intrinsics) -> dict:
    """The views of one room, by the name of their rig."""
    room = Room.random(seed)
    drive = Drive.random(np.random.default_rng(seed), SECONDS)
    begin = drive.pose(START_NANOS + FIRST_MOMENT_NANOS)
    robot = [begin @ camera.base_from_optical for camera in rig()]
    front = rig()[0].base_from_optical
    stops = [drive.pose(START_NANOS + FIRST_MOMENT_NANOS + int(SECONDS * 1e9 * stop / (STOPS - 1))) @ front for stop in range(STOPS)]
    around = [inward(yaw, room.half) for yaw in np.radians([40, 140, 220, 320])]
    return {name: views(room, poses, lens) for name, poses in {"robot": robot, "drive": stops, "around": around}.items()}


def inward(yaw: float, half: np.ndarray) -> Pose:
    """A camera off the middle in a direction, that looks back at it."""
    place = np.array([0.5 * half[0] * np.cos(yaw), 0.5 * half[1] * np.sin(yaw), 1.5 * MOUNT_HEIGHT_METRES])
    return Pose(optical(yaw + np.pi, np.radians(15.0)), place)


def views(room: Room, poses: list[Pose], lens: Intrinsics) -> list[dict]:
    """Each view's pose and depths, row by row."""
    depths = room.render(poses, lens).depth
    return [
        {"translation": np.round(pose.translation, 6).tolist(), "quaternion_xyzw": np.round(pose.quaternion(), 9).tolist(),
         "depth": np.round(depth.astype(float).ravel(), 3).tolist()}
        for pose, depth in zip(poses, depths)
    ]


if __name__ == "__main__":
    main()
