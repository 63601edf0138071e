"""The rooms' geometry against closed forms and brute force."""

import numpy as np
import pytest

from model.rooms import Intrinsics, Pose, Room, rig
from model.rooms.layout import FREE_RADIUS_METRES, boxes_meet
from model.rooms.materials import Palette
from model.rooms.piece import Builder
from model.rooms.pose import about_z, optical
from model.rooms.solids import BOX, ELLIPSOID

LENS = Intrinsics.from_field_of_view(64, 48, 90)


def empty_room() -> Room:
    """Four by six metres with one small box in a corner."""
    palette = Palette()
    b = Builder(palette, "box", "box", "white")
    b.box(b.material("plain", ("#ffffff", "#ffffff")), (0, 0, 0), (0.1, 0.1, 0.1))
    b.piece.place(-1.8, -2.8, 0)
    return Room(np.array([2.0, 3.0, 1.3]), [b.piece], palette, np.random.default_rng(0))


def poses(seed: int) -> list[Pose]:
    """Four cameras of the rig, somewhere near the room's middle."""
    rng = np.random.default_rng(seed)
    base = Pose.planar(*rng.uniform(-0.5, 0.5, 2), rng.uniform(-np.pi, np.pi))
    return [base @ camera.base_from_optical for camera in rig()]


def test_planes_have_the_depth_of_the_formula():
    view = empty_room().render([Pose(optical(0, 0), np.array([0.5, 0, 1.1]))], LENS)
    v, u = np.mgrid[0:48, 0:64]
    floor, ceiling = 1.1 * LENS.fy / np.maximum(v - LENS.cy, 1e-9), 1.5 * LENS.fy / np.maximum(LENS.cy - v, 1e-9)
    side = 3.0 * LENS.fx / np.maximum(np.abs(u - LENS.cx), 1e-9)
    want = np.minimum(np.minimum(floor, ceiling), np.minimum(side, 1.5))
    np.testing.assert_allclose(view.depth[0], want, rtol=1e-5)
    assert (view.instances == 0).all()


def test_a_ball_has_the_depth_of_the_formula():
    palette = Palette()
    b = Builder(palette, "ball", "ball", "red")
    b.ball(b.material("plain", ("#ff0000", "#ff0000")), (0, 0, 1.0), (0.3, 0.3, 0.3))
    b.piece.place(1.5, 0, 0)
    room = Room(np.array([2.0, 3.0, 1.3]), [b.piece], palette, np.random.default_rng(0))
    lens = Intrinsics(65, 49, 32, 32, 32, 24)
    view = room.render([Pose(optical(0, 0), np.array([0, 0, 1.0]))], lens)
    assert view.depth[0, 24, 32] == pytest.approx(1.2, abs=1e-5)
    assert view.instances[0, 24, 32] == 1 and view.instances[0, 0, 0] == 0


@pytest.mark.parametrize("seed", range(3))
def test_every_pixel_sees_the_first_surface_on_its_ray(seed):
    room = Room.random(seed)
    cameras = poses(seed)
    views = room.render(cameras, LENS)
    for pose, points, ids in zip(cameras, views.points, views.instances):
        flat = points.reshape(-1, 3).astype(float)
        value = implicit(room, flat)
        on = np.abs(value).min(axis=0) < 2e-4
        assert on[ids.ravel() > 0].all(), "a hit that lies on no solid"
        own = room.solids.instance[np.abs(value).argmin(axis=0)]
        several = (np.abs(value) < 2e-3).sum(axis=0) > 1
        assert ((own == ids.ravel()) | (ids.ravel() == 0) | several).all(), "a hit of the wrong object"
        for share in np.linspace(0.02, 0.995, 25):
            between = pose.translation + share * (flat - pose.translation)
            assert implicit(room, between).min() > -5e-3, "something lies before the surface seen"


def implicit(room: Room, points: np.ndarray) -> np.ndarray:
    """For every solid and point a number that is negative inside, zero on the surface, [solids, n]."""
    solids, out = room.solids, []
    for n in range(len(solids.kind)):
        x, y, z = ((points - solids.centre[n]) @ solids.rotation[n] / solids.half[n]).T
        if solids.kind[n] == BOX:
            out.append(np.max(np.abs([x, y, z]), axis=0) - 1)
        elif solids.kind[n] == ELLIPSOID:
            out.append(np.sqrt(x * x + y * y + z * z) - 1)
        else:
            low, high = solids.ends[n]
            out.append(np.maximum(np.hypot(x, y) - (low + (high - low) * (z + 1) / 2), np.abs(z) - 1))
    least = solids.half.min(axis=1)[:, None]
    return np.array(out) * np.minimum(least, 1)


