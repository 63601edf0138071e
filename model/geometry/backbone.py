"""The picture backbone: DINOv2 ViT with registers, names as in the published checkpoint."""

import torch
import torch.nn.functional as functional
from torch import nn

from .block import Block, BlockConfig
from .config import GeometryConfig


class PatchEmbed(nn.Module):
    """Pixels to one vector a patch."""

    def __init__(self, patch: int, width: int):
        super().__init__()
        self.proj = nn.Conv2d(3, width, kernel_size=patch, stride=patch)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """[N, 3, height, width] to [N, patches, width], row by row."""
        return self.proj(pictures).flatten(2).transpose(1, 2)


class Backbone(nn.Module):
    """DINOv2 ViT with registers; `mask_token` is in the checkpoint and used in its training only."""

    def __init__(self, config: GeometryConfig):
        super().__init__()
        self.side = config.image_size // config.patch
        width = config.width
        self.patch_embed = PatchEmbed(config.patch, width)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + self.side**2, width))
        self.register_tokens = nn.Parameter(torch.zeros(1, config.registers, width))
        self.mask_token = nn.Parameter(torch.zeros(1, width), requires_grad=False)
        shape = BlockConfig(width, config.heads, config.mlp_ratio, epsilon=1e-6)
        self.blocks = nn.ModuleList(Block(shape, scale=1.0) for _ in range(config.backbone_depth))
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def position(self, rows: int, columns: int) -> torch.Tensor:
        """The position table [1, 1 + rows·columns, width]: the learnt one, resampled where the grid differs."""
        if (rows, columns) == (self.side, self.side):
            return self.pos_embed
        table = self.pos_embed[:, 1:].unflatten(1, (self.side, self.side)).permute(0, 3, 1, 2)
        table = functional.interpolate(table, size=(rows, columns), mode="bicubic", antialias=True)
        return torch.cat([self.pos_embed[:, :1], table.flatten(2).transpose(1, 2)], dim=1)

    def forward(self, pictures: torch.Tensor, position: torch.Tensor) -> torch.Tensor:
        """Normalised pictures [N, 3, height, width] to patch tokens [N, patches, width]."""
        views = pictures.shape[0]
        patches = self.patch_embed(pictures) + position[:, 1:]
        first = (self.cls_token + position[:, :1]).expand(views, -1, -1)
        registers = self.register_tokens.expand(views, -1, -1)
        tokens = torch.cat([first, registers, patches], dim=1)
        for block in self.blocks:
            tokens = block(tokens)
        return self.norm(tokens[:, 1 + registers.shape[1] :])
