"""The small model's own tokenizer, of the form of Qwen2.5's, trained on questions about rooms of training.

Whatever is measured is one token: a direction (" left 45"), a length (" 3.1"), a place along an axis (" behind 0.8"), a view
(" image 2"). In digits a direction would be said before it is worked out, and replies would be twice as long.
"""

from collections.abc import Iterator

import numpy as np
from tokenizers import AddedToken, Tokenizer

from ...reference import tokenizer as form
from ..data import Dataset
from ..questions import ask, exercises
from . import settings
from .measures import MEASURES

_ROOMS, _SETS, _ASKED = 300, 6, 8


def train(data: Dataset, seed: int = settings.SEED) -> Tokenizer:
    """The same tokenizer for the same data and seed."""
    tokenizer = form.train(settings.VOCABULARY - len(MEASURES), _lines(data, seed))
    tokenizer.add_tokens([AddedToken(measure, normalized=False, special=False) for measure in MEASURES])
    return tokenizer


def _lines(data: Dataset, seed: int) -> Iterator[str]:
    rng = np.random.default_rng([seed, 5])
    fixed = [settings.PROMPT["system"], settings.PROMPT["instruction"], "system\n", "user\n", "assistant", "\n"]
    yield from (text for text in fixed for _ in range(400))
    rooms = data.of("train")
    for number in rng.permutation(len(rooms))[:_ROOMS]:
        room = rooms[number]
        for place in rng.permutation(len(room["sets"]))[:_SETS]:
            view_set = room["sets"][place]
            for question in ask(room, view_set, _ASKED, rng):
                yield question.text + "\n"
                yield question.reply + "\n"
            for asked, reply in exercises(room, view_set, 4, rng):
                yield f"{asked}\n{reply}\n"
