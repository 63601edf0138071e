"""Batches: several sets of as many views each, and several questions on each set."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch

from .text import Speech


@dataclass(frozen=True)
class Packed:
    """B sets, Q questions on each: `asked` [B·Q, A] and `replies` [B·Q, R] are token ids padded with -1 at the end;
    `decides` [B·Q, R] is 1 for the tokens of a reply that decide, and -1 too for those that are not learnt."""

    views: int
    questions: int
    asked: torch.Tensor
    replies: torch.Tensor
    decides: torch.Tensor

    @property
    def lengths(self) -> torch.Tensor:
        """Tokens of each question, [B·Q]."""
        return (self.asked >= 0).sum(-1)


def pack(speech: Speech, views: int, pairs: list[list[tuple[str, str]]]) -> Packed:
    """Pairs of question and reply on sets of so many views; every set has as many pairs. Without views nothing is learnt that only a look can tell."""
    every = [pair for row in pairs for pair in row]
    asked, replies = zip(*every)
    decides = _padded(map(speech.decides, replies))
    if not views:
        decides[_padded(map(speech.looked, replies)) == 1] = -1
    return Packed(views, len(pairs[0]), _padded(map(speech.asked, asked)), _padded(map(speech.reply, replies)), decides)


def _padded(each: Iterable[tuple[int, ...]]) -> torch.Tensor:
    rows = list(each)
    longest = max(map(len, rows))
    return torch.tensor([[*ids, *[-1] * (longest - len(ids))] for ids in rows])
