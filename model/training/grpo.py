"""Group-relative policy optimisation: replies are sampled, compared with others to the same question, and made more or less likely.

What the reward of the imagined scene can do here: latents come first, so they hang on the prompt alone and are the same for
all replies of a group. Compared within the group that reward is always average, and its gradient through the ratio of
probabilities is zero, whatever was imagined. But the latents are a differentiable function of the weights, so its gradient
is taken directly: `imagined_reward` is a term of the loss (see `stage2`), not a part of the advantage.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from .group import compare
from .imagining import Imaginer
from .likelihood import Told, tell
from .packing import Packed
from .rewards import Reward, judge
from .rollout import reply


@dataclass(frozen=True)
class Settings:
    """`group` replies a question, `updates` a batch of replies, at most `limit` tokens a reply."""

    group: int = 8
    updates: int = 1
    clip: float = 0.2
    kl: float = 0.04
    temperature: float = 1.0
    limit: int = 240

    def __post_init__(self):
        for name, least in (("group", 2), ("updates", 1), ("limit", 1), ("kl", 0)):
            if not getattr(self, name) >= least:
                raise ValueError(f"{name} is {getattr(self, name)}, must be at least {least}")
        for name in ("clip", "temperature"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is {getattr(self, name)}, must be above 0")


@dataclass
class Rollout:
    """Replies [Q·G, n] to Q questions with what they are worth; `before` are their log-probabilities before the first update."""

    images: torch.Tensor
    packed: Packed
    replies: torch.Tensor
    rewards: list[Reward]
    advantages: torch.Tensor
    silent: torch.Tensor
    reference: Told
    before: torch.Tensor | None = None

    def numbers(self) -> dict[str, torch.Tensor]:
        """What the log says of it."""
        form, answer = (torch.tensor([getattr(reward, part) for reward in self.rewards]).mean() for part in ("form", "answer"))
        return {".form": form, ".answer": answer, ".silent": self.silent.float().mean(), ".length": (self.replies >= 0).sum(-1).float().mean()}


class Policy:
    """The model that learns, and `reference`: the model before stage 2, given as what tells the likelihood of replies."""

    def __init__(self, imaginer: Imaginer, reference: Callable[[torch.Tensor, Packed, torch.Tensor], Told], settings: Settings):
        self.imaginer, self.settings, self._reference = imaginer, settings, reference

    @torch.no_grad()
    def roll(self, images: torch.Tensor, packed: Packed, letters: list[str], generator: torch.Generator) -> Rollout:
        """Samples a group of replies to each question and judges them."""
        settings, speech = self.settings, self.imaginer.speech
        replies = reply(self.imaginer, images, packed, settings.limit, [], settings.temperature, generator, settings.group).tokens
        spoken = [[token for token in row if token >= 0] for row in replies.tolist()]
        rewards = [judge(_text(speech, row), letters[number // settings.group], row[-1] == speech.stop) for number, row in enumerate(spoken)]
        totals = torch.tensor([reward.total for reward in rewards], device=replies.device)
        groups = compare(totals.view(-1, settings.group))
        return Rollout(images, packed, replies, rewards, groups.advantages.flatten(), groups.silent, self._reference(images, packed, replies))

    def losses(self, rollout: Rollout) -> tuple[dict[str, torch.Tensor], Told]:
        """The clipped objective and the divergence from the reference, and what the model tells of the replies now."""
        told = tell(self.imaginer, rollout.images, rollout.packed, rollout.replies, self.settings.temperature)
        if rollout.before is None:
            rollout.before = told.words.detach()
        ratio = (told.words - rollout.before).exp()
        clipped = ratio.clamp(1 - self.settings.clip, 1 + self.settings.clip)
        gain = torch.minimum(ratio * rollout.advantages[:, None], clipped * rollout.advantages[:, None])
        own = rollout.replies >= 0
        divergence = _of_reply(k3(told.words, rollout.reference.words), own).mean()
        if told.control is not None:
            divergence = divergence + k3(told.control, rollout.reference.control).mean()
        outside = _of_reply(((ratio - 1).abs() > self.settings.clip).float(), own).mean()
        return {"policy": -_of_reply(gain, own).mean(), "kl": self.settings.kl * divergence, ".divergence": divergence.detach(),
                ".clipped": outside.detach()}, told


def k3(now: torch.Tensor, reference: torch.Tensor) -> torch.Tensor:
    """The k3 estimate of the divergence at sampled tokens: r - log r - 1 with r = reference / now; never negative."""
    log_ratio = reference - now
    return log_ratio.exp() - log_ratio - 1


def _of_reply(each: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """The mean [R] over a reply's tokens of [R, n]."""
    return (each * own).sum(-1) / own.sum(-1)


def _text(speech, row: list[int]) -> str:
    """What a reply says, without the token that ends it."""
    row = row[:-1] if row[-1] == speech.stop else row
    return speech.tokenizer.decode(row, skip_special_tokens=False)
