"""A Qwen2.5-VL in PyTorch, one sequence at a time: the reference of the engine's language model."""

import numpy as np
import torch
from transformers import DynamicCache

from .latent_mode import LatentRule, Reply, reply


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
        self.position_ids, self.delta = self.positions(ids, grid)
        row = torch.tensor(ids)
        embeddings = self.model.get_input_embeddings()(row)
        embeddings[row == self.image_pad] = images
        self.length = 0
        return self._run(embeddings, self.position_ids)[-1]

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
def generate(decoder: Decoder, ids: list[int], images: torch.Tensor, grid: torch.Tensor, rule: LatentRule, limit: int) -> Reply:
    """A greedy reply of at most `limit` tokens, by the rules of `latent_mode`."""

    def numbers(state: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
        return decoder.logits(state).numpy(), state.numpy()

    @torch.no_grad()
    def feed(item: int | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        embedding = decoder.embed(item) if isinstance(item, int) else torch.from_numpy(item)[None]
        return numbers(decoder.feed(embedding)[-1])

    return reply(numbers(decoder.prefill(ids, images, grid)), feed, rule, limit)


@torch.no_grad()
def image_embeddings(model, pixel_values: np.ndarray, grid_thw: np.ndarray) -> torch.Tensor:
    """What the vision tower makes of pixel rows: [N·M, H]."""
    return model.model.visual(torch.from_numpy(pixel_values), grid_thw=torch.from_numpy(grid_thw)).pooler_output
