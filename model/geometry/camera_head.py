"""The camera head: the views' camera tokens to pose encodings, by repeated refinement."""

import torch
import torch.nn.functional as functional
from torch import nn

from .block import Block, BlockConfig, Mlp
from .config import GeometryConfig

POSE = 9  # translation 3, quaternion xyzw 4, vertical and horizontal field of view in radians


class CameraHead(nn.Module):
    """A trunk over the views' camera tokens that is modulated by the pose found so far, and adds to that pose."""

    def __init__(self, config: GeometryConfig):
        super().__init__()
        width = config.feature_width
        self.refinements = config.camera_refinements
        shape = BlockConfig(width, config.camera_heads, config.mlp_ratio)
        self.trunk = nn.ModuleList(Block(shape) for _ in range(config.camera_depth))
        self.token_norm = nn.LayerNorm(width)
        self.trunk_norm = nn.LayerNorm(width)
        self.empty_pose_tokens = nn.Parameter(torch.zeros(1, 1, POSE))
        self.embed_pose = nn.Linear(POSE, width)
        self.poseLN_modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 3 * width))
        self.pose_branch = Mlp(width, width // 2, POSE)

    def forward(self, camera_tokens: torch.Tensor) -> torch.Tensor:
        """Camera tokens [S, N, width] of S sets of N views to pose encodings [S, N, 9]; the field of view is never negative."""
        tokens = self.token_norm(camera_tokens)
        plain = functional.layer_norm(tokens, tokens.shape[-1:], eps=1e-6)
        pose = None
        for _ in range(self.refinements):
            known = self.empty_pose_tokens if pose is None else pose.detach()
            shift, scale, gate = self.poseLN_modulation(self.embed_pose(known)).chunk(3, dim=-1)
            state = gate * (plain * (1 + scale) + shift) + tokens
            for block in self.trunk:
                state = block(state)
            change = self.pose_branch(self.trunk_norm(state))
            pose = change if pose is None else known + change
        return torch.cat([pose[..., :7], functional.relu(pose[..., 7:])], dim=-1)
