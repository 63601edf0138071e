"""Greedy replies to many questions at once, by the engine's rule: whether a model imagines is its own decision.

The rule is that of `model.language.latent_mode`, one sequence a row. Training's own replies differ from it in one point: they
make a model imagine first, whatever it would rather say.
"""

from dataclasses import dataclass

import torch

from ..imagining import Imaginer, Read
from ..packing import Packed

MAXIMUM_RUN = 32  # of one token, after which the engine calls a reply degenerate


@dataclass(frozen=True)
class Limits:
    """A reply has at most `tokens`, of which at most `latents` on end; a token of `stop` ends it."""

    tokens: int
    latents: int
    stop: tuple[int, ...]


@dataclass(frozen=True)
class Spoken:
    """One reply: all its tokens, the logits of the watched tokens at each of them [n, W], the states [k, H] of its first
    run of latents, and whether it came to its own end."""

    tokens: list[int]
    watched: torch.Tensor
    states: torch.Tensor
    stopped: bool


class _Mode:
    """The latent mode of R sequences."""

    def __init__(self, rows: int, imaginer: Imaginer, limits: Limits):
        speech = imaginer.speech
        self.start, self.pad, self.end, self.maximum = speech.start, speech.pad, speech.end, limits.latents
        self.on = torch.zeros(rows, dtype=torch.bool)
        self.fed, self.blocks = torch.zeros(rows, dtype=torch.long), torch.zeros(rows, dtype=torch.long)

    def decide(self, sampled: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What is recorded [R], and which rows feed their state next."""
        pads = self.on & (sampled != self.end) & (self.fed < self.maximum)
        recorded = torch.where(pads, self.pad, torch.where(self.on, self.end, sampled))
        begins = ~self.on & (recorded == self.start)
        self.fed = torch.where(begins, 0, self.fed + pads)
        self.blocks += begins
        self.on = pads | begins
        return recorded, pads


@torch.inference_mode()
def reply(imaginer: Imaginer, images: torch.Tensor, packed: Packed, limits: Limits, watched: list[int]) -> list[Spoken]:
    """One reply to each of the packed questions on image embeddings [B, N, M, H]."""
    return _speak(imaginer, imaginer.read(images, packed), limits, watched)


def _speak(imaginer: Imaginer, read: Read, limits: Limits, watched: list[int]) -> list[Spoken]:
    state, rows = read.state, len(read.state)
    mode, going, run, last = _Mode(rows, imaginer, limits), torch.ones(rows, dtype=torch.bool), torch.zeros(rows, dtype=torch.long), None
    stops = torch.tensor(limits.stop)
    stopped = torch.zeros(rows, dtype=torch.bool)
    tokens, logits, states, inside = [], [], [], []
    while len(tokens) < limits.tokens and going.any():
        scores = imaginer.head(state).float()
        first = mode.on & (mode.blocks == 1)
        recorded, pads = mode.decide(scores.argmax(-1))
        tokens.append(torch.where(going, recorded, -1))
        logits.append(scores[:, watched])
        states.append(state)
        inside.append(first & going)
        run = torch.where((recorded == last) & ~pads, run + 1, 1) if last is not None else run + 1
        last = torch.where(pads, -1, recorded)
        stopped |= going & ~pads & torch.isin(recorded, stops)
        going = going & ~stopped & (run < MAXIMUM_RUN)
        fed = torch.where(pads[:, None], state, imaginer.text.embed_tokens(recorded))
        state = read.decoder.feed(fed[:, None], (read.place + len(tokens) - 1)[:, None])[:, 0]
    return [_of_row(row, tokens, logits, states, inside, stopped) for row in range(rows)]


def _of_row(row, tokens, logits, states, inside, stopped) -> Spoken:
    said = [int(token[row]) for token in tokens]
    count = said.index(-1) if -1 in said else len(said)
    mine = [state[row] for state, within in zip(states, inside) if within[row]]
    return Spoken(said[:count], torch.stack([one[row] for one in logits[:count]]),
                  torch.stack(mine) if mine else states[0].new_zeros((0, states[0].shape[1])), bool(stopped[row]))
