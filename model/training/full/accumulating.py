"""A run whose update adds up the gradients of several questions, one after the other."""

from collections.abc import Callable

import torch

from ..loop import Run

Losses = Callable[[int], dict[str, torch.Tensor]]


class Accumulating(Run):
    """Takes `batch` questions an update; only one at a time is in memory."""

    kept = ("stage", "seed", "checkpoint", "questions", "lora", "lora_alpha")

    def __init__(self, *given, batch: int, **more):
        super().__init__(*given, **more)
        self.batch = batch

    def _one(self, losses: Losses, share: float) -> dict[str, float]:
        self._set_out(share)
        sums: dict[str, float] = {}
        for number in range(self.step * self.batch, (self.step + 1) * self.batch):
            parts = losses(number)
            (sum(value for name, value in parts.items() if not name.startswith(".")) / self.batch).backward()
            for name, value in parts.items():
                sums[name.lstrip(".")] = sums.get(name.lstrip("."), 0.0) + float(value.detach()) / self.batch
        return {**sums, "norm": self._update()}
