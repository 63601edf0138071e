"""The forward pass: against the authors' implementation, and what must hold whatever the weights."""

import json
from pathlib import Path

import pytest
import torch

from model.geometry import GeometryConfig, VGGT, calibrate, initialise, pose_encoding_to_camera, small
from model.geometry.block import turn
from model.geometry.tables import rotary_angles

REFERENCE = json.loads((Path(__file__).parent / "geometry_reference.json").read_text(encoding="utf-8"))["cases"]
TOLERANCE = 2e-5  # of the largest value: fp32 sums in another order on another machine


@pytest.fixture(scope="module")
def model():
    return initialise(VGGT(small()), 7).eval().requires_grad_(False)


def inputs(model, views, height=112, width=112, seed=0):
    generator = torch.Generator().manual_seed(seed)
    pictures = torch.rand(views, 3, height, width, generator=generator)
    shape = (views, model.config.tokens(height, width), model.config.feature_width)
    return pictures, torch.randn(shape, generator=generator)


def _agrees(found, expected):
    flat = found.flatten()
    sampled = flat[torch.linspace(0, flat.numel() - 1, len(expected)).long()]
    expected = torch.tensor(expected)
    assert (sampled - expected).abs().max() <= TOLERANCE * expected.abs().max()


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: f"{case['views']} of {case['width']}x{case['height']}")
def test_outputs_are_those_of_the_authors_implementation(model, case):
    pictures, imagined = inputs(model, case["views"], case["height"], case["width"], case["seed"])
    _agrees(model.features(pictures), case["features"])
    for name, last in (("real", None), ("imagined", imagined)):
        for part, found in model(pictures, last)._asdict().items():
            _agrees(found, case[name][part])


def test_real_last_layer_handed_in_as_imagined_changes_nothing(model):
    pictures, _ = inputs(model, 2)
    for whole, replaced in zip(model(pictures), model(pictures, model.features(pictures))):
        torch.testing.assert_close(whole, replaced)


def test_imagined_reaches_every_output_and_the_last_layer_is_not_run(model):
    pictures, imagined = inputs(model, 2)
    scene = model(pictures, imagined)
    for before, after in zip(scene, model(pictures, imagined.flip(0))):
        assert not torch.allclose(before, after)
    broken = initialise(VGGT(small()), 7).eval().requires_grad_(False)
    for blocks in (broken.aggregator.frame_blocks, broken.aggregator.global_blocks):
        for parameter in blocks[-1].parameters():
            parameter.fill_(torch.nan)
    for before, after in zip(scene, broken(pictures, imagined)):
        assert torch.equal(before, after)


def test_scene_has_the_promised_shapes_and_ranges(model):
    pictures, imagined = inputs(model, 3, height=84)
    scene = model(pictures, imagined)
    shapes = {name: tuple(part.shape) for name, part in scene._asdict().items()}
    assert shapes == {
        "pose_encoding": (3, 9), "depth": (3, 84, 112), "depth_confidence": (3, 84, 112),
        "points": (3, 84, 112, 3), "points_confidence": (3, 84, 112),
    }
    assert scene.depth.min() > 0 and scene.depth_confidence.min() > 1 and scene.points_confidence.min() > 1
    assert scene.pose_encoding[:, 7:].min() >= 0


def test_only_the_first_view_is_special(model):
    pictures, _ = inputs(model, 4)
    scene = model(pictures)
    for order, same in (([0, 3, 1, 2], True), ([1, 0, 2, 3], False)):
        for whole, shuffled in zip(scene, model(pictures[order])):
            assert torch.allclose(whole[order], shuffled, rtol=1e-3, atol=1e-4) == same


@pytest.mark.parametrize("shape, fault", [((2, 69, 64), "imagined features"), ((3, 69, 128), "imagined features"), ((2, 68, 128), "imagined features")])
def test_misshapen_imagined_is_refused(model, shape, fault):
    with pytest.raises(ValueError, match=fault):
        model(inputs(model, 2)[0], torch.zeros(shape))


@pytest.mark.parametrize("size", [(100, 112), (112, 0)])
def test_picture_that_is_not_whole_patches_is_refused(model, size):
    with pytest.raises(ValueError, match="whole number of patches"):
        model(torch.zeros(1, 3, *size))


def test_rotary_scores_depend_on_the_distance_alone():
    angles = rotary_angles(GeometryConfig(width=64, heads=4, registers=0), 6, 5)
    rotary, generator = (angles.cos(), angles.sin()), torch.Generator().manual_seed(0)
    query, key = torch.randn(2, 16, generator=generator)
    turned_query = turn(query.expand(1, 31, 1, 16), rotary)[0, :, 0]
    turned_key = turn(key.expand(1, 31, 1, 16), rotary)[0, :, 0]
    scores = (turned_query @ turned_key.T)[1:, 1:].reshape(6, 5, 6, 5)
    torch.testing.assert_close(scores[1, 1, 3, 2], scores[2, 2, 4, 3])
    assert not torch.isclose(scores[1, 1, 3, 2], scores[1, 1, 2, 3])
    torch.testing.assert_close(turned_query[0], query)


def test_calibrated_scene_is_believable():
    model = initialise(VGGT(small()), 1).eval().requires_grad_(False)
    calibrate(model, *inputs(model, 4, seed=5))
    scene = model(*inputs(model, 4, seed=6))
    assert 0.5 < scene.depth.quantile(0.01) and scene.depth.quantile(0.99) < 4 and scene.depth.std() > 0.1
    assert 0.5 < scene.pose_encoding[:, 7:].min() and scene.pose_encoding[:, 7:].max() < 1.5
    assert scene.pose_encoding[:, :3].norm(dim=-1).max() < 5
    camera = pose_encoding_to_camera(scene.pose_encoding.numpy(), 112, 112)
    assert camera.camera_from_world[:, 2, 2].min() > 0  # all look ahead


def test_same_seed_same_weights_and_calibration_needs_two_views():
    first, second, other = (initialise(VGGT(small()), seed).state_dict() for seed in (3, 3, 4))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not any(torch.equal(first[name], other[name]) for name in first)
    model = VGGT(small())
    with pytest.raises(ValueError, match="two or more views"):
        calibrate(model, *inputs(model, 1))
