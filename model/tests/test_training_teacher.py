"""The geometry teacher: batched forward, truth, losses and scores."""

import numpy as np
import pytest
import torch

from model.geometry import VGGT, initialise, nano, pose_encoding_to_camera, unproject
from model.rooms import Intrinsics, Pose, Room
from model.rooms.pose import optical
from model.training.teacher.attend import run_block
from model.training.teacher.batched import Batched
from model.training.teacher.evaluate import predict
from model.training.teacher.losses import camera_loss
from model.training.teacher.matches import match_loss
from model.training.teacher.scores import cloud_error, score_scene, similarity
from model.training.teacher.truth import Cameras, Truth, quaternions, truth
from model.geometry import Scene

HEIGHT, WIDTH, VIEW = 84, 112, 80.0


@pytest.fixture(scope="module")
def model():
    return initialise(VGGT(nano()), seed=3).eval()


@pytest.fixture(scope="module")
def room():
    """Three views of a room: poses, z-depths and points in the room, rendered at the picture's size."""
    poses = [Pose(optical(yaw, 0.15), np.array([x, 0.3, 1.2])) for yaw, x in ((0.2, -1.5), (1.0, -1.2), (3.3, 1.5))]
    seen = Room.random(5).render(poses, Intrinsics.from_field_of_view(WIDTH, HEIGHT, VIEW))
    return poses, seen


def cameras(poses):
    return Cameras(
        torch.tensor(np.stack([pose.rotation for pose in poses]))[None],
        torch.tensor(np.stack([pose.translation for pose in poses]))[None],
        torch.full((1, len(poses)), np.radians(VIEW), dtype=torch.float64),
    )


@pytest.fixture(scope="module")
def true(room):
    poses, seen = room
    return truth(cameras(poses), torch.tensor(seen.depth, dtype=torch.float64)[None])


def one(true: Truth) -> Truth:
    return Truth(*(part[0] for part in true))


def scene_of(true: Truth) -> Scene:
    ones = torch.ones_like(true.depth)
    return Scene(true.encoding, true.depth, ones, true.points, ones)


@pytest.mark.parametrize("views", [1, 2, 5])
def test_batched_forward_is_the_models_own_set_by_set(model, views):
    pictures = torch.randint(0, 256, (3, views, 3, HEIGHT, WIDTH), generator=torch.Generator().manual_seed(views), dtype=torch.uint8)
    with torch.no_grad():
        for scene, of_set in zip(predict(Batched(model, HEIGHT, WIDTH), pictures), pictures):
            expected = model(of_set.float() / 255)
            for name, ours, theirs in zip(Scene._fields, scene, expected):
                torch.testing.assert_close(ours, theirs, rtol=2e-4, atol=2e-4, msg=lambda text: f"{name}: {text}")


def test_batched_forward_has_the_models_gradients(model):
    pictures = torch.rand(1, 3, 3, HEIGHT, WIDTH, generator=torch.Generator().manual_seed(0))
    table = model.aggregator.patch_embed.pos_embed
    found = torch.autograd.grad(Batched(model, HEIGHT, WIDTH).features(pictures).layers[-1].square().mean(), table)[0]
    expected = torch.autograd.grad(model.features(pictures[0]).square().mean(), table)[0]
    assert expected.abs().max() > 0
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-6)


def test_true_points_are_the_rooms(room, true):
    poses, seen = room
    expected = poses[0].inverse().apply(seen.points.astype(np.float64)) / float(true.metres[0])
    np.testing.assert_allclose(true.points[0], expected, atol=2e-5)
    assert float(true.points.norm(dim=-1).mean()) == pytest.approx(1)


def test_true_encoding_is_the_cameras(room, true):
    poses, _ = room
    found = pose_encoding_to_camera(true.encoding[0].numpy(), HEIGHT, WIDTH)
    for pose, matrix, intrinsics in zip(poses, *found):
        relative = pose.inverse() @ poses[0]
        np.testing.assert_allclose(matrix[:, :3], relative.rotation, atol=1e-9)
        np.testing.assert_allclose(matrix[:, 3] * float(true.metres[0]), relative.translation, atol=1e-9)
        np.testing.assert_allclose(intrinsics[[0, 1], [0, 1]], WIDTH / 2 / np.tan(np.radians(VIEW) / 2), rtol=1e-9)
    assert (true.encoding[0, :, 6] >= 0).all()


def test_unprojected_depth_is_half_a_pixel_beside_the_true_points(true):
    """`geometry.unproject` takes a pixel at its corner, as the published model was trained; the truth, at its middle."""
    found = unproject(true.depth[0].numpy(), pose_encoding_to_camera(true.encoding[0].numpy(), HEIGHT, WIDTH))
    gap = np.linalg.norm(found - true.points[0].numpy(), axis=-1) / true.depth[0].numpy()
    focal = WIDTH / 2 / np.tan(np.radians(VIEW) / 2)
    np.testing.assert_allclose(gap, np.hypot(0.5, 0.5) / focal, rtol=1e-6)


def test_quaternions_of_half_turns_and_none():
    turns = np.stack([np.eye(3), np.diag([1.0, -1, -1]), np.diag([-1.0, 1, -1]), optical(2.0, 0.4)])
    for turn, quaternion in zip(turns, quaternions(turns)):
        assert quaternion[3] >= 0
        camera = pose_encoding_to_camera(np.array([0, 0, 0, *quaternion, 1, 1]), 4, 4)
        np.testing.assert_allclose(camera.camera_from_world[:, :3], turn, atol=1e-12)


