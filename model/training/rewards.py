"""The rewards of stage 2: what a reply is worth, from its text, and what was imagined, from the teacher's features."""

import re
from dataclasses import dataclass

import torch

from .align import cosine

_FORM = re.compile(r"\s*<think>.+?</think>\s*<answer>.+?</answer>\s*", re.DOTALL)
_TAGS = re.compile(r"</?(?:think|answer)>")
_LETTER = re.compile(r"<answer>\s*([A-E])\s*(?:[.):,]|<)")
_CONTROL = "<|"


@dataclass(frozen=True)
class Reward:
    """What the text of a reply earned: 0 or 1 for its form, 0 or 1 for its letter."""

    form: float
    answer: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.form + self.answer


def judge(text: str, letter: str, ended: bool = True) -> Reward:
    """The reward of a reply whose latents were fed before the text; a reply that never `ended` has no form."""
    formed = ended and _FORM.fullmatch(text) is not None and len(_TAGS.findall(text)) == 4 and _CONTROL not in text
    said = _LETTER.findall(text)
    return Reward(float(formed), float(len(said) == 1 and said[0] == letter))


def imagined_reward(imagined: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """(mean cosine + 1) / 2 of imagined features [R, N, F, G]: the cosine of a token's channels, the mean over tokens.

    The published code takes the cosine along the tokens instead, which compares no token with its own.
    """
    return (cosine(imagined, true) + 1) / 2
