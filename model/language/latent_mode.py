"""Greedy replies with latents: the rules of the reference that the engine is compared with.

The steps of a sequence, exactly. A step decides which token is recorded and what the decoder takes next.

- Outside the latent mode the token of the highest logit is sampled (the lowest id of equals), recorded and fed as its
  embedding. If it is `start`, the latent mode begins after it, with no latents fed.
- In the latent mode, if `end` is sampled, or `maximum` latents have been fed already, `end` is recorded, fed as its
  embedding, and the mode ends. Otherwise, whatever was sampled, `pad` is recorded, and a latent is fed: the last hidden
  state, after the final norm, of the step before ("hidden"), or the embedding of `pad` ("pad"). So a block has 0 to
  `maximum` pads; after the last of `maximum` it no longer matters what is sampled.
- A stop token outside the latent mode is recorded, ends the sequence and is not fed. So does the largest number of tokens.

The decoder's position of what is fed is, on all three axes, the tokens in the cache before it plus rope_delta.

`hidden_states[i]` is the last hidden state from which token i was decided: that of the prompt's last token for i = 0, that
which feeding token i - 1 gave for the others. If `start` is token s, state k of the latents is hidden_states[s + 1 + k]:
state 0 is what feeding `start` gives, state k what feeding the k-th pad gives. With n pads there are n + 1 states.
The projector takes the states offset … offset + count - 1 of the first block; if there are fewer, there is no scene.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FEEDS = ("hidden", "pad")


@dataclass(frozen=True)
class LatentRule:
    """The ids and settings that rule the latent mode; `stop` ends a sequence."""

    start: int
    pad: int
    end: int
    stop: tuple[int, ...]
    maximum: int
    feed: str = "hidden"

    def __post_init__(self):
        if self.feed not in FEEDS or self.maximum < 0:
            raise ValueError(f"latents: feed {self.feed!r} must be one of {', '.join(FEEDS)}, maximum {self.maximum} at least 0")


@dataclass(frozen=True)
class Reply:
    """A reply: tokens, hidden_states [n, H], margins [n] between the two best logits, pads of the first block."""

    tokens: list[int]
    hidden_states: np.ndarray
    margins: np.ndarray
    latents: int | None  # None without a block that ended
    stopped: bool

    def states(self, start: int) -> np.ndarray:
        """The states of the first block of latents; `start` is the id of latent_start."""
        first = self.tokens.index(start) + 1
        return self.hidden_states[first:first + (self.latents or 0) + 1]


def reply(first: tuple[np.ndarray, np.ndarray], feed: Callable[[int | np.ndarray], tuple[np.ndarray, np.ndarray]], rule: LatentRule, limit: int) -> Reply:
    """Takes steps from the prompt's logits [V] and state [H]; `feed` takes a token or a state and gives the next two."""
    logits, state = first
    tokens, states, margins = [], [], []
    latent, fed, latents, stopped = False, 0, None, False
    while len(tokens) < limit and not stopped:
        sampled = int(logits.argmax())
        states.append(state)
        margins.append(np.subtract(*np.sort(logits)[:-3:-1]))
        pad = latent and sampled != rule.end and fed < rule.maximum
        token = rule.pad if pad else rule.end if latent else sampled
        tokens.append(token)
        stopped = not latent and token in rule.stop
        if latent and not pad:
            latent, latents = False, fed if latents is None else latents
        elif not latent and token == rule.start:
            latent, fed = True, 0
        fed += pad
        if not stopped and len(tokens) < limit:
            logits, state = feed(state if pad and rule.feed == "hidden" else token)
    return Reply(tokens, np.stack(states), np.array(margins, dtype=np.float32), latents, stopped)
