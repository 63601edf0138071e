"""Position tables of one picture size: everything that depends on the grid of patches and not on the pixels."""

import numpy as np
import torch
from torch import nn

from .config import GeometryConfig

DPT_BASE = 100.0  # wavelengths of the dense heads' position maps span 1 … 100
DPT_STRENGTH = 0.1


def rotary_angles(config: GeometryConfig, rows: int, columns: int) -> torch.Tensor:
    """Angles [tokens, 2, head_width/4] by which 2-D RoPE turns a head: axis 0 is the row, axis 1 the column.

    Special tokens stand at position 0 of both axes, patches at 1 + row and 1 + column. Half of the head belongs to
    each axis; within a half, element i is paired with element i + head_width/4.
    """
    half = config.width // config.heads // 2
    frequencies = 1.0 / config.rotary_base ** (torch.arange(0, half, 2, dtype=torch.float32) / half)
    row, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    patches = torch.stack([row.flatten(), column.flatten()], dim=-1) + 1
    places = torch.cat([torch.zeros(config.special_tokens, 2, dtype=patches.dtype), patches])
    return places[:, :, None].float() * frequencies


def axis_waves(count: int, span: float, channels: int) -> torch.Tensor:
    """Sine and cosine features [channels, count] of the centres of `count` cells that fill [-span, span]."""
    edge = span * (count - 1) / count
    places = torch.linspace(-edge, edge, count, dtype=torch.float32).double()
    frequencies = 1.0 / DPT_BASE ** (torch.arange(channels // 2, dtype=torch.float64) / (channels / 2))
    angles = frequencies[:, None] * places[None, :]
    return (torch.cat([angles.sin(), angles.cos()]).float()) * DPT_STRENGTH


class PositionMap(nn.Module):
    """Adds the dense heads' position map to a feature map [N, C, rows, columns].

    The first half of the channels depends on the column alone and the second on the row alone, so the map is kept as
    two strips, each zero where the other is not.
    """

    def __init__(self, channels: int, rows: int, columns: int, aspect: float):
        super().__init__()
        diagonal = float(np.hypot(aspect, 1.0))
        across = axis_waves(columns, aspect / diagonal, channels // 2)
        down = axis_waves(rows, 1.0 / diagonal, channels // 2)
        columns_strip = torch.cat([across, torch.zeros_like(across)])[:, None, :]
        rows_strip = torch.cat([torch.zeros_like(down), down])[:, :, None]
        self.register_buffer("across", columns_strip, persistent=False)
        self.register_buffer("down", rows_strip, persistent=False)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """The features with their positions added."""
        return features + self.across + self.down


class Tables(nn.Module):
    """All position tables of one grid of patches, as buffers so that they become constants of an exported graph."""

    def __init__(self, config: GeometryConfig, rows: int, columns: int, position: torch.Tensor):
        super().__init__()
        self.rows, self.columns = rows, columns
        self.height, self.width = rows * config.patch, columns * config.patch
        angles = rotary_angles(config, rows, columns)
        self.register_buffer("cosine", angles.cos(), persistent=False)
        self.register_buffer("sine", angles.sin(), persistent=False)
        self.position = position  # [1, 1 + patches, width]; keeps its gradient where there is one
        aspect = self.width / self.height
        self.levels = nn.ModuleList(
            PositionMap(channels, rows, columns, aspect) for channels in config.head.channels
        )
        self.picture = PositionMap(config.head.features // 2, self.height, self.width, aspect)

    @property
    def rotary(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Cosine and sine of the rotary angles."""
        return self.cosine, self.sine
