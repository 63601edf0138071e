"""The output layer fitted to the form of a reply, in closed form; everything else stays random.

Replies of random words are run through the model, the last hidden states are kept with the token that should come
next, and the rows of `lm_head` are the ridge regression of the ones onto the others. Where several tokens may come
next, the target of each is raised and lowered by random projections of how that state differs from others after the
same token, so that the choice hangs on views and question without meaning anything.
"""

from collections import Counter
from dataclasses import dataclass
from random import Random

import torch

from ..language.generate import Decoder, image_embeddings
from .asking import Asked
from .words import ANSWERS, EARLY_END, LETTERS, SLOTS

_REPLIES = 4  # of each question
_RIDGE = 1.0
_GAIN = 14.0  # logits of a target of one; makes the probabilities peaked
_NOISE = 0.3  # of a target, one standard deviation
# The target of latent_end against that of going on, by how many latents were fed; the last holds for all that follow.
_END_BIAS, _END_NOISE = (-0.8, -0.6, -0.35, -0.1, -0.05), 0.5


@dataclass
class _States:
    """Last hidden states [n, H], the class of each, and the tokens that may follow each."""

    hidden: list[torch.Tensor]
    kinds: list
    choices: list[tuple[int, ...]]

    def add(self, hidden: torch.Tensor, kind, choices: tuple[int, ...]) -> None:
        self.hidden.append(hidden)
        self.kinds.append(kind)
        self.choices.append(choices)


@dataclass(frozen=True)
class _Fed:
    """The class of the states after so many latents."""

    latents: int


class Form:
    """The form of a reply as token ids: what may follow what."""

    def __init__(self, ids: dict[str, int]):
        self.ids = ids
        one = lambda name: (ids[name],)  # noqa: E731
        slots = [tuple(ids[word] for word in slot) for slot in SLOTS]
        early = [s + one("</think>") if n > EARLY_END else s for n, s in enumerate(slots)]
        tail = [one("</think>"), one(" "), one("<answer>"), tuple(ids[x] for x in LETTERS), one("."),
                tuple(ids[x] for x in ANSWERS), one("</answer>"), one("<|im_end|>")]
        self.steps = [one("<think>"), *early, *tail]
        self.plain = [one("<think>"), *slots, *tail]

    def reply(self, random: Random) -> list[tuple[int, tuple[int, ...]]]:
        """A reply after the latents: each token, and what may follow it."""
        return [
            (random.choice(now), following) for now, following in zip(self.plain, self.steps[1:])
        ]


@torch.no_grad()
def fit(model, encode, form: Form, questions: list[Asked], maximum: int, seed: int) -> None:
    """Replaces the weight of lm_head; `encode` gives a question's prompt as ids for a number of views."""
    random = Random(seed)
    states = _States([], [], [])
    for question in questions:
        _collect(model, encode(question), form, question, maximum, random, states)
    hidden = torch.stack(states.hidden).double()
    targets = _targets(hidden, states, model.lm_head.weight.shape[0], form, seed)
    weighted = hidden * _weights(states.kinds)[:, None]
    gram = weighted.T @ hidden + _RIDGE * torch.eye(hidden.shape[1], dtype=torch.float64)
    model.lm_head.weight.copy_((_GAIN * torch.linalg.solve(gram, weighted.T @ targets)).T.float())


def _weights(kinds: list) -> torch.Tensor:
    """Rare classes count more, the more so the rarer they are, so that none is neglected."""
    counts = Counter(kinds)
    return torch.tensor([(len(kinds) / len(counts) / counts[kind]) ** 0.75 for kind in kinds], dtype=torch.float64)


def _collect(model, prompt, form: Form, question: Asked, maximum: int, random: Random, states: _States) -> None:
    ids = form.ids
    decoder = Decoder(model, ids["<|image_pad|>"])
    images = image_embeddings(model, question.pixel_values, question.grid_thw)
    grid = torch.from_numpy(question.grid_thw)
    states.add(decoder.prefill(prompt, images, grid), "prompt", (ids["<|latent_start|>"],))
    state = decoder.feed(decoder.embed(ids["<|latent_start|>"]))
    lengths = [decoder.length]
    going = (ids["<|latent_pad|>"], ids["<|latent_end|>"])
    states.add(state[-1], _Fed(0), going)
    for fed in range(1, maximum + 1):
        state = decoder.feed(state)
        states.add(state[-1], _Fed(fed), going)
        lengths.append(decoder.length)
    # The shortest latents come last: what is cut off a cache does not come back.
    for length in sorted((random.choice(lengths) for _ in range(_REPLIES)), reverse=True):
        decoder.cut(length)
        reply = form.reply(random)
        fed = [(ids["<|latent_end|>"], form.steps[0]), *reply]
        after = decoder.feed(decoder.embed(*(token for token, _ in fed)))
        for row, (token, following) in zip(after, fed):
            states.add(row, token, following)


def _targets(hidden: torch.Tensor, states: _States, vocabulary: int, form: Form, seed: int) -> torch.Tensor:
    """One for what may follow, with noise that is linear in how a state differs from the mean of its class."""
    generator = torch.Generator().manual_seed(seed)
    kinds = list(dict.fromkeys(states.kinds))
    number = torch.tensor([kinds.index(kind) for kind in states.kinds])
    means = torch.stack([hidden[number == kind].mean(0) for kind in range(len(kinds))])
    rest = hidden - means[number]
    noise = rest @ torch.randn(hidden.shape[1], vocabulary, generator=generator, dtype=torch.float64)
    noise /= noise.std(0)
    end = form.ids["<|latent_end|>"]
    targets = torch.zeros(len(hidden), vocabulary, dtype=torch.float64)
    for row, choices in enumerate(states.choices):
        if end in choices:
            targets[row, form.ids["<|latent_pad|>"]] = 1
            bias = _END_BIAS[min(states.kinds[row].latents, len(_END_BIAS) - 1)]
            targets[row, end] = 1 + bias + _END_NOISE * noise[row, end]
        elif len(choices) == 1:
            targets[row, choices[0]] = 1
        else:
            targets[row, list(choices)] = 1 + _NOISE * noise[row, list(choices)]
    return targets
