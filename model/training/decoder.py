"""The language model with a cache that gradients pass through and that many questions on the same views can share."""

import torch
from torch import nn

from .attention import attend, norm, turn

Piece = tuple[torch.Tensor, torch.Tensor]  # keys and values
Angles = tuple[torch.Tensor, torch.Tensor]  # cosine and sine

class Decoder:
    """The layers of a Qwen2.5-VL's language model with a cache; the same numbers as transformers' module."""

    def __init__(self, text: nn.Module, run=None):
        self.text, self._block = text, run or block
        self._cache: list[list[Piece]] = [[] for _ in text.layers]
        self._valid: torch.Tensor | None = None

    def feed(self, embeddings: torch.Tensor, positions: torch.Tensor, valid: torch.Tensor | None = None) -> torch.Tensor:
        """Embeddings [R, L, H] of R sequences at positions [R, L] or [3, R, L] to hidden states after the final norm.

        A token sees all that its sequence was fed before, and itself; where `valid` [R, L] is false it is padding.
        """
        rows, length, _ = embeddings.shape
        valid = embeddings.new_ones((rows, length), dtype=torch.bool) if valid is None else valid
        mask = self._mask(valid)
        angles = rotary(self.text.config, positions if positions.ndim == 3 else positions.expand(3, -1, -1))
        hidden = embeddings
        for layer, cache in zip(self.text.layers, self._cache):
            hidden, own = self._block(layer, hidden, angles, cache, mask)
            cache.append(own)
            if len(cache) > 2:  # the first piece is the large one; the others are joined, so that few products are needed
                cache[1:] = [tuple(torch.cat(parts, dim=2) for parts in zip(*cache[1:]))]
        return norm(self.text.norm, hidden)

    def of(self, rows: torch.Tensor) -> "Decoder":
        """A decoder of the sequences with these numbers, in this order; a number may come several times."""
        made = Decoder(self.text, self._block)
        made._cache = [[tuple(part.index_select(0, rows) for part in piece) for piece in cache] for cache in self._cache]
        made._valid = self._valid.index_select(0, rows)
        return made

    def _mask(self, valid: torch.Tensor) -> torch.Tensor | None:
        """What is added to the scores [R, L, tokens so far]; None for one token that sees everything."""
        length = valid.shape[1]
        within = torch.ones((length, length), dtype=torch.bool, device=valid.device).tril() & valid[:, None]
        within = within | torch.eye(length, dtype=torch.bool, device=valid.device)
        before = within[..., :0] if self._valid is None else self._valid[:, None].expand(-1, length, -1)
        self._valid = valid if self._valid is None else torch.cat([self._valid, valid], dim=1)
        seen = torch.cat([before, within], dim=-1)
        if seen.all():
            return None
        return torch.zeros(seen.shape, dtype=torch.bfloat16, device=seen.device).masked_fill(~seen, float("-inf"))


def block(layer: nn.Module, hidden: torch.Tensor, angles: Angles, cache: list[Piece], mask: torch.Tensor | None) -> tuple[torch.Tensor, Piece]:
    """One layer: the new hidden states, and the keys and values [R, groups, L, width] to be kept."""
    attention, tokens = layer.self_attn, norm(layer.input_layernorm, hidden)
    rows, length, _ = tokens.shape
    query, key, value = (
        part(tokens).view(rows, length, -1, attention.head_dim).transpose(1, 2)
        for part in (attention.q_proj, attention.k_proj, attention.v_proj)
    )
    own = (turn(key, angles), value)
    hidden = hidden + attention.o_proj(attend(turn(query, angles), [*cache, own], mask))
    return hidden + layer.mlp(norm(layer.post_attention_layernorm, hidden)), own


def rotary(config, positions: torch.Tensor) -> Angles:
    """Cosine and sine [R, 1, L, head width]; section by section of a head the angle follows time, height or width."""
    rope = config.rope_parameters
    head = config.hidden_size // config.num_attention_heads
    frequencies = 1.0 / rope["rope_theta"] ** (torch.arange(0, head, 2, dtype=torch.float32, device=positions.device) / head)
    angles = (positions[..., None].float() * frequencies).split(list(rope["mrope_section"]), dim=-1)
    joined = torch.cat([part[number % 3] for number, part in enumerate(angles)], dim=-1).repeat(1, 1, 2)[:, None]
    return joined.cos(), joined.sin()
