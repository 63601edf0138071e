"""Attention over a cache of several pieces, as plain products: on a CPU in bfloat16 faster to train than the fused kernel."""

import torch


def attend(query: torch.Tensor, pieces: list[tuple[torch.Tensor, torch.Tensor]], mask: torch.Tensor | None) -> torch.Tensor:
    """Queries [B, heads, L, width] over keys and values [B, groups, S, width] in pieces; `mask` [B, L, all S] is added.

    Several heads share a group of keys, in order. Gives [B, L, heads · width].
    """
    batch, heads, length, width = query.shape
    groups = pieces[0][0].shape[1]
    shared = (query * width**-0.5).reshape(batch, groups, heads // groups * length, width)
    scores = [shared @ key.to(shared).transpose(-1, -2) for key, _ in pieces]
    joined = torch.cat(scores, dim=-1) if len(scores) > 1 else scores[0]
    if mask is not None:
        joined = (joined.view(batch, heads, length, -1) + mask[:, None].to(joined)).view_as(joined)
    shares = joined.softmax(-1).to(shared).split([key.shape[2] for key, _ in pieces], dim=-1)
    seen = sum(share @ value.to(share) for share, (_, value) in zip(shares, pieces))
    return seen.reshape(batch, heads, length, width).transpose(1, 2).reshape(batch, length, heads * width)


def turn(heads: torch.Tensor, angles: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Heads [..., width] turned by their tokens' angles, the halves of a head being the pairs."""
    near, far = heads.chunk(2, dim=-1)
    cosine, sine = (table.to(heads) for table in angles)
    return heads * cosine + torch.cat([-far, near], dim=-1) * sine


def norm(module: torch.nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    """Root mean square norm with the module's weight, in float32."""
    return torch.nn.functional.rms_norm(tokens.float(), module.weight.shape, module.weight, module.variance_epsilon)
