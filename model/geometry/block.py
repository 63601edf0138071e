"""The transformer block that backbone, aggregator and camera head share; names follow the published checkpoint."""

from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import nn


@dataclass(frozen=True)
class BlockConfig:
    """Sizes of a block; `norm_qk` normalises queries and keys of each head."""

    width: int
    heads: int
    mlp_ratio: int
    epsilon: float = 1e-5
    norm_qk: bool = False


class LayerScale(nn.Module):
    """A learnt gain for each channel."""

    def __init__(self, width: int, start: float):
        super().__init__()
        self.gamma = nn.Parameter(torch.full((width,), start))

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """The tokens, each channel times its gain."""
        return tokens * self.gamma


class Mlp(nn.Module):
    """Two linear layers with the exact GELU between them."""

    def __init__(self, width: int, hidden: int, out: int):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, out)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Applied to each token alone."""
        return self.fc2(functional.gelu(self.fc1(tokens)))


def turn(heads: torch.Tensor, rotary: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Queries or keys [N, tokens, heads, width] turned by their token's place in the grid."""
    cosine, sine = (table[:, None] for table in rotary)
    near, far = heads.unflatten(-1, (2, 2, -1)).unbind(-2)  # axis, half of the pair, frequency
    turned = torch.stack([near * cosine - far * sine, far * cosine + near * sine], dim=-2)
    return turned.flatten(-3)


class Attention(nn.Module):
    """Self-attention of the tokens of each view, or of all views of a set."""

    def __init__(self, config: BlockConfig):
        super().__init__()
        self.heads, self.head_width = config.heads, config.width // config.heads
        self.qkv = nn.Linear(config.width, 3 * config.width)
        self.q_norm = nn.LayerNorm(self.head_width) if config.norm_qk else nn.Identity()
        self.k_norm = nn.LayerNorm(self.head_width) if config.norm_qk else nn.Identity()
        self.proj = nn.Linear(config.width, config.width)

    def forward(self, tokens: torch.Tensor, rotary=None, sets: int | None = None) -> torch.Tensor:
        """Tokens [N, tokens, width] attended; with so many sets of equally many views, every token sees those of all views of its set."""
        views, count, width = tokens.shape
        query, key, value = self.qkv(tokens).unflatten(-1, (3, self.heads, self.head_width)).unbind(-3)
        query, key = self.q_norm(query), self.k_norm(key)
        if rotary is not None:
            query, key = turn(query, rotary), turn(key, rotary)
        if sets is not None:
            query, key, value = (part.unflatten(0, (sets, -1)).flatten(1, 2) for part in (query, key, value))
        query, key, value = (part.transpose(1, 2) for part in (query, key, value))
        seen = functional.scaled_dot_product_attention(query, key, value)
        return self.proj(seen.transpose(1, 2).reshape(views, count, width))


class Block(nn.Module):
    """Pre-norm attention and MLP, each with a residual scaled by LayerScale."""

    def __init__(self, config: BlockConfig, scale: float = 0.01):
        super().__init__()
        self.norm1 = nn.LayerNorm(config.width, eps=config.epsilon)
        self.attn = Attention(config)
        self.ls1 = LayerScale(config.width, scale)
        self.norm2 = nn.LayerNorm(config.width, eps=config.epsilon)
        self.mlp = Mlp(config.width, config.width * config.mlp_ratio, config.width)
        self.ls2 = LayerScale(config.width, scale)

    def forward(self, tokens: torch.Tensor, rotary=None, sets: int | None = None) -> torch.Tensor:
        """Tokens [N, tokens, width] after the block."""
        tokens = tokens + self.ls1(self.attn(self.norm1(tokens), rotary, sets))
        return tokens + self.ls2(self.mlp(self.norm2(tokens)))
