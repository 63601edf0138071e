"""The sampled depths of rooms that Go's tests read, against the rooms."""

import json
from pathlib import Path

import numpy as np

from model.rooms.lens import Intrinsics
from model.rooms.pose import Pose
from model.rooms.room import Room
from model.rooms.samples import SEEDS, rigs

FILE = Path(__file__).parents[2] / "camera/alignment/testdata/rooms.json"


def test_the_file_is_what_the_generator_writes():
    read = json.loads(FILE.read_text())
    assert [room["seed"] for room in read["rooms"]] == list(SEEDS)
    lens, room = Intrinsics(**read["lens"]), read["rooms"][2]
    made = rigs(room["seed"], lens)
    assert made.keys() == room["rigs"].keys()
    for name, views in made.items():
        for got, want in zip(views, room["rigs"][name], strict=True):
            for key, numbers in want.items():
                np.testing.assert_allclose(got[key], numbers, atol=2e-3)


def test_the_points_lie_in_the_room():
    read = json.loads(FILE.read_text())
    lens = Intrinsics(**read["lens"])
    columns, rows = np.meshgrid(np.arange(lens.width), np.arange(lens.height))
    rays = np.stack([(columns - lens.cx) / lens.fx, (rows - lens.cy) / lens.fy, np.ones(columns.shape)], axis=-1).reshape(-1, 3)
    for room in read["rooms"]:
        half = Room.random(room["seed"]).half
        for views in room["rigs"].values():
            for view in views:
                x, y, z, w = view["quaternion_xyzw"]
                turn = np.array([[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                                 [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                                 [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])
                points = Pose(turn, np.array(view["translation"])).apply(rays * np.array(view["depth"])[:, None])
                assert np.all(np.abs(points[:, :2]) <= half[:2] + 0.01)
                assert np.all((points[:, 2] >= -0.01) & (points[:, 2] <= 2 * half[2] + 0.01))
