"""The dense head (DPT): four aggregator layers to a map of values and one of confidence, at the picture's size."""

import torch
import torch.nn.functional as functional
from torch import nn

from .config import GeometryConfig
from .tables import Tables


def _resize(features: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    return functional.interpolate(features, size=size, mode="bilinear", align_corners=True)


class ResidualUnit(nn.Module):
    """Two convolutions added to the rectified input: in the published model the first ReLU works in place."""

    def __init__(self, features: int):
        super().__init__()
        self.conv1 = nn.Conv2d(features, features, 3, padding=1)
        self.conv2 = nn.Conv2d(features, features, 3, padding=1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """[N, features, rows, columns] to the same shape."""
        rectified = functional.relu(features)
        return self.conv2(functional.relu(self.conv1(rectified))) + rectified


class Fusion(nn.Module):
    """Joins a coarse map with the next finer level and enlarges it; the coarsest has nothing to join."""

    def __init__(self, features: int, joins: bool):
        super().__init__()
        if joins:
            self.resConfUnit1 = ResidualUnit(features)
        self.resConfUnit2 = ResidualUnit(features)
        self.out_conv = nn.Conv2d(features, features, 1)

    def forward(self, coarse: torch.Tensor, finer: torch.Tensor | None, size: tuple[int, int]) -> torch.Tensor:
        """The joined map at `size`."""
        if finer is not None:
            coarse = coarse + self.resConfUnit1(finer)
        return self.out_conv(_resize(self.resConfUnit2(coarse), size))


class Scratch(nn.Module):
    """The convolutions that fuse the levels and read the result out."""

    def __init__(self, config: GeometryConfig, out: int):
        super().__init__()
        sizes, features = config.head, config.head.features
        for level, channels in enumerate(sizes.channels, start=1):
            setattr(self, f"layer{level}_rn", nn.Conv2d(channels, features, 3, padding=1, bias=False))
            setattr(self, f"refinenet{level}", Fusion(features, joins=level < 4))
        self.output_conv1 = nn.Conv2d(features, features // 2, 3, padding=1)
        self.output_conv2 = nn.Sequential(
            nn.Conv2d(features // 2, sizes.last_channels, 3, padding=1), nn.ReLU(), nn.Conv2d(sizes.last_channels, out, 1)
        )

    def fuse(self, levels: list[torch.Tensor]) -> torch.Tensor:
        """Maps of the four levels, finest first, to one of twice the finest's size."""
        one, two, three, four = (getattr(self, f"layer{i}_rn")(level) for i, level in enumerate(levels, start=1))
        fused = self.refinenet4(four, None, three.shape[-2:])
        fused = self.refinenet3(fused, three, two.shape[-2:])
        fused = self.refinenet2(fused, two, one.shape[-2:])
        fused = self.refinenet1(fused, one, (2 * one.shape[-2], 2 * one.shape[-1]))
        return self.output_conv1(fused)


class DenseHead(nn.Module):
    """A DPT head with `values` channels and one of confidence."""

    def __init__(self, config: GeometryConfig, values: int):
        super().__init__()
        self.special = config.special_tokens
        width, channels = config.feature_width, config.head.channels
        self.norm = nn.LayerNorm(width)
        self.projects = nn.ModuleList(nn.Conv2d(width, each, 1) for each in channels)
        self.resize_layers = nn.ModuleList([
            nn.ConvTranspose2d(channels[0], channels[0], 4, stride=4),
            nn.ConvTranspose2d(channels[1], channels[1], 2, stride=2),
            nn.Identity(),
            nn.Conv2d(channels[3], channels[3], 3, stride=2, padding=1),
        ])
        self.scratch = Scratch(config, values + 1)

    def forward(self, layers: list[torch.Tensor], tables: Tables) -> torch.Tensor:
        """Four layers [N, tokens, 2·width] to [N, values + 1, height, width] before any activation."""
        levels = [self._level(index, layer, tables) for index, layer in enumerate(layers)]
        fused = _resize(self.scratch.fuse(levels), (tables.height, tables.width))
        return self.scratch.output_conv2(tables.picture(fused))

    def _level(self, index: int, layer: torch.Tensor, tables: Tables) -> torch.Tensor:
        patches = self.norm(layer[:, self.special :]).transpose(1, 2)
        features = self.projects[index](patches.unflatten(-1, (tables.rows, tables.columns)))
        return self.resize_layers[index](tables.levels[index](features))
