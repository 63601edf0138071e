"""What is learnt from words alone: what follows from looks, and differences of numbers."""

import torch

from .imagining import Imaginer
from .parts import batch
from .sampling import Asked, Sampler


def unseen(imaginer: Imaginer, sampler: Sampler, step: int, counts: tuple[int, int], like: torch.Tensor) -> dict[str, torch.Tensor]:
    """The losses of `counts` exercises of each of the two, on no views; these are embeddings [B, N, M, H] `like` some."""
    follows, differences = sampler.sums(step, counts[0]), sampler.arithmetic(step, counts[1])
    no_images = like.new_zeros((1, 0, *like.shape[2:]))
    each = imaginer.say(no_images, batch(imaginer, [Asked([], [*follows.pairs, *differences.pairs], [])])).cross_entropy
    return {"sums": each[:counts[0]].mean(), "arithmetic": each[counts[0]:].mean()}
