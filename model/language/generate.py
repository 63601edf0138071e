"""Greedy generation with latents: the reference that the engine is compared with.

The steps of a sequence, exactly. A step decides which token is recorded and what the decoder takes next.

- Outside the latent mode the token of the highest logit is sampled (the lowest id of equals), recorded and fed as its
  embedding. If it is `latent_start`, the latent mode begins after it, with no latents fed.
- In the latent mode, if `latent_end` is sampled, or `maximum` latents have been fed already, `latent_end` is recorded,
  fed as its embedding, and the mode ends. Otherwise, whatever was sampled, `latent_pad` is recorded, and a latent is
  fed: the last hidden state, after the final norm, of the step before ("hidden"), or `latent_pad`'s embedding ("pad").
  So a block has 0 to `maximum` pads; after the last of `maximum`, the sampled token no longer matters.
- A stop token outside the latent mode is recorded, ends the sequence and is not fed. So does the largest number of tokens.

The decoder's position of the token that is fed is, on all three axes, the tokens in the cache before it plus rope_delta.

`hidden_states[i]` is the last hidden state from which token i was decided: that of the prompt's last token for i = 0, that
which feeding token i-1 gave for the others. If `latent_start` is token s, state k of the latents is hidden_states[s+1+k]:
state 0 is what feeding `latent_start` gives, state k what feeding the k-th pad gives. With n pads there are n+1 states.
The projector takes the states offset … offset+count-1 of the first block; if there are fewer, there is no scene.
"""

from dataclasses import dataclass

import numpy as np
import torch
from transformers import DynamicCache


@dataclass(frozen=True)
class LatentRule:
    """The ids and settings that rule the latent mode; `stop` ends a sequence."""

    start: int
    pad: int
    end: int
    stop: tuple[int, ...]
    maximum: int
    feed: str = "hidden"


@dataclass
class Generation:
    """A reply and what it was made of: tokens [n], hidden_states [n, H], margins [n] between the two best logits."""

    position_ids: np.ndarray
    rope_delta: int
    tokens: list[int]
    hidden_states: np.ndarray
    margins: np.ndarray
    latents: int | None  # pads of the first block; None without one
    stopped: bool

    def states(self, start: int) -> np.ndarray:
        """The states of the first block of latents; `start` is the id of latent_start."""
        first = self.tokens.index(start) + 1
        return self.hidden_states[first:first + (self.latents or 0) + 1]


class Decoder:
    """The language model of a Qwen2.5-VL with the cache of one sequence."""

    def __init__(self, model, image_pad: int):
        self.model = model
        self.image_pad = image_pad

    def positions(self, ids: list[int], grid: torch.Tensor) -> tuple[torch.Tensor, int]:
        """Positions [3, 1, S] of a prompt by transformers' own rule, and rope_delta."""
        row = torch.tensor([ids])
        kinds = (row == self.image_pad).int()
        positions, delta = self.model.model.get_rope_index(row, kinds, image_grid_thw=grid)
        return positions, int(delta)

    def prefill(self, ids: list[int], images: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
        """Takes the prompt, image embeddings [N·M, H] in their places, and gives the last hidden state [H]."""
        self.cache = DynamicCache(config=self.model.config.get_text_config())
        position_ids, self.delta = self.positions(ids, grid)
        self.position_ids = position_ids
        row = torch.tensor(ids)
        embeddings = self.model.get_input_embeddings()(row)
        embeddings[row == self.image_pad] = images
        self.length = 0
        return self._run(embeddings, position_ids)[-1]

    def feed(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Takes the next embeddings [S, H] and gives their last hidden states [S, H]."""
        places = torch.arange(self.length, self.length + len(embeddings)) + self.delta
        return self._run(embeddings, places.expand(3, 1, -1))

    def embed(self, *ids: int) -> torch.Tensor:
        """The embeddings [S, H] of tokens."""
        return self.model.get_input_embeddings()(torch.tensor(ids))

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """Logits of last hidden states."""
        return self.model.lm_head(hidden)

    def cut(self, length: int) -> None:
        """Forgets what came after the first `length` tokens."""
        if length < self.length:
            self.cache.crop(length - self.length)
            self.length = length

    def _run(self, embeddings: torch.Tensor, position_ids: torch.Tensor) -> torch.Tensor:
        self.length += len(embeddings)
        return self.model.model.language_model(
            inputs_embeds=embeddings[None], position_ids=position_ids, past_key_values=self.cache, use_cache=True
        ).last_hidden_state[0]


@torch.no_grad()
def generate(decoder: Decoder, ids: list[int], images: torch.Tensor, grid: torch.Tensor, rule: LatentRule, limit: int) -> Generation:
    """A greedy reply of at most `limit` tokens, by the rules above."""
    state = decoder.prefill(ids, images, grid)
    tokens, states, margins = [], [], []
    latent, fed, first, stopped = False, 0, None, False
    while len(tokens) < limit and not stopped:
        best = decoder.logits(state).topk(2)
        sampled = int(decoder.logits(state).argmax())
        states.append(state)
        margins.append(float(best.values[0] - best.values[1]))
        pad = latent and sampled != rule.end and fed < rule.maximum
        token = rule.pad if pad else rule.end if latent else sampled
        tokens.append(token)
        stopped = not latent and token in rule.stop
        if latent and not pad:
            latent, first = False, fed if first is None else first
        elif not latent and token == rule.start:
            latent, fed = True, 0
        fed += pad
        if not stopped:
            following = state[None] if pad and rule.feed == "hidden" else decoder.embed(token)
            state = decoder.feed(following)[-1]
    return Generation(
        position_ids=decoder.position_ids[:, 0].numpy(), rope_delta=decoder.delta, tokens=tokens,
        hidden_states=torch.stack(states).numpy(), margins=np.array(margins, dtype=np.float32), latents=first, stopped=stopped,
    )


@torch.no_grad()
def image_embeddings(model, pixel_values: np.ndarray, grid_thw: np.ndarray) -> torch.Tensor:
    """What the vision tower makes of pixel rows: [N·M, H]."""
    return model.model.visual(torch.from_numpy(pixel_values), grid_thw=torch.from_numpy(grid_thw)).pooler_output
