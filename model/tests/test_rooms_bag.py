"""The bags, as another reader sees them, against the truth files."""

import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("rosbags", reason="the Python package rosbags writes and reads the bags")

from rosbags.highlevel import AnyReader  # noqa: E402

from model.rooms.bag import write  # noqa: E402
from model.rooms.record import entries  # noqa: E402
from model.rooms.recording import Plan, Recording  # noqa: E402
from model.rooms.schedule import Faults  # noqa: E402
from model.rooms.truth import truth  # noqa: E402

SAMPLE = Path(__file__).parents[2] / "e2e" / "sample"
SHORT = Plan(11, seconds=0.2, rate=5)


def read(path: Path) -> dict[str, list]:
    """The (log time, message) pairs of a bag by topic."""
    out: dict[str, list] = {}
    with AnyReader([path]) as reader:
        for connection, nanos, data in reader.messages():
            out.setdefault(connection.topic, []).append((nanos, reader.deserialize(data, connection.msgtype)))
    return out


@pytest.fixture(scope="module", name="sample")
def _sample():
    return read(SAMPLE / "room.mcap")


@pytest.fixture(scope="module", name="written")
def _written():
    return json.loads((SAMPLE / "truth.json").read_text())


@pytest.fixture(scope="module", name="recorded")
def _entries():
    return entries(Recording(SHORT))


def nanos(header) -> int:
    """A header's stamp."""
    return header.stamp.sec * 10**9 + header.stamp.nanosec


def test_every_frame_is_where_the_truth_says(sample, written):
    for place, camera in enumerate(written["cameras"]):
        frames = [moment["frames"][place] for moment in written["moments"]]
        want = [(f["arrival_nanos"], f["stamp_nanos"]) for f in frames if f["status"] != "dropped"]
        got = [(t, nanos(m.header)) for t, m in sample[f"/camera/{camera['name']}/image_raw/compressed"]]
        assert got == sorted(want)
        infos = sample[f"/camera/{camera['name']}/camera_info"]
        assert [nanos(m.header) for _, m in infos] == [f["stamp_nanos"] for f in frames]


def test_one_frame_is_lost_and_one_is_late(written):
    assert [(f["kind"], f["camera"], f["moment"]) for f in written["faults"]] == [("dropped", "left", 7), ("late", "right", 12)]
    for moment in written["moments"]:
        stamps = [f["stamp_nanos"] for f in moment["frames"]]
        assert 5e5 < max(stamps) - min(stamps) < 8e6
        for frame in moment["frames"]:
            wait = frame["arrival_nanos"] - frame["stamp_nanos"]
            assert (wait > 3e8) == (frame["status"] == "late") and wait > 1e7


def test_images_decode_and_carry_their_optical_frame(sample, written):
    for camera in written["cameras"]:
        for _, message in sample[f"/camera/{camera['name']}/image_raw/compressed"]:
            assert message.header.frame_id == camera["frame"] == f"camera_{camera['name']}_optical_frame"
            assert Image.open(io.BytesIO(message.data.tobytes())).size == (320, 240)


def test_camera_info_is_the_rigs(sample, written):
    for camera in written["cameras"]:
        for _, info in sample[f"/camera/{camera['name']}/camera_info"]:
            assert (info.width, info.height, info.distortion_model) == (320, 240, "plumb_bob")
            np.testing.assert_allclose(info.k, [camera["fx"], 0, camera["cx"], 0, camera["fy"], camera["cy"], 0, 0, 1])
            np.testing.assert_allclose(info.p.reshape(3, 4)[:, :3].ravel(), info.k)
            assert not info.d.any() and (info.r == np.eye(3).ravel()).all()


def test_the_transform_tree_is_connected_and_true(sample, written):
    (_, static), = sample["/tf_static"]
    parents = {t.child_frame_id: t.header.frame_id for t in static.transforms}
    parents |= {t.child_frame_id: t.header.frame_id for _, m in sample["/tf"] for t in m.transforms}
    for camera in written["cameras"]:
        chain = [camera["frame"]]
        while chain[-1] in parents:
            chain.append(parents[chain[-1]])
        assert chain == [camera["frame"], "base_link", "odom"]
        link, = [t for t in static.transforms if t.child_frame_id == camera["frame"]]
        moved, turned = link.transform.translation, link.transform.rotation
        np.testing.assert_allclose([moved.x, moved.y, moved.z], camera["base_from_optical"]["translation"], atol=1e-6)
        np.testing.assert_allclose([turned.x, turned.y, turned.z, turned.w], camera["base_from_optical"]["quaternion_xyzw"], atol=1e-6)
    first, last = (sample["/tf"][n][1].transforms[0].header for n in (0, -1))
    stamps = [f["stamp_nanos"] for m in written["moments"] for f in m["frames"]]
    first, last = (stamp.stamp.sec * 10**9 + stamp.stamp.nanosec for stamp in (first, last))
    assert first < min(stamps) and last > max(stamps)


