"""The geometry model: pictures (and imagined features) to cameras, depth and points."""

from typing import NamedTuple

import torch
from torch import nn

from .aggregator import Aggregator
from .camera_head import CameraHead
from .config import GeometryConfig
from .dense_head import DenseHead
from .tables import Tables


class Depths(NamedTuple):
    """Cameras and depth of N views, in the units of the scene (the first camera's).

    pose_encoding [N, 9], depth [N, H, W] (> 0, along the optical axis), its confidence [N, H, W] (> 1).
    """

    pose_encoding: torch.Tensor
    depth: torch.Tensor
    depth_confidence: torch.Tensor


class Scene(NamedTuple):
    """All that the model says of N views: `Depths` and points [N, H, W, 3] (in the first camera's frame), their confidence [N, H, W] (> 1)."""

    pose_encoding: torch.Tensor
    depth: torch.Tensor
    depth_confidence: torch.Tensor
    points: torch.Tensor
    points_confidence: torch.Tensor


class VGGT(nn.Module):
    """VGGT's structure without its track head; parameter names and shapes are those of the published checkpoint."""

    def __init__(self, config: GeometryConfig):
        super().__init__()
        self.config = config
        self.aggregator = Aggregator(config)
        self.camera_head = CameraHead(config)
        self.depth_head = DenseHead(config, values=1)
        self.point_head = DenseHead(config, values=3)

    def tables(self, height: int, width: int) -> Tables:
        """The position tables for pictures of that size."""
        rows, columns = self.config.grid(height, width)
        tables = Tables(self.config, rows, columns, self.aggregator.patch_embed.position(rows, columns))
        return tables.to(self.aggregator.camera_token.device)

    def features(self, pictures: torch.Tensor) -> torch.Tensor:
        """The last aggregator layer [N, tokens, 2·width] of real pictures: what a projector learns to imagine."""
        last = self.config.depth - 1
        return self.aggregator(pictures, (last,), self.tables(*pictures.shape[-2:]))[last]

    def forward(
        self, pictures: torch.Tensor, imagined: torch.Tensor | None = None, tables: Tables | None = None
    ) -> Scene:
        """Pictures [N, 3, height, width] in 0…1 RGB to a scene.

        `imagined` [N, tokens, 2·width] stands in for the last aggregator layer, which is then not run: it gives the
        camera tokens and the last of the four layers that the dense heads read.
        """
        tables = self.tables(*pictures.shape[-2:]) if tables is None else tables
        wanted = self.config.head.layers
        if imagined is None:
            outputs = self.aggregator(pictures, wanted, tables)
        else:
            self._check(pictures, imagined)
            outputs = self.aggregator(pictures, wanted[:-1], tables)
            outputs[wanted[-1]] = imagined
        return self.scene([outputs[layer] for layer in wanted], tables)

    def lower_layers(self, pictures: torch.Tensor, tables: Tables, sets: int = 1) -> torch.Tensor:
        """The layers below the last one that the dense heads read, [N, layers, tokens, 2·width]: of the pictures alone, in so many sets, one after another."""
        lower = self.config.head.layers[:-1]
        outputs = self.aggregator(pictures, lower, tables, sets)
        return torch.stack([outputs[layer] for layer in lower], dim=1)

    def depths(self, layers: list[torch.Tensor], tables: Tables, sets: int = 1) -> Depths:
        """Cameras and depth of all layers that the dense heads read; of so many sets of views, one after another, each in its own scene."""
        depth, confidence = self.depth_head(layers, tables).split([1, 1], dim=1)
        cameras = self.camera_head(layers[-1][:, 0].unflatten(0, (sets, -1))).flatten(0, 1)
        return Depths(cameras, depth[:, 0].exp(), 1 + confidence[:, 0].exp())

    def scene(self, layers: list[torch.Tensor], tables: Tables, sets: int = 1) -> Scene:
        """The same and the points."""
        points, confidence = self.point_head(layers, tables).split([3, 1], dim=1)
        return Scene(*self.depths(layers, tables, sets), inverse_log(points.permute(0, 2, 3, 1)), 1 + confidence[:, 0].exp())

    def _check(self, pictures: torch.Tensor, imagined: torch.Tensor) -> None:
        expected = (pictures.shape[0], self.config.tokens(*pictures.shape[-2:]), self.config.feature_width)
        if tuple(imagined.shape) != expected:
            raise ValueError(f"imagined features have shape {tuple(imagined.shape)}, these pictures need {expected}")


def inverse_log(values: torch.Tensor) -> torch.Tensor:
    """The inverse of sign(x)·log(1 + |x|): near 0 the value itself, far from it exponential."""
    return values.sign() * values.abs().expm1()