@pytest.mark.parametrize("degrees, opposite_is_right", [(0, False), (90, False), (179, True), (-170, True)])
def test_camera_loss_takes_either_quaternion_near_half_a_turn(degrees, opposite_is_right):
    half = np.radians(degrees) / 2
    encoding = torch.tensor([[[1.0, 2, 3, 0, np.sin(half), 0, np.cos(half), 1, 1.2]]])
    opposite = torch.cat([encoding[..., :3], -encoding[..., 3:7], encoding[..., 7:]], dim=-1)
    assert float(camera_loss(encoding[None], encoding, 0.6)) == 0
    assert (float(camera_loss(opposite[None], encoding, 0.6)) == 0) == opposite_is_right


def test_camera_loss_weighs_the_last_refinement_most():
    encoding = torch.rand(2, 3, 9, generator=torch.Generator().manual_seed(0)) + 0.3
    early, late = torch.stack([encoding + 1, encoding]), torch.stack([encoding, encoding + 1])
    assert 0 < float(camera_loss(early, encoding, 0.6)) < float(camera_loss(late, encoding, 0.6))


def test_truth_scores_nothing_but_the_half_pixel(true):
    score = score_scene(scene_of(one(true)), one(true))
    assert score.depth == pytest.approx(0, abs=1e-12)
    assert score.points == pytest.approx(0, abs=1e-9)
    assert score.cloud < 0.002
    assert max(score.rotations) < 1e-4
    assert len(score.rotations) == 2 and max(score.translations) < 1e-4


def test_scores_say_what_is_wrong(true):
    known = one(true)
    angle = np.radians(10)
    turned = np.array([0, np.sin(angle / 2), 0, np.cos(angle / 2)])
    encoding = known.encoding.clone()
    x, y, z, w = encoding[1, 3:7].tolist()
    a, b = turned[1], turned[3]
    encoding[1, 3:7] = torch.tensor([b * x + a * z, b * y + a * w, b * z - a * x, b * w - a * y])
    centre = -pose_encoding_to_camera(known.encoding[1].numpy(), 4, 4).camera_from_world
    encoding[1, :3] = torch.tensor(
        pose_encoding_to_camera(encoding[1].numpy(), 4, 4).camera_from_world[:, :3] @ (centre[:, :3].T @ -centre[:, 3]) * -1
    )
    score = score_scene(scene_of(known)._replace(pose_encoding=encoding, depth=known.depth * 1.5), known)
    assert score.rotations[0] == pytest.approx(10, abs=1e-3) and score.rotations[1] < 1e-3
    assert max(score.translations) < 1e-2
    assert score.depth == pytest.approx(0, abs=1e-9)
    assert score.cloud > 0.01


def test_translation_is_not_scored_without_a_baseline(room):
    poses, seen = room
    near = [poses[0], Pose(poses[1].rotation, poses[0].translation + np.array([0.1, 0, 0])), poses[2]]
    score = score_scene(scene_of(one(found := truth(cameras(near), torch.tensor(seen.depth, dtype=torch.float64)[None]))), one(found))
    assert len(score.rotations) == 2 and len(score.translations) == 1


def test_similarity_is_found_again():
    generator = np.random.default_rng(2)
    points, rotation = generator.normal(size=(50, 3)), optical(0.7, 0.3)
    scale, turn, shift = similarity(points, 2.5 * points @ rotation.T + np.array([1, -2, 3]))
    assert scale == pytest.approx(2.5)
    np.testing.assert_allclose(turn, rotation, atol=1e-12)
    np.testing.assert_allclose(shift, [1, -2, 3], atol=1e-12)
    mirrored = points * np.array([-1, 1, 1])
    assert np.linalg.det(similarity(points, mirrored)[1]) == pytest.approx(1)
    assert cloud_error(points, mirrored) > 0.05


def test_match_loss_counts_the_attention_that_goes_to_the_same_place_in_the_first_view():
    special, far = 1, [9.0, 9, 9]
    places = torch.tensor([[[[0.0, 0, 0], far], [[0.3, 0, 0], [5.0, 0, 0]], [[0.1, 0, 0], [5.2, 0, 0]]]])  # 3 views of 2 patches
    blind = match_loss(torch.zeros(1, 9, 9), places, special)
    # Two patches have their place in view 1 (one of nine tokens is right), two only in each other's view (likewise one).
    assert blind.item() == pytest.approx(np.log(9))
    told = torch.zeros(1, 9, 9)
    for row, column in ((4, 1), (7, 1), (5, 8), (8, 5)):
        told[0, row, column] = 20.0
    assert match_loss(told, places, special).item() < 1e-6
    told[0, 4] = 0.0
    told[0, 4, 7] = 20.0  # the same place, but in view 3
    assert match_loss(told, places, special).item() == pytest.approx(5, abs=0.1)


def test_match_loss_asks_nothing_of_views_that_share_no_place():
    places = torch.tensor([[[[0.0, 0, 0]], [[3.0, 0, 0]]]])
    scores = torch.zeros(1, 4, 4, requires_grad=True)
    assert match_loss(scores, places, 1).item() == 0


def test_watched_scores_are_the_attention_of_the_first_head(model):
    tokens = torch.randn(2, 7, nano().width, generator=torch.Generator().manual_seed(0))
    attention, seen = model.aggregator.frame_blocks[0], []
    with torch.no_grad():
        plain, watched = run_block(attention, tokens), run_block(attention, tokens, None, seen)
        torch.testing.assert_close(plain, attention(tokens))
        torch.testing.assert_close(plain, watched)
        one, = seen
        normed, part = attention.norm1(tokens), attention.attn
        query, key, _ = part.qkv(normed).unflatten(-1, (3, part.heads, part.head_width)).unbind(-3)
        expected = part.q_norm(query[:, :, 0]) @ part.k_norm(key[:, :, 0]).transpose(1, 2) / part.head_width**0.5
    torch.testing.assert_close(one, expected, rtol=1e-4, atol=1e-5)
