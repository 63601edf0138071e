"""What the teacher is trained to make small: VGGT's losses for cameras, depth and points."""

import torch

from .batched import Dense

_NEAR_HALF_A_TURN = 0.3  # of w: within 35 degrees of it


def camera_loss(poses: torch.Tensor, encoding: torch.Tensor, decay: float) -> torch.Tensor:
    """Of every refinement [R, B, N, 9], an earlier one weighing less by `decay` each.

    Quaternions are to have w >= 0, but near half a turn, where the sign of w is chance, the opposite one is as good.
    """
    error = (poses - encoding).abs()
    opposite = (poses[..., 3:7] + encoding[..., 3:7]).abs()
    turned = error[..., 3:7].sum(-1)
    turned = torch.where(encoding[..., 6] < _NEAR_HALF_A_TURN, torch.minimum(turned, opposite.sum(-1)), turned) / 4
    each = (error[..., :3].mean(-1) + turned + 0.5 * error[..., 7:].mean(-1)).mean(dim=(1, 2))
    weight = decay ** torch.arange(len(poses) - 1, -1, -1, device=poses.device)
    return (each * weight).sum() / len(poses)


def dense_loss(dense: Dense, depth: torch.Tensor, points: torch.Tensor, weight: float) -> torch.Tensor:
    """Of depth [V, H, W] and points [V, H, W, 3], each error weighed by the confidence that the model has there."""
    of_depth = (dense.depth - depth).abs()
    of_points = (dense.points - points).square().sum(-1).clamp_min(1e-10).sqrt()
    return _weighed(of_depth, dense.depth_confidence, weight) + _weighed(of_points, dense.points_confidence, weight)


def _weighed(error: torch.Tensor, confidence: torch.Tensor, weight: float) -> torch.Tensor:
    return (confidence * error - weight * confidence.log()).mean()
