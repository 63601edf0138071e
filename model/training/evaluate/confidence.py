"""The confidence of an answer as the engine gives it: the share of its letter among the letters, where it was said."""

import math

import torch
from tokenizers import Tokenizer

_BEFORE = ("", " ", ">", "(", "[", '"', "*", "**", "\n", ":")


class Letters:
    """The tokens that are a letter alone or after a sign; `watched` are those of all letters."""

    def __init__(self, tokenizer: Tokenizer, letters: str = "ABCD"):
        self._tokenizer = tokenizer
        self.of = {letter: self._variants(letter) for letter in letters}
        self.watched = sorted({token for tokens in self.of.values() for token in tokens})

    def _variants(self, letter: str) -> list[int]:
        encoded = [self._tokenizer.encode(before + letter, add_special_tokens=False).ids for before in _BEFORE]
        return [ids[0] for ids in encoded if len(ids) == 1]

    def confidence(self, tokens: list[int], watched: torch.Tensor, answer: str, letter: str, offered: str) -> float | None:
        """Of a reply's tokens and their watched logits [n, W]; None where the letter was not said by a token of its own."""
        scores = self.scores(tokens, watched, answer, letter, offered)
        return None if scores is None else float(torch.tensor(scores).softmax(0)[offered.index(letter)])

    def scores(self, tokens: list[int], watched: torch.Tensor, answer: str, letter: str, offered: str) -> list[float] | None:
        """The logit of each offered letter where the answer's letter was said; variants are summed as probabilities are."""
        inner = letter_in(answer, letter)
        if inner is None or letter not in offered:
            return None
        step = self._step(tokens, self._text(tokens).rindex(answer) + inner)
        if tokens[step] not in self.of[letter]:
            return None
        columns = {token: place for place, token in enumerate(self.watched)}
        return [float(watched[step, [columns[token] for token in self.of[one]]].double().logsumexp(0)) if self.of[one] else -math.inf
                for one in offered]

    def _text(self, tokens: list[int]) -> str:
        return self._tokenizer.decode(tokens, skip_special_tokens=True)

    def _step(self, tokens: list[int], at: int) -> int:
        """The first step after which the text is longer than `at` characters."""
        low, high = 0, len(tokens) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if len(self._text(tokens[:middle + 1])) > at else (middle + 1, high)
        return low


def letter_in(answer: str, letter: str) -> int | None:
    """Where the letter stands alone in an answer."""
    for place, character in enumerate(answer):
        beside = answer[max(place - 1, 0):place] + answer[place + 1:place + 2]
        if character.upper() == letter and not any(c.isascii() and c.isalpha() or ord(c) >= 0x80 for c in beside):
            return place
    return None
