"""Names, shapes and counts of the published checkpoint, and the strictness of its loader."""

import pytest
import torch

from model.geometry import GeometryConfig, VGGT, load_published, published, small


def _linear(name, out, into):
    return {f"{name}.weight": (out, into), f"{name}.bias": (out,)}


def _norm(name, width):
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def _block(name, width, head=None):
    names = _norm(f"{name}.norm1", width) | _norm(f"{name}.norm2", width)
    names |= _linear(f"{name}.attn.qkv", 3 * width, width) | _linear(f"{name}.attn.proj", width, width)
    names |= _linear(f"{name}.mlp.fc1", 4 * width, width) | _linear(f"{name}.mlp.fc2", width, 4 * width)
    names |= {f"{name}.ls1.gamma": (width,), f"{name}.ls2.gamma": (width,)}
    if head:
        names |= _norm(f"{name}.attn.q_norm", head) | _norm(f"{name}.attn.k_norm", head)
    return names


def _convolution(name, out, into, side, bias=True):
    return {f"{name}.weight": (out, into, side, side)} | ({f"{name}.bias": (out,)} if bias else {})


def _aggregator():
    backbone = "aggregator.patch_embed"
    names = {
        f"{backbone}.cls_token": (1, 1, 1024), f"{backbone}.pos_embed": (1, 1370, 1024),
        f"{backbone}.register_tokens": (1, 4, 1024), f"{backbone}.mask_token": (1, 1024),
        "aggregator.camera_token": (1, 2, 1, 1024), "aggregator.register_token": (1, 2, 4, 1024),
    }
    names |= _convolution(f"{backbone}.patch_embed.proj", 1024, 3, 14) | _norm(f"{backbone}.norm", 1024)
    for index in range(24):
        names |= _block(f"{backbone}.blocks.{index}", 1024)
        names |= _block(f"aggregator.frame_blocks.{index}", 1024, head=64)
        names |= _block(f"aggregator.global_blocks.{index}", 1024, head=64)
    return names


def _camera_head():
    names = {"camera_head.empty_pose_tokens": (1, 1, 9)}
    names |= _norm("camera_head.token_norm", 2048) | _norm("camera_head.trunk_norm", 2048)
    names |= _linear("camera_head.embed_pose", 2048, 9) | _linear("camera_head.poseLN_modulation.1", 6144, 2048)
    names |= _linear("camera_head.pose_branch.fc1", 1024, 2048) | _linear("camera_head.pose_branch.fc2", 9, 1024)
    for index in range(4):
        names |= _block(f"camera_head.trunk.{index}", 2048)
    return names


def _dense_head(head, out):
    channels, names = (256, 512, 1024, 1024), _norm(f"{head}.norm", 2048)
    for index, each in enumerate(channels):
        names |= _convolution(f"{head}.projects.{index}", each, 2048, 1)
        names |= _convolution(f"{head}.scratch.layer{index + 1}_rn", 256, each, 3, bias=False)
        names |= _convolution(f"{head}.scratch.refinenet{index + 1}.out_conv", 256, 256, 1)
        for unit in (1, 2) if index < 3 else (2,):
            for layer in (1, 2):
                names |= _convolution(f"{head}.scratch.refinenet{index + 1}.resConfUnit{unit}.conv{layer}", 256, 256, 3)
    names |= _convolution(f"{head}.resize_layers.0", 256, 256, 4) | _convolution(f"{head}.resize_layers.1", 512, 512, 2)
    names |= _convolution(f"{head}.resize_layers.3", 1024, 1024, 3)
    names |= _convolution(f"{head}.scratch.output_conv1", 128, 256, 3)
    return names | _convolution(f"{head}.scratch.output_conv2.0", 32, 128, 3) | _convolution(f"{head}.scratch.output_conv2.2", out, 32, 1)


@pytest.fixture(scope="module")
def full():
    with torch.device("meta"):
        return VGGT(published())


def test_names_and_shapes_are_those_of_the_published_checkpoint(full):
    expected = _aggregator() | _camera_head() | _dense_head("depth_head", 2) | _dense_head("point_head", 4)
    assert {name: tuple(tensor.shape) for name, tensor in full.state_dict().items()} == expected


@pytest.mark.parametrize(
    "part, count",
    [("aggregator", 909_112_320), ("camera_head", 216_174_610), ("depth_head", 32_654_562), ("point_head", 32_654_628)],
)
def test_parameter_counts_are_those_of_the_published_model(full, part, count):
    assert sum(parameter.numel() for parameter in getattr(full, part).parameters()) == count


@pytest.fixture
def model():
    return VGGT(small())


def test_loader_takes_all_but_the_track_head(model):
    state = {name: torch.full_like(tensor, 0.25) for name, tensor in model.state_dict().items()}
    state |= {"track_head.tracker.corr_mlp.fc1.weight": torch.zeros(2), "track_head.feature_extractor.norm.bias": torch.zeros(2)}
    assert load_published(model, state) == ["track_head.feature_extractor.norm.bias", "track_head.tracker.corr_mlp.fc1.weight"]
    assert all(bool((tensor == 0.25).all()) for tensor in model.state_dict().values())


def test_loader_names_every_fault_and_changes_nothing(model):
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    state = {name: torch.full_like(tensor, 0.25) for name, tensor in before.items()}
    del state["camera_head.embed_pose.bias"]
    state["aggregator.extra"] = torch.zeros(1)
    state["depth_head.norm.weight"] = torch.zeros(3)
    with pytest.raises(ValueError) as refused:
        load_published(model, state)
    for fault in ("3 tensors", "missing camera_head.embed_pose.bias", "extra aggregator.extra", r"depth_head.norm.weight is [3], must be [128]"):
        assert fault in str(refused.value)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())


@pytest.mark.parametrize(
    "change, fault",
    [
        ({"image_size": 100}, "not a multiple of the patch"),
        ({"heads": 3}, "multiple of 4"),
        ({"depth": 12}, "last layer 11"),
        ({"camera_heads": 7}, "does not divide"),
    ],
)
def test_config_refuses_sizes_that_do_not_fit(change, fault):
    with pytest.raises(ValueError, match=fault):
        GeometryConfig(**change)