def test_points_project_onto_their_own_pixels():
    room, cameras = Room.random(3), poses(3)
    views = room.render(cameras, LENS)
    v, u = np.mgrid[0:48, 0:64]
    for pose, points, depth in zip(cameras, views.points, views.depth):
        local = pose.inverse().apply(points.astype(float))
        np.testing.assert_allclose(LENS.project(local), np.stack([u, v], axis=-1), atol=1e-3)
        np.testing.assert_allclose(local[..., 2], depth, rtol=1e-4)


def test_centres_land_on_their_objects_or_behind_something_nearer():
    landed = 0
    for seed in range(6):
        room, cameras = Room.random(seed), poses(seed)
        views = room.render(cameras, LENS)
        for number, piece in enumerate(room.pieces, 1):
            if piece.category not in ("wardrobe", "ball", "chest", "window", "painting", "clock", "door", "rug"):
                continue
            for pose, depth, ids in zip(cameras, views.depth, views.instances):
                centre = pose.inverse().apply(piece.centre())
                u, v = np.rint(LENS.project(centre)).astype(int) if centre[2] > 0.2 else (-1, -1)
                if 1 <= u < 63 and 1 <= v < 47:
                    landed += ids[v, u] == number
                    assert ids[v, u] == number or depth[v, u] < centre[2]
    assert landed > 20


def test_a_quaternion_turns_as_its_matrix():
    for pose in poses(1) + [Pose(about_z(np.pi), np.zeros(3)), Pose(np.eye(3), np.zeros(3))]:
        x, y, z, w = pose.quaternion()
        q = np.array([x, y, z])
        cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
        np.testing.assert_allclose((w * w - q @ q) * np.eye(3) + 2 * np.outer(q, q) + 2 * w * cross, pose.rotation, atol=1e-9)
        assert np.linalg.norm([*q, w]) == pytest.approx(1)


def test_the_rig_follows_rep_103():
    directions = {"front": (1, 0), "left": (0, 1), "back": (-1, 0), "right": (0, -1)}
    for camera in rig():
        right, down, forward = camera.base_from_optical.rotation.T
        np.testing.assert_allclose(forward[:2] / np.linalg.norm(forward[:2]), directions[camera.name], atol=1e-12)
        assert right[2] == pytest.approx(0) and down[2] < -0.9 and np.linalg.det(camera.base_from_optical.rotation) > 0.99
        u, _ = camera.lens.project(np.array([1.0, 0, 1]))
        assert u == pytest.approx(319.5), "90 degrees reach from edge to edge"


def test_the_same_seed_is_the_same_room():
    first, again, other = (Room.random(seed).render(poses(0), LENS) for seed in (5, 5, 6))
    for name in ("rgb", "depth", "points", "instances"):
        assert (getattr(first, name) == getattr(again, name)).all()
    assert (first.rgb != other.rgb).any()


def test_supersampling_changes_colours_only():
    room = Room.random(2)
    coarse, fine = room.render(poses(2), LENS), room.render(poses(2), LENS, samples=2)
    assert (coarse.depth == fine.depth).all() and (coarse.instances == fine.instances).all()
    assert (coarse.rgb != fine.rgb).any()
    assert np.abs(coarse.rgb.astype(int) - fine.rgb).mean() < 8


@pytest.mark.parametrize("seed", range(16))
def test_furniture_stands_in_the_room_and_apart(seed):
    room = Room.random(seed)
    assert len(room.pieces) >= 14
    for n, piece in enumerate(room.pieces):
        low, high = (piece.centre()[2] + sign * piece.size()[2] / 2 for sign in (-1, 1))
        assert (np.abs(piece.footprint()) <= room.half[:2] + 1e-6).all() and low > -1e-6 and high < 2 * room.half[2]
        if piece.category == "rug":
            continue
        edge = piece.footprint() + np.linspace(0, 1, 30)[:, None, None] * (np.roll(piece.footprint(), -1, 0) - piece.footprint())
        assert np.linalg.norm(edge, axis=-1).min() > FREE_RADIUS_METRES - 1e-6
        for other in room.pieces[:n]:
            over = abs(piece.centre()[2] - other.centre()[2]) >= (piece.size()[2] + other.size()[2]) / 2
            seats = {piece.category, other.category} <= {"chair", "table"}
            if not over and not seats and other.category != "rug":
                assert not boxes_meet(piece.footprint(), other.footprint(), 0), (piece.name, other.name)


def test_views_have_many_colours_and_are_neither_dark_nor_burnt():
    for seed in range(6):
        rgb = Room.random(seed).render(poses(seed), LENS).rgb
        assert 70 < rgb.mean() < 225 and rgb.std() > 20
        assert len(np.unique(rgb.reshape(-1, 3) // 16, axis=0)) > 60
