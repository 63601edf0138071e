"""Groups of replies to one question: how much better each is than the others."""

from dataclasses import dataclass

import torch

_LEAST_SPREAD = 1e-4


@dataclass(frozen=True)
class Groups:
    """Of Q groups of G replies: `advantages` [Q, G], and `silent` [Q] where all rewards are equal and nothing is learnt."""

    advantages: torch.Tensor
    silent: torch.Tensor


def compare(rewards: torch.Tensor) -> Groups:
    """Rewards [Q, G] in units of their group's own spread, from its mean; equal rewards have no advantage."""
    away = rewards - rewards.mean(-1, keepdim=True)
    spread = rewards.std(-1, keepdim=True)
    silent = spread[:, 0] < _LEAST_SPREAD
    return Groups(torch.where(silent[:, None], torch.zeros_like(away), away / (spread + _LEAST_SPREAD)), silent)
