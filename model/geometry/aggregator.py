"""The aggregator: tokens of all views under alternating frame and global attention."""

import torch
from torch import nn

from .backbone import Backbone
from .block import Block, BlockConfig
from .config import GeometryConfig
from .tables import Tables

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


class Aggregator(nn.Module):
    """Alternating attention; row 0 of the special tokens belongs to the first view of a set, row 1 to all others."""

    def __init__(self, config: GeometryConfig):
        super().__init__()
        self.patch_embed = Backbone(config)
        shape = BlockConfig(config.width, config.heads, config.mlp_ratio, norm_qk=True)
        self.frame_blocks = nn.ModuleList(Block(shape) for _ in range(config.depth))
        self.global_blocks = nn.ModuleList(Block(shape) for _ in range(config.depth))
        self.camera_token = nn.Parameter(torch.zeros(1, 2, 1, config.width))
        self.register_token = nn.Parameter(torch.zeros(1, 2, config.registers, config.width))
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN, device="cpu").view(3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(IMAGENET_STD, device="cpu").view(3, 1, 1), persistent=False)

    def forward(self, pictures: torch.Tensor, wanted: tuple[int, ...], tables: Tables, sets: int = 1) -> dict[int, torch.Tensor]:
        """Outputs [N, tokens, 2·width] of the wanted layers, of N pictures in so many sets, one after another; layers beyond the last wanted one are not run."""
        tokens = self._tokens(pictures, tables, sets)
        outputs = {}
        for layer in range(max(wanted) + 1):
            of_frame = self.frame_blocks[layer](tokens, tables.rotary)
            tokens = self.global_blocks[layer](of_frame, tables.rotary, sets)
            if layer in wanted:
                outputs[layer] = torch.cat([of_frame, tokens], dim=-1)
        return outputs

    def _tokens(self, pictures: torch.Tensor, tables: Tables, sets: int) -> torch.Tensor:
        patches = self.patch_embed((pictures - self.mean) / self.std, tables.position)
        row = (torch.arange(pictures.shape[0] // sets, device=pictures.device) > 0).long().repeat(sets)
        return torch.cat([self.camera_token[0][row], self.register_token[0][row], patches], dim=1)
