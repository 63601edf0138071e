"""The blocks' attention written for training on a CPU, where the fused operator's backward pass is several times slower."""

import torch

from ...geometry.block import Attention, Block


def run_block(block: Block, tokens: torch.Tensor, rotary=None, scores: list[torch.Tensor] | None = None) -> torch.Tensor:
    """What `block(tokens, rotary)` gives: tokens [B, count, width] attend within each of the B groups.

    Appends to `scores`, where given, the first head's attention [B, count, count] before the softmax.
    """
    tokens = tokens + block.ls1(_attend(block.attn, block.norm1(tokens), rotary, scores))
    return tokens + block.ls2(block.mlp(block.norm2(tokens)))


def _attend(attention: Attention, tokens: torch.Tensor, rotary, scores: list[torch.Tensor] | None) -> torch.Tensor:
    shape = (3, attention.heads, attention.head_width)
    query, key, value = attention.qkv(tokens).unflatten(-1, shape).permute(2, 0, 3, 1, 4).unbind(0)
    query, key = attention.q_norm(query).to(value.dtype), attention.k_norm(key).to(value.dtype)
    if rotary is not None:
        query, key = _turn(query, rotary), _turn(key, rotary)
    logits = torch.matmul(query * attention.head_width**-0.5, key.transpose(-1, -2))
    if scores is not None:
        scores.append(logits[:, 0].float())
    seen = torch.matmul(logits.softmax(-1).to(value.dtype), value)
    return attention.proj(seen.transpose(1, 2).flatten(2))


def _turn(heads: torch.Tensor, rotary: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    cosine, sine = (table.to(heads.dtype) for table in rotary)  # [count, axis, frequency]
    near, far = heads.unflatten(-1, (2, 2, -1)).unbind(-2)
    return torch.stack([near * cosine - far * sine, far * cosine + near * sine], dim=-2).flatten(-3)
