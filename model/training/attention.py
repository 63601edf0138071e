"""Attention as plain products, which on a CPU in bfloat16 train faster than the fused kernel; and what goes with it."""

import torch
from torch import nn

Piece = tuple[torch.Tensor, torch.Tensor]  # keys and values
Angles = tuple[torch.Tensor, torch.Tensor]  # cosine and sine


def attend(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, hidden: torch.Tensor | None = None) -> torch.Tensor:
    """Queries [..., L, width] over keys and values [..., S, width]; `hidden` is added to the scores."""
    scores = (query * query.shape[-1] ** -0.5) @ key.to(query).transpose(-1, -2)
    shares = (scores if hidden is None else scores + hidden.to(scores)).softmax(-1)
    return shares.to(query) @ value.to(query)


def attend_shared(query: torch.Tensor, shared: Piece, own: Piece, hidden: torch.Tensor) -> torch.Tensor:
    """Queries [B, groups, Q, heads of a group, L, width] of Q sequences a set, over what their set shares (keys and values
    [B, groups, P, width]) and over their own [B, groups, Q, S, width]; `hidden` [B, 1, Q, 1, L, S] is added to the latter's scores.
    """
    batch, groups, questions, heads, length, width = query.shape
    scaled = query * width**-0.5
    of_own = (scaled.flatten(3, 4) @ own[0].to(query).transpose(-1, -2)).view(*query.shape[:-1], -1)
    of_own = of_own + hidden.to(of_own)
    of_set = (scaled.flatten(2, 4) @ shared[0].to(query).transpose(-1, -2)).view(*query.shape[:-1], -1)
    shares = torch.cat([of_set, of_own], dim=-1).softmax(-1).to(query)
    of_set, of_own = shares.split([shared[0].shape[2], own[0].shape[3]], dim=-1)
    seen = (of_set.reshape(batch, groups, -1, of_set.shape[-1]) @ shared[1].to(query)).view_as(query)
    return seen + (of_own.flatten(3, 4) @ own[1].to(query)).view_as(query)


def turn(heads: torch.Tensor, angles: Angles) -> torch.Tensor:
    """Heads [..., width] turned by their tokens' angles, the halves of a head being the pairs."""
    near, far = heads.chunk(2, dim=-1)
    cosine, sine = (table.to(heads) for table in angles)
    return heads * cosine + torch.cat([-far, near], dim=-1) * sine


def norm(module: nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    """Root mean square norm with the module's weight, in float32."""
    return nn.functional.rms_norm(tokens.float(), module.weight.shape, module.weight, module.variance_epsilon)