def test_odometry_agrees_with_the_truth(sample, written):
    stamps = np.array([nanos(m.header) for _, m in sample["/odom"]])
    for moment in written["moments"]:
        at = np.interp(moment["stamp_nanos"] - stamps[0], stamps - stamps[0], np.arange(len(stamps)))
        low, share = int(at), at - int(at)
        pair = [m.pose.pose.position for _, m in sample["/odom"][low:low + 2]]
        x, y = ((1 - share) * getattr(pair[0], axis) + share * getattr(pair[1], axis) for axis in "xy")
        assert (x, y) == pytest.approx((moment["odom_from_base"]["x"], moment["odom_from_base"]["y"]), abs=1e-3)
    message = sample["/odom"][0][1]
    assert (message.header.frame_id, message.child_frame_id) == ("odom", "base_link")
    (_, before), (_, after) = sample["/odom"][:2]
    step = np.hypot(after.pose.pose.position.x - before.pose.pose.position.x, after.pose.pose.position.y - before.pose.pose.position.y)
    assert step / 0.05 == pytest.approx(before.twist.twist.linear.x, rel=1e-3)


def test_quality_of_service_and_profile():
    with AnyReader([SAMPLE / "room.mcap"]) as reader:
        offered = {c.topic: c.ext.offered_qos_profiles[0] for c in reader.connections}
        order = [c.topic for c in reader.connections if c.topic.endswith("compressed")]
    assert offered["/tf_static"].durability.name == "TRANSIENT_LOCAL" and offered["/tf"].durability.name == "VOLATILE"
    assert offered["/camera/front/camera_info"].reliability.name == "BEST_EFFORT"
    assert order == [f"/camera/{name}/image_raw/compressed" for name in ("front", "left", "back", "right")]
    head = (SAMPLE / "room.mcap").read_bytes()[:64]
    assert head.startswith(b"\x89MCAP0\r\n") and b"ros2" in head


def test_the_committed_bag_is_what_the_generator_makes(sample, written):
    recording = Recording(Plan(written["seed"]))
    approx(truth(recording), written)
    for moment in (0, 9, 19):
        views = recording.room.render([recording.optical_pose(f) for f in recording.frames[moment]], recording.cameras[0].lens, 2)
        for camera, frame, rgb in zip(recording.cameras, recording.frames[moment], views.rgb):
            got, = [m for _, m in sample[f"/camera/{camera.name}/image_raw/compressed"] if nanos(m.header) == frame.stamp_nanos]
            pixels = np.asarray(Image.open(io.BytesIO(got.data.tobytes())))
            assert np.abs(pixels.astype(int) - rgb).mean() < 4, (moment, camera.name)


def approx(got, want):
    """Equal but for the last digits of floating-point numbers, which may differ between processors."""
    if isinstance(want, dict):
        assert got.keys() == want.keys()
        for key in want:
            approx(got[key], want[key])
    elif isinstance(want, list):
        assert len(got) == len(want)
        for pair in zip(got, want):
            approx(*pair)
    elif isinstance(want, float):
        assert got == pytest.approx(want, abs=2e-6)
    else:
        assert got == want


def test_raw_images_of_four_encodings_show_the_same_views():
    written = json.loads((SAMPLE / "truth_raw.json").read_text())
    bag = read(SAMPLE / "room_raw.mcap")
    recording = Recording(Plan(written["seed"], 3, 1, "raw", Faults(None, None)))
    views = recording.room.render([recording.optical_pose(f) for f in recording.frames[1]], recording.cameras[0].lens, 2)
    order = {"rgb8": [0, 1, 2], "bgr8": [2, 1, 0], "bgra8": [2, 1, 0]}
    seen = []
    for camera, rgb in zip(recording.cameras, views.rgb.astype(int)):
        messages = bag[f"/camera/{camera.name}/image_raw"]
        assert len(messages) == 3
        message = messages[1][1]
        seen.append(message.encoding)
        rows = message.data.reshape(240, message.step)
        if message.encoding == "mono8":
            grey = rgb @ [0.299, 0.587, 0.114]
            assert np.abs(rows - grey).max() < 2
            continue
        channels = 4 if message.encoding == "bgra8" else 3
        pixels = rows[:, :320 * channels].reshape(240, 320, channels)[..., order[message.encoding]]
        assert np.abs(pixels - rgb).mean() < 0.1
    assert seen == ["rgb8", "bgr8", "bgra8", "mono8"]
    assert bag["/camera/left/image_raw"][0][1].step == 320 * 3 + 32


def test_the_same_seed_gives_the_same_bytes(tmp_path, recorded):
    digests = []
    for name, made in (("first", recorded), ("second", entries(Recording(SHORT)))):
        out = tmp_path / name / "room.mcap"
        write(made, out)
        digests.append(hashlib.sha256(out.read_bytes()).hexdigest())
    assert digests[0] == digests[1]


def test_sqlite_holds_the_same_messages(tmp_path, recorded):
    write(recorded, tmp_path / "room.mcap")
    write(recorded, tmp_path / "room", "sqlite3")
    first, second = read(tmp_path / "room.mcap"), read(tmp_path / "room")
    assert first.keys() == second.keys()
    for topic, messages in first.items():
        assert [t for t, _ in messages] == [t for t, _ in second[topic]]
    image = "/camera/front/image_raw/compressed"
    assert (first[image][0][1].data == second[image][0][1].data).all()


def test_the_bags_stay_small():
    assert sum(path.stat().st_size for path in SAMPLE.glob("*.mcap")) < 3_000_000
