"""Replies of the model to many questions at once: greedy, or sampled for the second stage."""

from dataclasses import dataclass

import torch

from .imagining import Imaginer
from .packing import Packed


@dataclass(frozen=True)
class Replies:
    """Of R questions: token ids padded with -1 [R, n] (the latents left out), `latents` [R, T, H] or None, and at each
    step the logits of the `watched` tokens [R, n, W]."""

    tokens: torch.Tensor
    latents: torch.Tensor | None
    watched: torch.Tensor


@torch.no_grad()
def reply(imaginer: Imaginer, images: torch.Tensor, packed: Packed, limit: int, watched: list[int], temperature: float = 0.0,
          generator: torch.Generator | None = None, copies: int = 1) -> Replies:
    """Replies of at most `limit` tokens; a model that imagines does so first, whatever it would rather say.

    With `copies` every question, read and imagined once, is replied to so many times, one reply after the other.
    """
    read = imaginer.read(images, packed)
    decoder, state, place, latents = read.decoder, read.state, read.place, None
    if imaginer.imagines:
        latents = imaginer.imagine(read)
        end = imaginer.text.embed_tokens(torch.full((len(state), 1), imaginer.speech.end, device=state.device))
        place = place + latents.shape[1]
        state = read.decoder.feed(torch.cat([latents[:, -1:], end], dim=1), place[:, None] + torch.arange(2, device=place.device))[:, -1]
        place = place + 2
    if copies > 1:
        rows = torch.arange(len(state), device=state.device).repeat_interleave(copies)
        columns = torch.arange(packed.questions, device=state.device).repeat_interleave(copies)
        decoder, state, place = decoder.part(columns.expand(len(images), -1)), state[rows], place[rows]
    tokens, seen = [], []
    going = torch.ones(len(state), dtype=torch.bool, device=state.device)
    while len(tokens) < limit and going.any():
        logits = imaginer.head(state).float()
        seen.append(logits[:, watched])
        chosen = _choose(logits, temperature, generator)
        tokens.append(torch.where(going, chosen, -1))
        going = going & (chosen != imaginer.speech.stop)
        state = decoder.feed(imaginer.text.embed_tokens(chosen)[:, None], place[:, None])[:, 0]
        place = place + 1
    return Replies(torch.stack(tokens, dim=1), latents, torch.stack(seen, dim=1))


def _choose(logits, temperature, generator):
    if temperature == 0:
        return logits.argmax(-1)
    return torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator)[:, 0]
