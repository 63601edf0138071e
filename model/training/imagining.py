"""The forward pass of training: the model reads, imagines, and is told what to say.

The latents are fed as in inference: each is the hidden state of the step before, so gradients flow through all of them.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as functional

from .decoder import Decoder
from .foresight import Foresight
from .packing import Packed
from .shapes import filled
from .text import Speech

_GROUPS, _OF_GROUP = 2, 8  # of replies of about the same length: at least so many, or so large


@dataclass(frozen=True)
class Read:
    """A decoder that has read R questions, the state [R, H] before a reply and the position [R] of what is fed next."""

    decoder: Decoder
    state: torch.Tensor
    place: torch.Tensor


@dataclass(frozen=True)
class Glance:
    """What B sets of views are to the layers below and one layer above them: the states [B, P, H] between the two, their positions
    [3, P], and which of them are image tokens."""

    text: torch.nn.Module
    below: Decoder
    above: Decoder
    states: torch.Tensor
    positions: torch.Tensor
    shown: torch.Tensor

    @property
    def images(self) -> torch.Tensor:
        """The states of the image tokens, [B, tokens, H]."""
        return self.states[:, self.shown]

    def feed(self, ids: torch.Tensor, places: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids [B · Q, L], padded with -1, at positions [B · Q, L]: their states before and after the layer above."""
        between = self.below.feed(self.text.embed_tokens(ids.clamp_min(0)), places, ids >= 0)
        return between, self.above.feed(between, places, ids >= 0)


@dataclass(frozen=True)
class Said:
    """Of R replies: `cross_entropy` [R], the weighted mean over a reply's tokens, `latents` [R, T, H] if it imagines, `right`
    [R], the share of the text's tokens that were the likeliest, and `foresight`, the loss of what names know, if that is asked for."""

    cross_entropy: torch.Tensor
    latents: torch.Tensor | None
    right: torch.Tensor
    foresight: torch.Tensor | None


