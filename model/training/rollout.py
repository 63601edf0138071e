"""Replies of the model to many questions at once: greedy, or sampled for the second stage."""

from dataclasses import dataclass

import torch

from .decoder import Decoder
from .imagining import Imaginer
from .packing import Packed

_SHED_STEPS, _SHED_SHARE = 8, 0.8  # how often, and from what share on, replies that have ended are fed no longer


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
    speaking = _begun(imaginer, images, packed, copies)
    tokens = speaking.place.new_full((len(speaking.place), limit), -1)
    seen = torch.zeros((len(tokens), limit, len(watched)), device=tokens.device)
    going = torch.ones(len(tokens), dtype=torch.bool, device=tokens.device)
    for step in range(limit):
        rows = speaking.rows
        logits = imaginer.head(speaking.state).float()
        seen[rows, step] = logits[:, watched]
        chosen = _choose(logits, temperature, generator)
        tokens[rows, step] = torch.where(going[rows], chosen, -1)
        going[rows] &= chosen != imaginer.speech.stop
        if not going.any():
            break
        speaking.feed(imaginer.text.embed_tokens(chosen)[:, None])
        if step % _SHED_STEPS == _SHED_STEPS - 1:
            speaking.shed(going)
    return Replies(tokens[:, :step + 1], speaking.latents, seen[:, :step + 1])


@dataclass
class _Speaking:
    """Replies that are fed on: their numbers `columns` [B, q] within each set, of `whole` in all; state and place of each."""

    decoder: Decoder
    state: torch.Tensor
    place: torch.Tensor
    latents: torch.Tensor | None
    columns: torch.Tensor
    whole: int

    @property
    def rows(self) -> torch.Tensor:
        """Their numbers among all replies."""
        return (self.columns + self.whole * torch.arange(len(self.columns), device=self.columns.device)[:, None]).flatten()

    def feed(self, embeddings: torch.Tensor) -> None:
        """Feeds some tokens [R, n, H]."""
        ahead = torch.arange(embeddings.shape[1], device=self.place.device)
        self.state = self.decoder.feed(embeddings, self.place[:, None] + ahead)[:, -1]
        self.place = self.place + len(ahead)

    def take(self, within: torch.Tensor) -> None:
        """Goes on with those that have the numbers `within` [B, q] among those of each set; a number may come several times."""
        sets, before = self.columns.shape
        rows = (within + before * torch.arange(sets, device=within.device)[:, None]).flatten()
        self.decoder, self.columns = self.decoder.part(within), self.columns.gather(1, within)
        self.state, self.place = self.state[rows], self.place[rows]

    def shed(self, going: torch.Tensor) -> None:
        """Leaves out replies that have ended, as many of each set, if that is worth it."""
        on = going[self.rows].view_as(self.columns)
        kept = int(on.sum(1).max())
        if kept <= _SHED_SHARE * on.shape[1]:
            self.take((~on).int().argsort(dim=1, stable=True)[:, :kept])


def _begun(imaginer: Imaginer, images: torch.Tensor, packed: Packed, copies: int) -> _Speaking:
    """All questions read, and imagined if the model does, so many times each."""
    read = imaginer.read(images, packed)
    columns = torch.arange(packed.questions, device=read.place.device).expand(len(images), -1)
    speaking = _Speaking(read.decoder, read.state, read.place, None, columns, packed.questions * copies)
    if imaginer.imagines:
        speaking.latents = imaginer.imagine(read)
        end = imaginer.text.embed_tokens(torch.full((len(read.state), 1), imaginer.speech.end, device=read.state.device))
        speaking.place = read.place + speaking.latents.shape[1]
        speaking.feed(torch.cat([speaking.latents[:, -1:], end], dim=1))
    if copies > 1:
        speaking.take(columns[0].repeat_interleave(copies).expand(len(images), -1))
        speaking.columns = torch.arange(speaking.whole, device=columns.device).expand(len(images), -1)
    return speaking


def _choose(logits, temperature, generator):
    if temperature == 0:
        return logits.argmax(-1)
    return torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator)[:, 0]
