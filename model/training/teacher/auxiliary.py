"""Linear read-outs of patch tokens, which teach backbone and aggregator and are thrown away after training."""

import torch
from torch import nn

from ...geometry import GeometryConfig

_CELLS = 2  # a side: a patch's depth is read at 2×2 places
_DEPTHS = _CELLS * _CELLS


class Auxiliary(nn.Module):
    """What a patch shows: its depths (logarithms), its categories, and in the aggregator's layers where it is."""

    def __init__(self, config: GeometryConfig, categories: int):
        super().__init__()
        self.patch, self.categories = config.patch, categories
        self.of_backbone = nn.Linear(config.width, _DEPTHS + categories)
        self.of_layers = nn.ModuleList(
            nn.Sequential(nn.LayerNorm(config.feature_width), nn.Linear(config.feature_width, _DEPTHS + categories + 3))
            for _ in config.head.layers
        )

    def backbone_loss(self, tokens: torch.Tensor, depth: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Of patch tokens [V, patches, width], for depth in metres and labels [V, H, W]."""
        return self._looks(self.of_backbone(tokens).float(), depth, labels)

    def layer_loss(self, layers: list[torch.Tensor], depth: torch.Tensor, points: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Of patch tokens [V, patches, 2·width] of each layer, for depth [V, H, W] and points [V, H, W, 3] in the scene's units."""
        place = self._patches(points.movedim(-1, 1), self.patch).movedim(1, -1).flatten(1, 2)
        total = points.new_zeros(())
        for read, tokens in zip(self.of_layers, layers):
            out = read(tokens).float()
            total = total + self._looks(out[..., :-3], depth, labels) + (out[..., -3:] - place).abs().mean()
        return total / len(layers)

    def _looks(self, out: torch.Tensor, depth: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        cell = self.patch // _CELLS
        cells = self._patches(depth.log()[:, None], cell)[:, 0]
        cells = cells.unflatten(1, (-1, _CELLS)).unflatten(3, (-1, _CELLS)).transpose(2, 3).flatten(3).flatten(1, 2)
        named = torch.log_softmax(out[..., _DEPTHS:], dim=-1)
        return (out[..., :_DEPTHS] - cells).abs().mean() - (self._shares(labels) * named).sum(-1).mean()

    def _shares(self, labels: torch.Tensor) -> torch.Tensor:
        """The share of each category in each patch: labels [V, H, W] to [V, patches, categories], every second pixel counted."""
        some = labels[:, ::2, ::2].long()
        side = self.patch // 2
        some = some.unflatten(1, (-1, side)).unflatten(3, (-1, side)).transpose(2, 3).flatten(3).flatten(1, 2)
        counts = torch.zeros(*some.shape[:2], self.categories, device=some.device)
        return counts.scatter_add_(2, some, torch.ones_like(some, dtype=counts.dtype)) / some.shape[2]

    @staticmethod
    def _patches(maps: torch.Tensor, side: int) -> torch.Tensor:
        return torch.nn.functional.avg_pool2d(maps, side)