class Imaginer:
    """A language model that may imagine before it speaks; `grid` is rows and columns of a view's merged tokens.

    A token of a reply that decides weighs `decisive` times as much as another in the loss.
    """

    def __init__(self, language, speech: Speech, grid: tuple[int, int], imagines: bool = True, decisive: float = 1.0,
                 foresight: Foresight | None = None):
        self.foresight = foresight
        self.language, self.speech, self.grid, self.imagines, self.decisive = language, speech, grid, imagines, decisive
        self.text, self.head = language.model.language_model, language.lm_head

    def glance(self, images: torch.Tensor, layers: int) -> Glance:
        """Shows image embeddings [B, N, M, H] to so many layers and the one above them."""
        shown, positions, places = self._shown(images)
        below, above = Decoder(self.text, end=layers), Decoder(self.text, layers, layers + 1)
        states = below.show(shown, positions)
        above.show(states, positions)
        return Glance(self.text, below, above, states, positions, places)

    def _shown(self, images):
        ids = torch.tensor(self.speech.views(images.shape[1]), device=images.device)
        shown = self.text.embed_tokens(ids).repeat(len(images), 1, 1)
        shown[:, ids == self.speech.image] = images.flatten(1, 2).to(shown.dtype)
        return shown, self.speech.positions(images.shape[1], *self.grid).to(images.device), ids == self.speech.image

    def read(self, images: torch.Tensor, packed: Packed) -> Read:
        """Feeds image embeddings [B, N, M, H] and Q questions on each of the B sets."""
        shown, before, _ = self._shown(images)
        decoder = Decoder(self.text)
        decoder.show(shown, before)
        asked = packed.asked.to(images.device)
        start, inner = before.max() + 1, torch.arange(asked.shape[1], device=images.device)
        states = decoder.feed(self.text.embed_tokens(asked.clamp_min(0)), (start + inner).expand_as(asked), asked >= 0)
        lengths = packed.lengths.to(images.device)
        return Read(decoder, states[torch.arange(len(asked)), lengths - 1], start + lengths)

    def imagine(self, read: Read) -> torch.Tensor:
        """Feeds the start of the latents and all of them but the last: the states [R, T, H] for the projector."""
        start = self.text.embed_tokens(torch.full((len(read.state), 1), self.speech.start, device=read.state.device))
        latents = [read.decoder.feed(start, read.place[:, None])]
        for number in range(1, self.speech.form.latents["count"]):
            latents.append(read.decoder.feed(latents[-1], read.place[:, None] + number))
        return torch.cat(latents, dim=1)

    def say(self, images: torch.Tensor, packed: Packed) -> Said:
        """The loss of every reply, and what was imagined."""
        read = self.read(images, packed)
        latents = self.imagine(read) if self.imagines else None
        replies, decides = packed.replies.to(images.device), packed.decides.to(images.device)
        parts = [self._speak(read, latents, (replies, decides), columns) for columns in _of_like_length(replies.unflatten(0, (-1, packed.questions)))]
        order = torch.cat([part[0] for part in parts]).argsort()
        loss, right = (torch.cat([part[place] for part in parts])[order] for place in (1, 2))
        return Said(loss, latents, right, torch.stack([part[3] for part in parts]).mean() if self.foresight else None)

    def _speak(self, read: Read, latents: torch.Tensor | None, padded: tuple[torch.Tensor, torch.Tensor], columns: torch.Tensor):
        """Feeds some of the replies of each set: their rows, cross-entropy, share of likeliest tokens, and loss of foresight."""
        questions = len(padded[0]) // len(columns)
        rows = (columns + questions * torch.arange(len(columns), device=columns.device)[:, None]).flatten()
        longest = int((padded[0][rows] >= 0).sum(-1).max())
        replies, decides = (part[rows][:, :longest] for part in padded)
        decoder, place, states, labels = read.decoder.part(columns), read.place[rows], [read.state[rows, None]], [replies]
        fed, valid = self.text.embed_tokens(replies[:, :-1].clamp_min(0)), replies[:, :-1] >= 0
        if latents is not None:
            own = latents[rows]
            end = self.text.embed_tokens(torch.full_like(replies[:, :1], self.speech.end))
            fed, valid = torch.cat([own[:, -1:], end, fed], dim=1), functional.pad(valid, (2, 0), value=True)
            place, states = place + own.shape[1], [*states, own]
            labels = [torch.full_like(replies[:, :1], self.speech.start), torch.full_like(own[..., 0], self.speech.pad, dtype=torch.long), replies]
        spoken = decoder.feed(fed, place[:, None] + torch.arange(fed.shape[1], device=place.device), valid)
        states.append(spoken if latents is None else spoken[:, 1:])
        names = decoder.between[:, fed.shape[1] + 1 - replies.shape[1]:]
        foreseen = self.foresight and self.foresight.losses(names, self.text.embed_tokens.weight, replies)
        return rows, *self._judge(torch.cat(states, dim=1), torch.cat(labels, dim=1), replies, decides), foreseen

    def _judge(self, states, labels: torch.Tensor, replies: torch.Tensor, decides: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        known = labels >= 0
        places, count = filled(known), int(known.sum())
        logits = self.head(states.flatten(0, 1).index_select(0, places))[:count].float()
        each = functional.cross_entropy(logits, labels[known], reduction="none")
        before = labels.shape[1] - replies.shape[1]
        learnt = known & functional.pad((decides >= 0) | (replies < 0), (before, 0), value=True)
        weights = learnt * (1 + (self.decisive - 1) * functional.pad(decides == 1, (before, 0)))
        losses = torch.zeros(labels.shape, device=labels.device).masked_scatter(known, each) * weights
        hits = torch.zeros_like(labels, dtype=torch.float32).masked_scatter(known, (logits.argmax(-1) == labels[known]).float())
        own = replies >= 0
        return losses.sum(-1) / weights.sum(-1), (hits[:, -replies.shape[1]:] * own).sum(-1) / own.sum(-1)


def _of_like_length(replies: torch.Tensor) -> list[torch.Tensor]:
    """Which replies [B, Q, R] of each set to feed together, a few of about the same length at a time: little is padding then."""
    order = (replies >= 0).sum(-1).argsort(dim=1)
    return list(order.chunk(min(max(_GROUPS, order.shape[1] // _OF_GROUP), order.shape[1]), dim=1))
