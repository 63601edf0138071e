"""The real pairs: the reader of OpenCV's YAML, and the calibration against the images themselves."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.stereo.calibration import CALIBRATION, load, parse
from model.stereo.pairs import FOLDER, NUMBERS, SIDES, read_file, read_image_file

ROOT = Path(__file__).parents[2]
needs_package = pytest.mark.skipif(not (FOLDER / "left01.jpg").exists() and not (FOLDER / "left01.jpg.gz").exists(),
                                   reason="Debian's package opencv-doc is not installed")


def test_the_parser_reads_numbers_and_matrices():
    matrix = "M: !!opencv-matrix\n   rows: 2\n   cols: 2\n   dt: d\n   data: [ 1., -2e+1,\n       3., 4. ]\n"
    text = "%YAML:1.0\n---\nsize: 2.5e-02\nname: left\n" + matrix + "last: 7\n"
    values = parse(text)
    assert values["size"] == 0.025 and values["last"] == 7 and "name" not in values
    np.testing.assert_array_equal(values["M"], [[1, -20], [3, 4]])


def test_a_lying_matrix_is_refused():
    with pytest.raises(ValueError, match="matrix M: 3 values for 2 x 2"):
        parse("M: !!opencv-matrix\n   rows: 2\n   cols: 2\n   dt: d\n   data: [ 1, 2, 3 ]\n")


def test_the_pair_is_rectified_by_its_own_numbers():
    stereo = load()
    assert np.linalg.norm(stereo.translation) == pytest.approx(0.0836, abs=2e-4)
    np.testing.assert_allclose(stereo.rotation @ stereo.rotation.T, np.eye(3), atol=1e-9)
    point = np.array([0.1, -0.05, 0.8])
    left = stereo.left.r @ point
    right = stereo.right.r @ (stereo.rotation @ point + stereo.translation)
    (u, v), (x, y) = (project(lens.p[:, :3], where) for lens, where in ((stereo.left, left), (stereo.right, right)))
    assert y == pytest.approx(v, abs=1e-6), "rectified rows agree"
    disparity = -stereo.right.p[0, 3] / left[2]  # focal length times baseline over depth
    assert u - x == pytest.approx(disparity, abs=1e-6)


@needs_package
def test_the_left_lens_agrees_with_the_packages_own_calibration():
    theirs, ours = parse(read_file("left_intrinsics.yml").decode()), load().left
    assert theirs["square_size"] == pytest.approx(0.025)
    np.testing.assert_allclose(ours.k, theirs["camera_matrix"], rtol=0.005, atol=1e-9)
    np.testing.assert_allclose(ours.d.ravel(), theirs["distortion_coefficients"].ravel(), atol=0.02)


@needs_package
@pytest.mark.parametrize("turn", range(len(NUMBERS)))
def test_the_boards_corners_lie_where_the_calibration_says(turn):
    """At an inner corner of a chessboard opposite squares are alike and neighbours differ, in both images."""
    stereo = load()
    pose = parse(CALIBRATION.read_text())["board_poses"][turn]
    rotation, moved = rodrigues(pose[:3]), pose[3:]
    corners = [(i * 0.025, j * 0.025) for i in range(9) for j in range(6)]
    images = [np.asarray(Image.open(io.BytesIO(read_image_file(side, NUMBERS[turn]))).convert("L"), float) for side in SIDES]
    good = 0
    for x, y in corners:
        quarters = [rotation @ [x + dx, y + dy, 0] + moved for dx, dy in QUARTERS]
        seen_right = [stereo.rotation @ p + stereo.translation for p in quarters]
        for image, lens, points in zip(images, (stereo.left, stereo.right), (quarters, seen_right)):
            a, b, c, d = (sample(image, distorted(lens, p)) for p in points)
            good += min(a, c) > max(b, d) + 20 or min(b, d) > max(a, c) + 20
    assert good >= 104, f"{good} of 108 corners"


QUARTERS = [(sx * 0.0025, sy * 0.0025) for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1))]


def project(k, point):
    """Pixel of a point by a matrix without distortion."""
    return (k @ (point / point[2]))[:2]


def distorted(lens, point):
    """Pixel of a point, by the five-parameter plumb-bob model."""
    k1, k2, p1, p2, k3 = lens.d.ravel()
    x, y = point[:2] / point[2]
    r = x * x + y * y
    radial = 1 + k1 * r + k2 * r**2 + k3 * r**3
    return project(lens.k, np.array([x * radial + 2 * p1 * x * y + p2 * (r + 2 * x * x),
                                     y * radial + p1 * (r + 2 * y * y) + 2 * p2 * x * y, 1]))


def sample(image, pixel):
    """The image between pixels, linearly."""
    u, v = pixel
    column, row = int(np.floor(u)), int(np.floor(v))
    block, s, t = image[row:row + 2, column:column + 2], u - column, v - row
    return block[0, 0] * (1 - s) * (1 - t) + block[0, 1] * s * (1 - t) + block[1, 0] * (1 - s) * t + block[1, 1] * s * t


def rodrigues(vector):
    """The rotation matrix of a rotation vector."""
    angle = np.linalg.norm(vector)
    x, y, z = vector / angle
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


@needs_package
def test_the_bag_has_thirteen_pairs(tmp_path):
    rosbags = pytest.importorskip("rosbags.highlevel", reason="the Python package rosbags writes and reads the bags")
    out = tmp_path / "stereo.mcap"
    subprocess.run([sys.executable, "-m", "model.stereo", "--out", out], cwd=ROOT, check=True)
    seen = {}
    with rosbags.AnyReader([out]) as reader:
        for connection, _, data in reader.messages():
            seen.setdefault(connection.topic, []).append(reader.deserialize(data, connection.msgtype))
    for side, lens in zip(SIDES, (load().left, load().right)):
        images, infos = (seen[f"/stereo/{side}/{name}"] for name in ("image_raw/compressed", "camera_info"))
        assert len(images) == len(infos) == 13
        for message, number in zip(images, NUMBERS):
            assert message.data.tobytes() == read_image_file(side, number)
        np.testing.assert_array_equal(infos[0].p, lens.p.ravel())
        assert images[0].header.frame_id == infos[0].header.frame_id == f"stereo_{side}_optical_frame"
    static, = seen["/tf_static"]
    assert [(t.header.frame_id, t.child_frame_id) for t in static.transforms] == [
        ("base_link", "stereo_left_optical_frame"), ("stereo_left_optical_frame", "stereo_right_optical_frame")]
    assert static.transforms[1].transform.translation.x == pytest.approx(0.0836, abs=2e-4), "the right camera is on the right"


def test_a_missing_package_is_named(tmp_path):
    pytest.importorskip("rosbags", reason="the Python package rosbags writes the bags")
    done = subprocess.run([sys.executable, "-m", "model.stereo", "--out", tmp_path / "x.mcap", "--folder", tmp_path],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "opencv-doc" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "x.mcap").exists()
