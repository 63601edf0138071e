"""How far one bundle's numbers are from another's."""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Deviation:
    """Differences over all questions; those of a scene are None where a bundle makes none.

    Both bundles are fed the tokens and latents of the first one's greedy replies, so every step is compared at the same place.
    """

    steps: int  # in which a token was decided
    logits_largest: float  # difference of any logit
    logits_mean: float
    divergence: float  # mean over the steps of the Kullback-Leibler divergence, in nats
    agreement: float  # share of steps with the same most likely token
    image_cosine: float  # the least between two image embeddings
    hidden_cosine: float  # likewise of last hidden states
    depth: float | None  # median relative difference
    depth_largest: float | None
    pose: float | None  # largest difference of any number of a pose encoding

    def lines(self) -> list[str]:
        """One line a figure."""
        return [f"{field.name:16} {getattr(self, field.name):.6g}" for field in fields(self) if getattr(self, field.name) is not None]


def cosine(first: np.ndarray, second: np.ndarray) -> float:
    """The least cosine between rows of two arrays [rows, width]."""
    first, second = first.astype(np.float64), second.astype(np.float64)
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return float(((first * second).sum(axis=1) / lengths).min())


def divergence(first: np.ndarray, second: np.ndarray) -> float:
    """Mean over rows of the Kullback-Leibler divergence of the second softmax from the first, in nats."""
    one, other = _log_softmax(first), _log_softmax(second)
    return float((np.exp(one) * (one - other)).sum(axis=1).mean())


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
