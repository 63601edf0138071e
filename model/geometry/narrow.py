"""Modules that compute in a type of two bytes."""

import copy
from typing import NamedTuple

import torch
from torch import nn

from .aggregator import Aggregator
from .tables import Tables
from .vggt import VGGT


class Between(nn.Module):
    """A module that computes in one type, between inputs and outputs of another."""

    def __init__(self, module: nn.Module, edge: torch.dtype, inside: torch.dtype):
        super().__init__()
        self.module, self.edge, self.inside = module, edge, inside

    def forward(self, first: torch.Tensor, second: torch.Tensor):
        """The module's output or outputs for two inputs."""
        found = self.module(first.to(self.inside), second.to(self.inside))
        return found.to(self.edge) if isinstance(found, torch.Tensor) else type(found)(*(part.to(self.edge) for part in found))


class _Places(NamedTuple):
    """What an aggregator reads of the position tables."""

    rotary: tuple[torch.Tensor, torch.Tensor]
    position: torch.Tensor


class _NarrowPatches(nn.Module):
    """The patches' convolution in float32, which a graph of this opset cannot say in bfloat16, and its output narrow."""

    def __init__(self, patches: nn.Module, narrow: torch.dtype):
        super().__init__()
        self.patches, self.narrow = patches, narrow

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """As the patches'."""
        return self.patches(pictures).to(self.narrow)


class _NarrowAggregator(nn.Module):
    """An aggregator that computes in a type of two bytes; float32 goes in and comes out."""

    def __init__(self, aggregator: Aggregator, narrow: torch.dtype):
        super().__init__()
        self.inner = copy.deepcopy(aggregator).to(narrow)
        self.inner.patch_embed.patch_embed = _NarrowPatches(aggregator.patch_embed.patch_embed, narrow)
        self.inner.mean, self.inner.std = aggregator.mean, aggregator.std
        self.patch_embed, self.camera_token, self.narrow = aggregator.patch_embed, aggregator.camera_token, narrow

    def forward(self, pictures: torch.Tensor, wanted: tuple[int, ...], tables: Tables, sets: int = 1) -> dict[int, torch.Tensor]:
        """As the aggregator's."""
        places = _Places(tuple(table.to(self.narrow) for table in tables.rotary), tables.position.to(self.narrow))
        return {layer: found.float() for layer, found in self.inner(pictures, wanted, places, sets).items()}


def with_narrow_aggregator(model: VGGT, narrow: torch.dtype) -> VGGT:
    """The same model but for its aggregator, which is copied; the heads are shared."""
    other = copy.copy(model)
    other._modules = dict(model._modules)  # a shallow copy would share the table of parts itself
    other.aggregator = _NarrowAggregator(model.aggregator, narrow)
    return other
