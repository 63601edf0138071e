"""What transformers and PyTorch make of a checkpoint."""

import gc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from transformers import Qwen2_5_VLForConditionalGeneration

from ...language.generate import Decoder, image_embeddings
from ...language.latent_mode import reply
from .. import description, tokens
from ..options import Options
from ..parts import Parts, load
from .asked import Asked
from .case import Case
from .found import Found, states_of
from .wide import widen

Plant = Callable[[int, torch.Tensor, float], torch.Tensor]


def reference(options: Options, case: Case, plant: Plant | None = None) -> tuple[Asked, Found]:
    """The reply and the scene of the checkpoint's weights in float32.

    `plant` is given the number of latent_start, the state after the prompt and the largest other logit, and gives the row of the
    embedding that makes a random model say it; it changes the files too.
    """
    parts = load(options)
    sections = description.sections(parts, options, {})
    asked = Asked.of(case, tokens.of_bundle(parts.source, sections), sections)
    found = _reply(options.folder, asked, plant)
    states = states_of(asked, found.reply)
    if parts.scene is None or states is None:
        return asked, found
    return asked, Found(found.reply, found.images, found.position_ids, found.rope_delta, _scene(parts, states, asked, found))


@torch.no_grad()
def _reply(folder: Path, asked: Asked, plant: Plant | None) -> Found:
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.bfloat16).eval().requires_grad_(False)
    widen(model)
    images = image_embeddings(model, asked.pixel_values, asked.grid_thw)
    decoder = Decoder(model, model.config.image_token_id)
    state = decoder.prefill(asked.ids, images, torch.from_numpy(asked.grid_thw))
    if plant:
        others = decoder.logits(state).index_fill(0, torch.tensor([asked.rule.start]), -torch.inf)
        model.get_input_embeddings().weight[asked.rule.start] = plant(asked.rule.start, state, float(others.max()))

    def numbers(state: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
        return decoder.logits(state).numpy(), state.numpy()

    @torch.no_grad()
    def feed(item: int | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return numbers(decoder.feed(decoder.embed(item) if isinstance(item, int) else torch.from_numpy(item)[None])[-1])

    said = reply(numbers(state), feed, asked.rule, asked.case.limit)
    positions = decoder.position_ids[:, 0].numpy()
    del model
    gc.collect()
    return Found(said, images.numpy(), positions, decoder.delta)


@torch.no_grad()
def _scene(parts: Parts, states: np.ndarray, asked: Asked, found: Found) -> dict[str, np.ndarray]:
    images = torch.from_numpy(found.images).unflatten(0, (-1, asked.image_tokens))
    imagined = parts.projector(torch.from_numpy(states), images)
    scene = parts.scene(torch.from_numpy(asked.pictures), imagined)
    return {"imagined": imagined.numpy()} | {name: value.numpy() for name, value in scene._asdict().items()}
