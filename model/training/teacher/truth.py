"""The true scene of a set of views, in the geometry model's terms."""

from typing import NamedTuple

import numpy as np
import torch


class Truth(NamedTuple):
    """B sets of N views in units of the scene, the world being the first camera (x right, y down, z forward).

    encoding [B, N, 9] as the camera head gives it, depth [B, N, H, W], points [B, N, H, W, 3], metres [B] a unit: the
    mean distance of the set's points from its first camera.
    """

    encoding: torch.Tensor
    depth: torch.Tensor
    points: torch.Tensor
    metres: torch.Tensor


class Cameras(NamedTuple):
    """Where B sets of N cameras are: rotation [B, N, 3, 3] and position [B, N, 3] room-from-optical in metres, and
    the horizontal field of view [B, N] in radians, from the picture's left edge to its right edge."""

    rotation: torch.Tensor
    position: torch.Tensor
    view: torch.Tensor


def truth(cameras: Cameras, depth: torch.Tensor) -> Truth:
    """The truth of sets whose depths [B, N, H, W] are in metres at the middles of the pixels."""
    first = cameras.rotation[:, :1]
    turn = first.transpose(-1, -2) @ cameras.rotation  # first from k
    place = (first.transpose(-1, -2) @ (cameras.position - cameras.position[:, :1])[..., None])[..., 0]
    points = rays(cameras.view, *depth.shape[-2:]) * depth[..., None]
    points = points @ turn.transpose(-1, -2)[:, :, None] + place[:, :, None, None]
    metres = points.norm(dim=-1).mean(dim=(1, 2, 3))
    camera_from_first = turn.transpose(-1, -2)
    shift = -(camera_from_first @ place[..., None])[..., 0] / metres[:, None, None]
    tall = 2 * torch.atan(torch.tan(cameras.view / 2) * depth.shape[-2] / depth.shape[-1])
    turned = torch.from_numpy(quaternions(camera_from_first.double().cpu().numpy())).to(shift)
    encoding = torch.cat([shift, turned, tall[..., None], cameras.view[..., None]], dim=-1)
    scale = metres[:, None, None, None]
    return Truth(encoding, depth / scale, points / scale[..., None], metres)


def rays(view: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Rays [..., H, W, 3] of depth 1 through the middles of square pixels, for horizontal fields of view [...]."""
    focal = width / 2 / torch.tan(view / 2)
    across = torch.arange(width, device=view.device) + 0.5 - width / 2
    down = torch.arange(height, device=view.device) + 0.5 - height / 2
    x = (across / focal[..., None])[..., None, :].expand(*view.shape, height, width)
    y = (down / focal[..., None])[..., :, None].expand(*view.shape, height, width)
    return torch.stack([x, y, torch.ones_like(x)], dim=-1)


def quaternions(rotation: np.ndarray) -> np.ndarray:
    """Rotations [..., 3, 3] as x, y, z, w with w >= 0: the eigenvectors of Bar-Itzhack's symmetric matrices."""
    r = np.moveaxis(rotation, (-2, -1), (0, 1))
    rows = [
        [r[0, 0] - r[1, 1] - r[2, 2], r[1, 0] + r[0, 1], r[2, 0] + r[0, 2], r[2, 1] - r[1, 2]],
        [r[1, 0] + r[0, 1], r[1, 1] - r[0, 0] - r[2, 2], r[2, 1] + r[1, 2], r[0, 2] - r[2, 0]],
        [r[2, 0] + r[0, 2], r[2, 1] + r[1, 2], r[2, 2] - r[0, 0] - r[1, 1], r[1, 0] - r[0, 1]],
        [r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1], r[0, 0] + r[1, 1] + r[2, 2]],
    ]
    matrix = np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
    q = np.linalg.eigh(matrix)[1][..., -1]
    return np.where(q[..., 3:] < 0, -q, q)
