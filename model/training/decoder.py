"""The language model with a cache that gradients pass through and that many questions on the same views share."""

from collections.abc import Callable

import torch
from torch import nn

from .attention import Angles, Piece, attend, attend_shared, norm, turn
from .device import device
from .shapes import filled, padded, up


class Decoder:
    """The layers of a Qwen2.5-VL's language model with a cache; the same numbers as transformers' module.

    It is first shown B sets of views, then fed Q sequences on each of them: rows are counted set by set. It may be some of the
    layers only, from `first` up to `end`; the final norm belongs to the last layer. `between` are the states [B · Q, L, H] of what was
    fed last above the layer in the middle, which looks things up.
    """

    def __init__(self, text: nn.Module, first: int = 0, end: int | None = None):
        self.text, self._range = text, (first, end)
        self.layers = text.layers[first:end]
        self._norm = (lambda states: norm(text.norm, states)) if end is None else (lambda states: states)
        self._shared: list[Piece] = []
        self._own: list[Piece | None] = [None for _ in self.layers]
        self._valid: torch.Tensor | None = None
        self.between: torch.Tensor | None = None

    def show(self, embeddings: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Embeddings [B, P, H] at positions [3, P] that all sequences on a set begin with, to hidden states."""
        length = embeddings.shape[1]
        hidden = torch.ones((length, length), dtype=torch.bool, device=embeddings.device).triu(1)
        angles = rotary(self.text.config, positions[:, None, None])
        states, block = embeddings[:, None].clone(), _block()  # for every layer alike, a view would be compiled apart
        for layer in self.layers:
            states, (key, value) = block(layer, (states, None), angles, None, None, _added(hidden))
            self._shared.append((key[:, :, 0], value[:, :, 0]))
        return self._norm(states)[:, 0]

    def feed(self, embeddings: torch.Tensor, positions: torch.Tensor, valid: torch.Tensor | None = None) -> torch.Tensor:
        """Embeddings [B · Q, L, H] at positions [B · Q, L] (the same on all three axes) to hidden states.

        A token sees what its set shares, all that its sequence was fed before, and itself; where `valid` [B · Q, L] is
        false it is padding.
        """
        sets, length = len(self._shared[0][0]), embeddings.shape[1]
        valid = torch.ones_like(positions, dtype=torch.bool) if valid is None else valid
        more = up(length) - length
        fed, places, valid = (padded(part, more).unflatten(0, (sets, -1)) for part in (embeddings, positions, valid))
        hidden = self._hidden(valid)
        rows = filled(valid) if length > 1 else None
        fed = fed.clone()  # as above
        angles, block = rotary(self.text.config, places.expand(3, -1, -1, -1)), _block()
        for number, (layer, shared) in enumerate(zip(self.layers, self._shared)):
            fed, self._own[number] = block(layer, (fed, rows), angles, shared, self._own[number], hidden)
            if layer is self.text.layers[len(self.text.layers) // 2]:
                self.between = fed.flatten(0, 1)[:, :length]
        return self._norm(fed).flatten(0, 1)[:, :length]

    def part(self, columns: torch.Tensor) -> "Decoder":
        """A decoder of some sequences of each set: their numbers [B, q] within the set, in this order."""
        made = Decoder(self.text, *self._range)
        made._shared = self._shared
        sets = torch.arange(len(columns), device=columns.device)[:, None]
        made._own = [tuple(each.transpose(1, 2)[sets, columns].transpose(1, 2) for each in own) for own in self._own]
        made._valid = self._valid[sets, columns]
        return made

    def _hidden(self, valid: torch.Tensor) -> torch.Tensor:
        """What is added to the scores [B, Q, L, own tokens so far]."""
        length = valid.shape[2]
        within = torch.ones((length, length), dtype=torch.bool, device=valid.device).tril() & valid[:, :, None]
        within = within | torch.eye(length, dtype=torch.bool, device=valid.device)
        before = within[..., :0] if self._valid is None else self._valid[:, :, None].expand(-1, -1, length, -1)
        self._valid = valid if self._valid is None else torch.cat([self._valid, valid], dim=2)
        return _added(~torch.cat([before, within], dim=-1))


def _added(hidden: torch.Tensor) -> torch.Tensor:
    return torch.zeros(hidden.shape, dtype=torch.bfloat16, device=hidden.device).masked_fill(hidden, float("-inf"))


def _through(layer: nn.Module, given: tuple[torch.Tensor, torch.Tensor | None], angles: Angles, shared: Piece | None, own: Piece | None, hidden: torch.Tensor) -> tuple[torch.Tensor, Piece]:
    """One layer on [B, Q, L, H], of which only `rows` of the first three axes are no padding: the new hidden states, and the keys and
    values [B, groups, Q, L, width] to be kept."""
    fed, rows = given
    attention, tokens = layer.self_attn, norm(layer.input_layernorm, fed)
    width, groups = attention.head_dim, attention.num_key_value_heads
    query = attention.q_proj(tokens).unflatten(-1, (groups, -1, width)).permute(0, 3, 1, 4, 2, 5)  # [B, groups, Q, heads, L, width]
    key, value = (part(tokens).unflatten(-1, (groups, width)).permute(0, 3, 1, 2, 4) for part in (attention.k_proj, attention.v_proj))
    piece = (turn(key, angles), value)
    if own is not None:
        piece = tuple(torch.cat(parts, dim=3) for parts in zip(own, piece))
    query = turn(query, tuple(table[:, :, :, None] for table in angles))
    if shared is None:
        seen = attend(query, *(part[:, :, :, None] for part in piece), hidden)
    else:
        seen = attend_shared(query, shared, piece, hidden[:, None, :, None])
    return _digest(layer, fed + attention.o_proj(seen.permute(0, 2, 4, 1, 3, 5).flatten(-3)), rows), piece


_compiled: list[Callable] = []


def compile_layers() -> None:
    """From now on layers of this process learn compiled, on a CPU: a minute at first, and a third less for each step."""
    if device().type != "cpu":
        return
    torch._dynamo.config.recompile_limit = 32  # forms of a layer: shown or fed, first or later, one token or many, one set or several
    _compiled[:] = [torch.compile(_through, dynamic=True)]


def _block() -> Callable:
    """How a layer is gone through."""
    return _compiled[0] if _compiled and torch.is_grad_enabled() else _through


def _digest(layer: nn.Module, states: torch.Tensor, rows: torch.Tensor | None) -> torch.Tensor:
    """The layer's MLP, which costs most of all, on those rows alone."""
    if rows is None:
        return states + layer.mlp(norm(layer.post_attention_layernorm, states))
    flat = states.flatten(0, -2)
    changed = layer.mlp(norm(layer.post_attention_layernorm, flat.index_select(0, rows)))
    return flat.index_add(0, rows, changed.to(flat)).view_as(states)


def rotary(config, positions: torch.Tensor) -> Angles:
    """Cosine and sine [B, 1, Q, L, head width] at positions [3, B, Q, L]; section by section of a head the angle follows
    time, height or width."""
    rope = config.rope_parameters
    head = config.hidden_size // config.num_attention_heads
    frequencies = 1.0 / rope["rope_theta"] ** (torch.arange(0, head, 2, dtype=torch.float32, device=positions.device) / head)
    angles = (positions[..., None].float() * frequencies).split(list(rope["mrope_section"]), dim=-1)
    joined = torch.cat([part[number % 3] for number, part in enumerate(angles)], dim=-1)
    joined = torch.cat([joined, joined], dim=-1)[:, None]
    return joined.cos(), joined.sin()
