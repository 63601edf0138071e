"""Cameras and points: the golden file, and what must hold for any camera."""

import json

import numpy as np
import pytest

from model.geometry import pose_encoding_to_camera, unproject
from model.geometry.golden import PATH, cases


def test_golden_file_is_what_the_code_computes():
    written = json.loads(PATH.read_text(encoding="utf-8"))["cases"]
    assert [case["name"] for case in written] == [case["name"] for case in cases()]
    for old, new in zip(written, cases()):
        for key in ("pose_encoding", "camera_from_world", "intrinsics", "depth", "points"):
            np.testing.assert_allclose(new[key], old[key], rtol=1e-12, atol=1e-12, err_msg=f"{new['name']}: {key}")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_points_project_back_to_their_pixels_and_depths(case):
    pose, intrinsics = np.array(case["camera_from_world"]), np.array(case["intrinsics"])
    np.testing.assert_allclose(pose[:, :3] @ pose[:, :3].T, np.eye(3), atol=1e-12)
    assert np.linalg.det(pose[:, :3]) == pytest.approx(1)
    of_camera = np.array(case["points"]) @ pose[:, :3].T + pose[:, 3]
    np.testing.assert_allclose(of_camera[..., 2], case["depth"], atol=1e-9)
    pixels = of_camera @ intrinsics.T
    row, column = np.mgrid[: case["height"], : case["width"]]
    np.testing.assert_allclose(pixels[..., 0] / pixels[..., 2], column, atol=1e-6)
    np.testing.assert_allclose(pixels[..., 1] / pixels[..., 2], row, atol=1e-6)


def test_quaternion_is_xyzw_and_fields_of_view_are_vertical_then_horizontal():
    right_angle = 2**-0.5
    camera = pose_encoding_to_camera([1, 2, 3, 0, 0, right_angle, right_angle, np.pi / 2, np.pi / 3], 100, 200)
    np.testing.assert_allclose(camera.camera_from_world, [[0, -1, 0, 1], [1, 0, 0, 2], [0, 0, 1, 3]], atol=1e-12)
    np.testing.assert_allclose(camera.intrinsics, [[100 * 3**0.5, 0, 100], [0, 50, 50], [0, 0, 1]], atol=1e-9)


def test_many_views_are_the_views_one_by_one():
    encodings = np.array([case["pose_encoding"] for case in cases()])
    depth = np.random.default_rng(0).uniform(1, 2, (len(encodings), 3, 5))
    together = pose_encoding_to_camera(encodings, 3, 5)
    points = unproject(depth, together)
    for index, encoding in enumerate(encodings):
        alone = pose_encoding_to_camera(encoding, 3, 5)
        np.testing.assert_allclose(points[index], unproject(depth[index], alone), atol=1e-12)


@pytest.mark.parametrize(
    "encoding, fault",
    [
        ([0, 0, 0, 0, 0, 0, 0, 1, 1], "quaternion"),
        ([0, 0, 0, 0, 0, 0, np.nan, 1, 1], "quaternion"),
        ([0, 0, 0, 0, 0, 0, 1, 0, 1], "field of view"),
        ([0, 0, 0, 0, 0, 0, 1, 1, 3.2], "field of view"),
        ([0, 0, 0, 0, 0, 0, 1, 1], "8 numbers"),
    ],
)
def test_encoding_without_a_camera_is_refused(encoding, fault):
    with pytest.raises(ValueError, match=fault):
        pose_encoding_to_camera(encoding, 4, 4)
