"""Random tensors: spreads under which a deep model's numbers stay finite and its replies hang on the prompt."""

import hashlib
import math

import torch

_TOKENS = ("camera_token", "register_token", "cls_token", "register_tokens", "mask_token", "empty_pose_tokens")
_QUIET = ("output_conv2.2.weight", "pose_branch.fc2.weight")  # what is raised to a power of e, or added up over refinements
_POSE = "pose_branch.fc2.bias"
_POSE_MEAN = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.25, 0.25, 0.25)  # of each refinement: no turn, fields of view of about 1 radian


def draw(name: str, shape: tuple[int, ...], seed: int) -> torch.Tensor:
    """The tensor of that name in float32: seed, name and shape alone decide it, whatever is drawn before."""
    digest = hashlib.sha256(f"{seed} {name}".encode()).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "little") >> 1)
    drawn = torch.randn(shape, generator=generator).mul_(_spread(name, shape)).add_(_mean(name, shape))
    return drawn.mul_(0.1).add_(torch.tensor(_POSE_MEAN)) if name.endswith(_POSE) else drawn


def _mean(name: str, shape: tuple[int, ...]) -> float:
    if name.endswith("gamma"):
        return 0.5
    return 1.0 if len(shape) == 1 and name.endswith("weight") else 0.0


def _spread(name: str, shape: tuple[int, ...]) -> float:
    last = name.rsplit(".", 1)[-1]
    if last in _TOKENS:
        return 0.5
    if last == "pos_embed":
        return 0.2
    if len(shape) == 1:
        return 0.1
    if name.endswith("embed_tokens.weight"):
        return 1 / math.sqrt(shape[1])  # of the rows' width: they are the output's rows too
    return (0.1 if name.endswith(_QUIET) else 1.0) / math.sqrt(math.prod(shape[1:]))
