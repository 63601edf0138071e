"""Muon: momentum whose update of each matrix is made orthogonal, so that no direction of it learns slower than another.

Source: K. Jordan and others, "Muon: An optimizer for hidden layers in neural networks" (2024); the scale that lets it share a rate
with AdamW is of J. Liu and others, "Muon is scalable for LLM training" (arXiv 2502.16982). PyTorch's own works in bfloat16 always, which
many CPUs only imitate.
"""

import torch

from .device import products
from .together import rank, sum_over, workers

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5
_SCALE = 0.2  # the root mean square of an update of AdamW, about


class Muon(torch.optim.Optimizer):
    """Of matrices alone. All workers must give the same gradients: each orthogonalises its share of the updates."""

    def __init__(self, matrices: list[torch.nn.Parameter], rate: float, decay: float, momentum: float = 0.95):
        super().__init__(matrices, {"lr": rate, "weight_decay": decay, "momentum": momentum})
        self._alike: dict[torch.Size, list[torch.nn.Parameter]] = {}
        for matrix in matrices:
            self._alike.setdefault(matrix.shape, []).append(matrix)

    @torch.no_grad()
    def step(self) -> None:
        """One update, from Nesterov's momentum, of the matrices that have a gradient."""
        (group,) = self.param_groups
        stacks = [some for alike in self._alike.values() if (some := [matrix for matrix in alike if matrix.grad is not None])]
        updates = [torch.stack([self._moved(matrix, group["momentum"]) for matrix in some]) for some in stacks]
        shares = [orthogonal(update[rank()::workers()]) for update in updates]
        if workers() > 1:
            for update, share in zip(updates, shares):
                update.zero_()[rank()::workers()] = share
            sum_over(updates)
            shares = updates
        for alike, share in zip(stacks, shares):
            step = group["lr"] * _SCALE * max(alike[0].shape) ** 0.5
            for matrix, update in zip(alike, share):
                matrix.mul_(1 - group["lr"] * group["weight_decay"]).sub_(update, alpha=step)

    def _moved(self, matrix, momentum):
        state = self.state[matrix]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(matrix)
        state["momentum"].lerp_(matrix.grad, 1 - momentum)
        return matrix.grad.lerp(state["momentum"], momentum)


def hidden(module: torch.nn.Module) -> list[torch.nn.Parameter]:
    """The matrices between hidden states: those of a module's layers, not those that read words or say them."""
    return [part.weight for name, part in module.named_modules()
            if isinstance(part, torch.nn.Linear) and any(at.isdigit() for at in name.split("."))]


def optimizers(trained: list[torch.nn.Parameter], matrices: list[torch.nn.Parameter], rate: float, decay: float, beta2: float) -> list[torch.optim.Optimizer]:
    """Muon for those of `trained` that are among `matrices`, AdamW for all else; what is no matrix does not decay."""
    numbers = {id(p) for p in matrices}
    taken, others = [p for p in trained if id(p) in numbers], [p for p in trained if id(p) not in numbers]
    decayed, plain = [p for p in others if p.ndim > 1], [p for p in others if p.ndim <= 1]
    groups = [{"params": some, "weight_decay": much} for some, much in ((decayed, decay), (plain, 0.0)) if some]
    adam = torch.optim.AdamW(groups, lr=rate, betas=(0.9, beta2), fused=True)
    return [*([Muon(taken, rate, decay)] if taken else []), adam]


def orthogonal(matrices: torch.Tensor) -> torch.Tensor:
    """Matrices [n, rows, columns] with their singular values brought near to 1, by a quintic Newton-Schulz iteration."""
    tall = matrices.shape[1] > matrices.shape[2]
    wide = matrices.mT if tall else matrices
    wide = (wide / wide.norm(dim=(1, 2), keepdim=True).clamp_min(1e-7)).to(products(wide.device))
    first, third, fifth = _COEFFICIENTS
    for _ in range(_ITERATIONS):
        gram = wide @ wide.mT
        wide = torch.baddbmm(wide, torch.baddbmm(gram, gram, gram, beta=third, alpha=fifth), wide, beta=first)
    return (wide.mT if tall else wide).to(matrices)
