"""The vision tower on many views of one size at once: the same numbers as transformers' module, in fewer and larger steps.

That module convolves to embed patches and attends view by view, which on a CPU takes several times as long.
"""

import torch
import torch.nn.functional as functional
from torch import nn

from .attention import attend, norm, turn


def embed(visual: nn.Module, values: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    """`pixel_values` of N views with the same `grid_thw` [N, 3] to image embeddings [N, merged tokens, width of the language model].

    Needs a tower in which every block attends to the whole view.
    """
    return embed_sized(visual, values, int(grid[0, 1]), int(grid[0, 2]))


def embed_sized(visual: nn.Module, values: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
    """The same of views of so many patches, for `torch.compile`, which a size within a tensor would interrupt."""
    if set(visual.fullatt_block_indexes) != set(range(len(visual.blocks))):
        raise ValueError("vision tower: only full attention in every block can be trained batched")
    weight = visual.patch_embed.proj.weight
    tokens = functional.linear(values, weight.flatten(1)).view(-1, rows * columns, weight.shape[0])
    angles = _angles(visual, rows, columns, tokens.device)
    for block in visual.blocks:
        tokens = tokens + _attend(block.attn, norm(block.norm1, tokens), angles)
        tokens = tokens + block.mlp(norm(block.norm2, tokens))
    merged = norm(visual.merger.ln_q, tokens).reshape(len(tokens), -1, visual.merger.hidden_size)
    return visual.merger.mlp(merged)


def _angles(visual: nn.Module, rows: int, columns: int, device) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosine and sine [1, 1, patches, head width] in the order of `pixel_values`: squares of merged patches."""
    merge = visual.spatial_merge_size
    row, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    places = torch.stack([row, column], dim=-1).view(rows // merge, merge, columns // merge, merge, 2).transpose(1, 2).reshape(-1, 2)
    head = visual.blocks[0].attn.head_dim
    frequencies = 1.0 / 10000.0 ** (torch.arange(0, head // 2, 2, dtype=torch.float32) / (head // 2))
    angles = (places[:, :, None].float() * frequencies).flatten(1).repeat(1, 2).to(device)
    return angles.cos()[None, None], angles.sin()[None, None]


def _attend(attention: nn.Module, tokens: torch.Tensor, angles: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    count, length, _ = tokens.shape
    query, key, value = attention.qkv(tokens).view(count, length, 3, attention.num_heads, -1).permute(2, 0, 3, 1, 4)
    seen = attend(turn(query, angles), turn(key, angles), value)
    return attention.proj(seen.transpose(1, 2).flatten(2))
