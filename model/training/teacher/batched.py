"""The geometry model over several sets of views at once, with the parameters of `VGGT` and the same results."""

from typing import NamedTuple

import torch
import torch.nn.functional as functional

from ...geometry import VGGT
from ...geometry.camera_head import CameraHead
from ...geometry.tables import Tables
from ...geometry.vggt import inverse_log
from .attend import run_block


class Features(NamedTuple):
    """What the aggregator makes of B sets of N views.

    backbone [B·N, patches, width] are the picture tokens before any exchange between views; layers are the outputs
    [B·N, tokens, 2·width] of the aggregator layers that the heads read; scores are the global attention of the first
    head in each of these layers [B, N·tokens, N·tokens], before the softmax.
    """

    backbone: torch.Tensor
    layers: list[torch.Tensor]
    scores: list[torch.Tensor]


class Dense(NamedTuple):
    """Depth [V, H, W] and points [V, H, W, 3] with their confidences [V, H, W], each over 1."""

    depth: torch.Tensor
    depth_confidence: torch.Tensor
    points: torch.Tensor
    points_confidence: torch.Tensor


class Batched:
    """Runs a `VGGT` over sets that all have the same number of views and one picture size."""

    def __init__(self, model: VGGT, height: int, width: int):
        self.model = model
        self._tables = model.tables(height, width)
        self._half_tables = model.tables(height, width).to(torch.bfloat16)  # else the dense heads' maps turn into float32

    def tables(self) -> Tables:
        """The position tables, the learnt position resampled from what it is now."""
        embed = self.model.aggregator.patch_embed
        self._tables.position = embed.position(self._tables.rows, self._tables.columns)
        return self._tables

    def backbone(self, pictures: torch.Tensor) -> torch.Tensor:
        """Pictures [V, 3, height, width] in 0…1 to patch tokens [V, patches, width]."""
        aggregator, embed = self.model.aggregator, self.model.aggregator.patch_embed
        position = self.tables().position
        patches = embed.patch_embed((pictures - aggregator.mean) / aggregator.std) + position[:, 1:]
        first = (embed.cls_token + position[:, :1]).expand(len(pictures), -1, -1)
        registers = embed.register_tokens.expand(len(pictures), -1, -1)
        tokens = torch.cat([first, registers, patches], dim=1)
        for block in embed.blocks:
            tokens = run_block(block, tokens)
        return embed.norm(tokens[:, 1 + registers.shape[1] :])

    def features(self, pictures: torch.Tensor) -> Features:
        """Pictures [B, N, 3, height, width] in 0…1 to the layers that the heads read."""
        sets, views = pictures.shape[:2]
        aggregator, tables = self.model.aggregator, self._tables
        patches = self.backbone(pictures.flatten(0, 1))
        row = (torch.arange(views, device=pictures.device) > 0).long().repeat(sets)
        tokens = torch.cat([aggregator.camera_token[0][row], aggregator.register_token[0][row], patches], dim=1)
        rotary_of_set = tuple(table.repeat(views, 1, 1) for table in tables.rotary)
        wanted, layers, scores = self.model.config.head.layers, [], []
        for layer in range(wanted[-1] + 1):
            of_frame = run_block(aggregator.frame_blocks[layer], tokens, tables.rotary)
            together = of_frame.unflatten(0, (sets, views)).flatten(1, 2)
            together = run_block(aggregator.global_blocks[layer], together, rotary_of_set, scores if layer in wanted else None)
            tokens = together.unflatten(1, (views, -1)).flatten(0, 1)
            if layer in wanted:
                layers.append(torch.cat([of_frame, tokens], dim=-1))
        return Features(patches, layers, scores)

    def cameras(self, layers: list[torch.Tensor], views: int) -> torch.Tensor:
        """Pose encodings [refinements, B, N, 9] after each refinement; fields of view as they come, not yet rectified."""
        return refine(self.model.camera_head, layers[-1][:, 0].unflatten(0, (-1, views)))

    def dense(self, layers: list[torch.Tensor]) -> Dense:
        """Depth and points of the views whose layers [V, tokens, 2·width] are given, in float32."""
        model, half = self.model, torch.is_autocast_enabled(layers[0].device.type)
        tables = self._half_tables if half else self._tables
        depth, depth_confidence = model.depth_head(layers, tables).float().split([1, 1], dim=1)
        points, points_confidence = model.point_head(layers, tables).float().split([3, 1], dim=1)
        return Dense(
            depth=depth[:, 0].exp(),
            depth_confidence=1 + depth_confidence[:, 0].exp(),
            points=inverse_log(points.permute(0, 2, 3, 1)),
            points_confidence=1 + points_confidence[:, 0].exp(),
        )


def refine(head: CameraHead, camera_tokens: torch.Tensor) -> torch.Tensor:
    """The camera head over sets of camera tokens [B, N, width]: every refinement's encodings, the last is the answer."""
    tokens = head.token_norm(camera_tokens)
    plain = functional.layer_norm(tokens, tokens.shape[-1:], eps=1e-6)
    poses: list[torch.Tensor] = []
    for _ in range(head.refinements):
        known = poses[-1].detach() if poses else head.empty_pose_tokens
        shift, scale, gate = head.poseLN_modulation(head.embed_pose(known)).chunk(3, dim=-1)
        state = gate * (plain * (1 + scale) + shift) + tokens
        for block in head.trunk:
            state = run_block(block, state)
        change = head.pose_branch(head.trunk_norm(state)).float()
        poses.append(known + change if poses else change)
    return torch.stack(poses)
