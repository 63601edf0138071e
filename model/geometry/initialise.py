"""Seeded random weights that exercise every parameter, for tests and the untrained reference bundle."""

import math

import torch
from torch import nn

from .vggt import VGGT

_TOKENS = ("camera_token", "register_token", "cls_token", "register_tokens", "mask_token", "empty_pose_tokens")


def initialise(model: nn.Module, seed: int) -> nn.Module:
    """Draws every parameter anew, in order of name, so that the same seed gives the same model."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            drawn = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(_mean(name, parameter) + drawn * _spread(name, parameter))
    return model


def _mean(name: str, parameter: torch.Tensor) -> float:
    if name.endswith("gamma"):
        return 0.5
    return 1.0 if parameter.ndim == 1 and name.endswith("weight") else 0.0


def _spread(name: str, parameter: torch.Tensor) -> float:
    last = name.rsplit(".", 1)[-1]
    if last in _TOKENS:
        return 0.5
    if last == "pos_embed":
        return 0.2
    if parameter.ndim == 1:
        return 0.1
    fan_in = parameter[0].numel()
    return 1 / math.sqrt(fan_in)


# The untrained scene: cameras near the first one that look about the same way, surfaces one to three units away.
POSE_MEAN = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
POSE_STD = (0.4, 0.2, 0.4, 0.08, 0.15, 0.05, 0.05, 0.03, 0.03)
DEPTH_MEAN, DEPTH_STD = (0.6, 0.0), (0.2, 0.7)
POINTS_MEAN, POINTS_STD = (0.0, 0.0, 1.0, 0.0), (0.4, 0.4, 0.2, 0.7)
_LARGEST_GAIN = 30.0


@torch.no_grad()
def calibrate(model: VGGT, pictures: torch.Tensor, imagined: torch.Tensor) -> VGGT:
    """Scales the heads' last layers so that on these inputs the raw outputs have the means and spreads above.

    Takes two or more views with distinct content; the inputs are the only data that the result depends on.
    """
    if pictures.shape[0] < 2:
        raise ValueError("calibration needs two or more views: one camera has no spread")
    tables = model.tables(*pictures.shape[-2:])
    wanted = model.config.head.layers
    outputs = model.aggregator(pictures, wanted[:-1], tables)
    layers = [outputs[layer] for layer in wanted[:-1]] + [imagined]
    for head, mean, std in (
        (model.depth_head, DEPTH_MEAN, DEPTH_STD), (model.point_head, POINTS_MEAN, POINTS_STD)
    ):
        raw = head(layers, tables).transpose(0, 1).flatten(1)
        _fit(head.scratch.output_conv2[-1], raw, mean, std, repeats=1)
    _calibrate_camera(model, imagined[:, 0])
    return model


def _calibrate_camera(model: VGGT, tokens: torch.Tensor) -> None:
    """The refinements add up, so each is fitted to its share, and again as the poses then feed back."""
    head, seen = model.camera_head, []
    hook = head.pose_branch.register_forward_hook(lambda _module, _inputs, change: seen.append(change[0]))
    try:
        for _ in range(3):
            seen.clear()
            head(tokens[None])
            total = torch.stack(seen).sum(0)
            _fit(head.pose_branch.fc2, total.T, POSE_MEAN, POSE_STD, repeats=head.refinements)
    finally:
        hook.remove()


def _fit(layer: nn.Module, raw: torch.Tensor, mean, std, repeats: int) -> None:
    """Changes a last linear layer so that its outputs `raw` [channels, samples], summed, get this mean and std."""
    gain = (torch.tensor(std) / raw.std(dim=1).clamp_min(1e-6)).clamp_max(_LARGEST_GAIN)
    shift = (torch.tensor(mean) - gain * raw.mean(dim=1)) / repeats
    layer.weight.mul_(gain.view(-1, *[1] * (layer.weight.ndim - 1)))
    layer.bias.mul_(gain).add_(shift)
