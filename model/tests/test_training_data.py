"""The rendered dataset: its truth, its sets of views, and what is held out."""

import numpy as np
import pytest

from model.training.data.capture import capture
from model.training.data.settings import CATEGORIES
from model.training.data.sets import variants


def _points(data, room, view):
    """Room points [h, w, 3] of a view's depths."""
    depth = data.depth[view["index"]].astype(np.float64)
    height, width = depth.shape
    focal = width / 2 / np.tan(np.radians(view["fov"]) / 2)
    columns, rows = np.meshgrid(np.arange(width) + 0.5 - width / 2, np.arange(height) + 0.5 - height / 2)
    local = np.stack([columns / focal * depth, rows / focal * depth, depth], axis=-1)
    return local @ np.array(view["rotation"]).T + np.array(view["position"])


def test_depths_reach_the_room_and_no_further(training_data):
    for room in training_data.rooms:
        half = np.array(room["half"])
        for view in room["views"]:
            points = _points(training_data, room, view)
            assert (np.abs(points[..., :2]) < half[:2] + 0.12).all() and (points[..., 2] > -0.12).all() and (points[..., 2] < 2 * half[2] + 0.12).all()
            shell = training_data.labels[view["index"]] == 0
            gap = np.minimum(np.abs(np.abs(points) - [half[0], half[1], 1e9]).min(-1), np.minimum(points[..., 2], 2 * half[2] - points[..., 2]))
            assert np.quantile(np.abs(gap[shell]), 0.95) < 0.12


def test_a_label_is_the_thing_that_stands_there(training_data):
    for room in training_data.rooms:
        names = [piece["name"] for piece in room["pieces"]]
        for view in room["views"]:
            points, labels = _points(training_data, room, view), training_data.labels[view["index"]]
            for number, piece in enumerate(room["pieces"]):
                seen = labels == CATEGORIES.index(piece["name"])
                if names.count(piece["name"]) == 1 and seen.sum() > 5:
                    reach = np.linalg.norm(np.array(piece["footprint"]) - piece["centre"][:2], axis=1).max()
                    away = np.linalg.norm(points[seen][:, :2] - piece["centre"][:2], axis=1)
                    assert np.quantile(away, 0.9) < reach + 0.2
                    assert view["pixels"][number] > 0 and view["columns"][number][0] >= 0


def test_pictures_are_the_views_made_small(training_data):
    for row in range(0, len(training_data.views), 5):
        small = training_data.views[row].reshape(84, 2, 112, 2, 3).mean((1, 3))
        assert np.abs(small - training_data.pictures[row]).mean() < 4


def test_the_same_rooms_come_out_twice(training_data, tmp_path):
    capture(tmp_path, {"held_out": 1}, workers=1)
    again = type(training_data)(tmp_path)
    first = training_data.of("held_out")[0]
    assert again.rooms[0]["sets"] == first["sets"] and again.rooms[0]["pieces"] == first["pieces"]
    rows = [view["index"] for view in first["views"]]
    assert np.array_equal(again.views[:], training_data.views[rows])


def test_every_kind_of_set_has_its_variants():
    spot = {"kind": "rotation", "views": [0, 1, 2], "middle": None, "step": 45.0}
    made = variants([spot], 3)
    runs = [(one["turn"], one["views"]) for one in made if one["kind"] == "rotation"]
    assert (1, [0, 1, 2]) in runs and (-1, [2, 1, 0]) in runs and len(runs) == 6
    assert [one["views"] for one in made if one["kind"] == "single"] == [[0], [1], [2]]
    circle = variants([{"kind": "among", "views": [4, 5, 6, 7], "middle": 2, "turn": 1}], 0)
    assert sorted({one["kind"] for one in circle}) == ["among", "around"]
    assert all(one["views"][1] == 4 + (one["views"][0] - 4 + one["turn"]) % 4 for one in circle)


@pytest.mark.parametrize("split", ["train", "held_out"])
def test_cameras_stand_free(training_data, split):
    for room in training_data.of(split):
        for view in room["views"]:
            x, y = view["position"][:2]
            assert abs(x) < room["half"][0] - 0.3 and abs(y) < room["half"][1] - 0.3
            near = training_data.depth[view["index"]].astype(float).min()
            assert near > 0.1
