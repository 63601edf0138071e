"""Questions and replies as token ids."""

import re
from dataclasses import dataclass
from functools import lru_cache

import torch
from tokenizers import Tokenizer

from ..language.prompt import Encoder, render
from .nano.models import ids

_LOOK = re.compile(r" image \d (?:left|right) \d+ \d+\.\d(?= m)")
# Numbers that a drill draws: no other reply has a clause that begins so.
_DRAWN = re.compile(r"(?:^|;) (?:at|left|right|\d)[^;]*?(?: (?:to|m at)(?= )|(?=;))| ?from image \d(?=[a-z\d ]*(?:; from|(?:; sofa image[^;]*)?; image \d (?:left|right) |$))")
_DECISIVE = re.compile(r" (?:yes|no)(?=;)| so (?!.* so ).*|</think>.*", re.DOTALL)


@dataclass(frozen=True)
class Form:
    """How a bundle asks: its sections `prompt`, `tokens` and `latents`, and the image tokens of a view."""

    prompt: dict
    tokens: dict
    latents: dict
    image_tokens: int


class Speech:
    """Turns questions and replies into tokens; a question's text never becomes control tokens."""

    def __init__(self, tokenizer: Tokenizer, form: Form):
        self.tokenizer, self.form = tokenizer, form
        self._encoder = Encoder(tokenizer)
        numbers = ids(tokenizer)
        self.start, self.pad, self.end, self.image = (numbers[form.tokens[name]] for name in ("latent_start", "latent_pad", "latent_end", "image_pad"))
        self.stop = numbers[form.tokens["stop"][0]]

    @lru_cache(maxsize=200_000)
    def asked(self, question: str) -> tuple[int, ...]:
        """What follows the views: question, instruction and the words that begin a reply."""
        ids = self._whole(1, question)
        return tuple(ids[self._views_end(ids):])

    @lru_cache(maxsize=16)
    def views(self, count: int) -> tuple[int, ...]:
        """What comes before every question on so many views, or on none."""
        ids = self._whole(max(count, 1), "?")
        return tuple(ids[:self._views_end(ids) if count else ids.index(self.image) - 1])

    @lru_cache(maxsize=200_000)
    def reply(self, text: str) -> tuple[int, ...]:
        """A reply's text and the token that ends it."""
        return (*self.tokenizer.encode(text, add_special_tokens=False).ids, self.stop)

    @lru_cache(maxsize=200_000)
    def decides(self, text: str) -> tuple[int, ...]:
        """Which of a reply's tokens decide: the verdicts of its chain of thought, its last "so" and what follows: 1, else 0."""
        return self._marked(text, _DECISIVE)

    @lru_cache(maxsize=200_000)
    def looked(self, text: str) -> tuple[int, ...]:
        """Which of a reply's tokens only a look can tell: view, direction and distance of things, and numbers that are drawn: 1, else 0."""
        return self._marked(text, _LOOK, _DRAWN)

    def _marked(self, text: str, *patterns: re.Pattern) -> tuple[int, ...]:
        """The tokens that begin within what patterns find; the one that ends the reply belongs to its last words."""
        spans = [found.span() for pattern in patterns for found in pattern.finditer(text)]
        offsets = self.tokenizer.encode(text, add_special_tokens=False).offsets
        return (*(int(any(start <= begin < end for start, end in spans)) for begin, _ in offsets), int(any(end == len(text) for _, end in spans)))

    def _whole(self, count, question):
        return self._encoder.encode(render(self.form.prompt, self.form.tokens["image_pad"], self.form.image_tokens, [""] * count, question))

    def _views_end(self, ids):
        return len(ids) - ids[::-1].index(self.image) + 1

    def positions(self, count: int, rows: int, columns: int) -> torch.Tensor:
        """Positions [3, tokens] of what comes before the question, by Qwen2.5-VL's rule."""
        out, place = [], 0
        tokens = list(self.views(count))
        at = 0
        while at < len(tokens):
            if tokens[at] == self.image:
                row, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
                out.append(torch.stack([torch.zeros(rows * columns, dtype=torch.long), row.flatten(), column.flatten()]) + place)
                place, at = place + max(rows, columns), at + rows * columns
            else:
                out.append(torch.full((3, 1), place))
                place, at = place + 1, at + 1
        return torch.cat(out, dim=1)
