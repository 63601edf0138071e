"""Linear read-outs of patch tokens, which teach backbone and aggregator and are thrown away after training."""

import math
from typing import NamedTuple

import torch
from torch import nn

from ...geometry import GeometryConfig

_CELLS = 2  # a side: a patch's depth is read at 2×2 places
_DEPTHS = _CELLS * _CELLS
_BEARINGS = 24  # sectors of 15 degrees around the first camera


class Looks(NamedTuple):
    """What patches show: logarithms of depths in metres [V, patches, 4], and shares of categories [V, patches, categories]."""

    depths: torch.Tensor
    shares: torch.Tensor


class Auxiliary(nn.Module):
    """Reads what a patch shows, and in the aggregator's layers where it is as well."""

    def __init__(self, config: GeometryConfig, categories: int):
        super().__init__()
        self.patch, self.categories = config.patch, categories
        self.of_backbone = nn.Linear(config.width, _DEPTHS + categories)
        self.of_layers = nn.ModuleList(
            _read(config.feature_width, _DEPTHS + categories + 3 + _BEARINGS) for _ in config.head.layers
        )
        self.of_cameras = nn.ModuleList(_read(config.feature_width, _BEARINGS) for _ in config.head.layers)

    def backbone_loss(self, tokens: torch.Tensor, looks: Looks) -> torch.Tensor:
        """Of the backbone's patch tokens [V, patches, width]."""
        return self._looks(self.of_backbone(tokens).float(), looks)

    def layer_loss(self, layers: list[torch.Tensor], looks: Looks, points: torch.Tensor) -> torch.Tensor:
        """Of patch tokens [V, patches, 2·width] of each layer, for points [V, H, W, 3] in the scene's units.

        Where a patch is counts twice, as a place and as a bearing from the first camera: as long as the model cannot
        tell left from right, a place in between is the best guess and teaches little, but a sector can be wrong.
        """
        place = _pool(points.movedim(-1, 1), self.patch).movedim(1, -1).flatten(1, 2)
        bearing = _sectors(torch.atan2(place[..., 0], place[..., 2]))
        total = points.new_zeros(())
        for read, tokens in zip(self.of_layers, layers):
            seen, where, sector = read(tokens).float().split([_DEPTHS + self.categories, 3, _BEARINGS], dim=-1)
            total = total + self._looks(seen, looks) + (where - place).abs().mean() + 0.5 * _miss(sector, bearing)
        return total / len(layers)

    def heading_loss(self, layers: list[torch.Tensor], rotation: torch.Tensor) -> torch.Tensor:
        """Of camera tokens [B·N, 2·width] of each layer: the way each camera looks, seen from the first; rotations
        [B, N, 3, 3] are room-from-optical."""
        axis = rotation[:, :1].transpose(-1, -2) @ rotation[..., 2:]
        heading = _sectors(torch.atan2(axis[..., 0, 0], axis[..., 2, 0])).flatten(0, 1)
        return sum(_miss(read(tokens).float(), heading) for read, tokens in zip(self.of_cameras, layers)) / len(layers)

    def looks(self, depth: torch.Tensor, labels: torch.Tensor) -> Looks:
        """What the patches of views show, for depth in metres and labels [V, H, W]."""
        cells = _pool(depth.log()[:, None], self.patch // _CELLS)[:, 0]
        return Looks(_by_patch(cells, _CELLS), self._shares(labels))

    @staticmethod
    def _looks(out: torch.Tensor, looks: Looks) -> torch.Tensor:
        named = torch.log_softmax(out[..., _DEPTHS:], dim=-1)
        return (out[..., :_DEPTHS] - looks.depths).abs().mean() - (looks.shares * named).sum(-1).mean()

    def _shares(self, labels: torch.Tensor) -> torch.Tensor:
        """Every second pixel counts."""
        some = _by_patch(labels[:, ::2, ::2].long(), self.patch // 2)
        counts = torch.zeros(*some.shape[:2], self.categories, device=some.device)
        return counts.scatter_add_(2, some, torch.ones_like(some, dtype=counts.dtype)) / some.shape[2]


def _read(width: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.LayerNorm(width), nn.Linear(width, out))


def _sectors(angle: torch.Tensor) -> torch.Tensor:
    """Angles [...] in radians as weights [..., sectors] of the two sectors whose middles are nearest."""
    place = (angle / (2 * math.pi) * _BEARINGS) % _BEARINGS
    low = place.floor()
    weights = torch.zeros(*angle.shape, _BEARINGS, device=angle.device)
    for sector, weight in ((low, 1 - (place - low)), (low + 1, place - low)):
        weights.scatter_add_(-1, (sector % _BEARINGS).long()[..., None], weight[..., None])
    return weights


def _miss(found: torch.Tensor, sectors: torch.Tensor) -> torch.Tensor:
    return -(sectors * torch.log_softmax(found, dim=-1)).sum(-1).mean()


def _by_patch(maps: torch.Tensor, side: int) -> torch.Tensor:
    """Maps [V, rows·side, columns·side] to [V, patches, side²]."""
    return maps.unflatten(1, (-1, side)).unflatten(3, (-1, side)).transpose(2, 3).flatten(3).flatten(1, 2)


def _pool(maps: torch.Tensor, side: int) -> torch.Tensor:
    return torch.nn.functional.avg_pool2d(maps, side)
