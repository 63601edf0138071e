"""How likely the model finds replies that are given: the numbers that sampling them would have given."""

from dataclasses import dataclass

import torch

from .imagining import Imaginer, Read
from .packing import Packed

_TOGETHER = 32  # replies fed at once


@dataclass(frozen=True)
class Told:
    """Log-probabilities of R replies to Q questions.

    `words` [R, n] are those of the tokens, 0 where a reply is padded; `control` [Q, T + 1] those of the start of the latents
    and of their pads, which the engine samples and training feeds anyway; `latents` [Q, T, H]. Without latents both are None.
    """

    words: torch.Tensor
    control: torch.Tensor | None
    latents: torch.Tensor | None


def tell(imaginer: Imaginer, images: torch.Tensor, packed: Packed, replies: torch.Tensor, temperature: float = 1.0) -> Told:
    """Feeds token ids `replies` [R, n], padded with -1, R / Q in order to each question; the latents are fed back as states.

    Every question is read and imagined once, whatever the number of its replies.
    """
    read = imaginer.read(images, packed)
    latents = imaginer.imagine(read) if imaginer.imagines else None
    by_set = replies.unflatten(0, (len(images), -1))
    order = (by_set >= 0).sum(-1).argsort(dim=1)  # so that little padding is fed
    pieces = order.split(max(1, _TOGETHER // len(images)), dim=1)
    words = torch.cat([_words(imaginer, read, latents, by_set, columns, temperature) for columns in pieces], dim=1)
    back = order.argsort(dim=1)[..., None].expand_as(by_set)
    return Told(words.gather(1, back).flatten(0, 1), _control(imaginer, read, latents, temperature), latents)


def _words(imaginer: Imaginer, read: Read, latents, by_set: torch.Tensor, columns: torch.Tensor, temperature: float) -> torch.Tensor:
    """Log-probabilities [B, q, n] of some replies [B, Q·G, n] of each set: their numbers `columns` [B, q] within the set."""
    sets, width = by_set.shape[0], by_set.shape[2]
    questions = len(read.state) // sets
    asked = columns // (by_set.shape[1] // questions)  # the number of the question within the set
    rows = (asked + questions * torch.arange(sets, device=asked.device)[:, None]).flatten()
    replies = by_set.gather(1, columns[..., None].expand(-1, -1, width)).flatten(0, 1)
    own = replies >= 0
    longest = int(own.sum(-1).max())
    states = _feed(imaginer, read, latents, replies[:, :longest], (asked, rows))
    found = _pick(imaginer, states[own[:, :longest]], replies[own], temperature)
    return torch.zeros(own.shape, device=found.device).masked_scatter(own, found).unflatten(0, (sets, -1))


def _feed(imaginer: Imaginer, read: Read, latents: torch.Tensor | None, replies: torch.Tensor, of: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """The states [r, n, H] that precede each token of replies [r, n] to the questions `of`: by number in the set, and by row."""
    asked, rows = of
    place = read.place[rows]
    fed, valid = imaginer.text.embed_tokens(replies[:, :-1].clamp_min(0)), replies[:, :-1] >= 0
    if latents is not None:
        end = imaginer.text.embed_tokens(torch.full_like(replies[:, :1], imaginer.speech.end))
        fed = torch.cat([latents[rows, -1:], end.to(latents), fed.to(latents)], dim=1)
        valid = torch.nn.functional.pad(valid, (2, 0), value=True)
        place = place + latents.shape[1]
    elif replies.shape[1] == 1:
        return read.state[rows, None]
    states = read.decoder.part(asked).feed(fed, place[:, None] + torch.arange(fed.shape[1], device=place.device), valid)
    return states[:, 1:] if latents is not None else torch.cat([read.state[rows, None], states], dim=1)


def _control(imaginer: Imaginer, read: Read, latents: torch.Tensor | None, temperature: float) -> torch.Tensor | None:
    if latents is None:
        return None
    states = torch.cat([read.state[:, None], latents], dim=1)
    labels = torch.full(states.shape[:2], imaginer.speech.pad, device=states.device)
    labels[:, 0] = imaginer.speech.start
    return _pick(imaginer, states, labels, temperature)


def _pick(imaginer: Imaginer, states: torch.Tensor, labels: torch.Tensor, temperature: float) -> torch.Tensor:
    """The log-probabilities of labels [...] after states [..., H]."""
    logits = imaginer.head(states).float() / temperature
    return logits.gather(-1, labels[..., None])[..., 0] - logits.logsumexp(-1)
