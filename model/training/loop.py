"""The loop that every step of training shares: schedule, clipping, log, checkpoints that can be taken up again."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .muon import hidden, optimizers
from .together import add_up, agree, rank, workers

BATCHES = 2  # of a step, whose gradients are averaged; one process makes them all, or two one each, and the model is the same


@dataclass(frozen=True)
class Schedule:
    """Peak learning rate and its end after `steps`, or after `minutes` if these are over sooner."""

    rate: float
    steps: int
    minutes: float = 1e9
    warm_up: int = 100
    decay: float = 0.05
    clip: float = 1.0
    beta2: float = 0.98
    orthogonal: bool = False  # whether hidden matrices learn by Muon; AdamW otherwise

    def share(self, step: int, seconds: float) -> float:
        """How much of the training is done, 0 to 1."""
        return min(1.0, max(step / self.steps, seconds / 60 / self.minutes))

    def at(self, step: int, share: float) -> float:
        """The learning rate: linear warm-up, then half a cosine down to a fiftieth."""
        return self.rate * min(1.0, (step + 1) / self.warm_up) * (0.02 + 0.98 * (1 + math.cos(math.pi * share)) / 2)


class Run:
    """One training run in a folder: log.jsonl, checkpoint.pt, and weights.pt once it is done."""

    kept: tuple[str, ...] = ("step", "seed")  # what of its config a run that goes on must have as it was

    def __init__(self, out: Path, modules: dict[str, nn.Module], schedule: Schedule, config: dict, log_every: int = 20):
        self.out, self.modules, self.schedule, self.log_every = out, modules, schedule, log_every
        out.mkdir(parents=True, exist_ok=True)
        if BATCHES % workers():
            raise ValueError(f"training: {workers()} processes cannot share the {BATCHES} batches of a step evenly")
        if rank() == 0:
            whole = json.dumps({**config, "workers": workers(), "schedule": vars(schedule)}, indent=1, default=str)
            self._check(json.loads(whole))
            (out / "config.json").write_text(whole + "\n")
        self.trained = [p for module in modules.values() for p in module.parameters() if p.requires_grad]
        matrices = [p for module in modules.values() for p in hidden(module)] if schedule.orthogonal else []
        self.optimizers = optimizers(self.trained, matrices, schedule.rate, schedule.decay, schedule.beta2)
        self.step, self.seconds = 0, 0.0

    @property
    def done(self) -> bool:
        """Whether the run has been brought to its end before."""
        return (self.out / "weights.pt").is_file()

    @property
    def share(self) -> float:
        """How much of the training is done, 0 to 1."""
        return self.schedule.share(self.step, self.seconds)

    def _check(self, config: dict) -> None:
        """Refuses a folder that holds another run."""
        path = self.out / "config.json"
        if not path.is_file() or not (self.done or (self.out / "checkpoint.pt").is_file()):
            return
        before = json.loads(path.read_text())
        for name in self.kept:
            if name in before and name in config and before[name] != config[name]:
                raise ValueError(f"{self.out} holds a run whose {name} is {before[name]}, not {config[name]}: go on with that, or give another folder")

    def resume(self) -> None:
        """Takes up the last checkpoint, if there is one."""
        path = self.out / "checkpoint.pt"
        if path.is_file():
            state = torch.load(path, map_location="cpu", weights_only=True)
            for name, module in self.modules.items():
                module.load_state_dict(state["modules"][name])
            for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(kept)
            self.step, self.seconds = state["step"], state["seconds"]

    def train(self, losses: Callable[[int], dict[str, torch.Tensor]]) -> None:
        """Steps down the sum of what `losses(number)` gives, BATCHES numbers a step, of a batch for every number; names with a `.` are only logged."""
        begun, saved, seen = time.monotonic() - self.seconds, time.monotonic(), []
        while True:
            self.seconds = agree(time.monotonic() - begun)
            share = self.schedule.share(self.step, self.seconds)
            if share >= 1:
                break
            seen.append(self._one(losses, share))
            self.step += 1
            if self.step % self.log_every == 0 and rank() == 0:
                self._log(seen)
                seen = []
            if time.monotonic() - saved > 60 and rank() == 0:
                self.save(self.out / "checkpoint.pt", whole=True)
                saved = time.monotonic()
        if rank() == 0:
            self.save(self.out / "weights.pt", whole=False)

    def _one(self, losses, share):
        self._set_out(share)
        every = [self._learn(losses(self.step * BATCHES + number)) for number in range(rank(), BATCHES, workers())]
        add_up(self.trained)
        return {**_means(every), "norm": self._update()}

    @staticmethod
    def _learn(parts):
        """Adds the gradients of one batch, and gives the numbers to be logged."""
        (sum(value for name, value in parts.items() if not name.startswith(".")) / BATCHES).backward()
        return {name.lstrip("."): float(value.detach()) for name, value in parts.items()}

    def _set_out(self, share: float) -> None:
        """The learning rate of this step, and no gradients yet."""
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
            for group in optimizer.param_groups:
                group["lr"] = self.schedule.at(self.step, share)

    def _update(self) -> float:
        """Clips the gradients, steps unless they are not finite, and gives their norm."""
        norm = torch.nn.utils.clip_grad_norm_(self.trained, self.schedule.clip)
        if torch.isfinite(norm):
            for optimizer in self.optimizers:
                optimizer.step()
        return float(norm)

    def _log(self, seen):
        means = {name: round(mean, 5) for name, mean in _means(seen).items()}
        line = {"step": self.step, "seconds": round(self.seconds, 1), "rate": self.optimizers[0].param_groups[0]["lr"], **means}
        with (self.out / "log.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")

    def save(self, path: Path, whole: bool) -> None:
        """Writes the weights, and with `whole` all that is needed to go on."""
        state = {"modules": {name: module.state_dict() for name, module in self.modules.items()}, "step": self.step}
        if whole:
            state |= {"optimizers": [optimizer.state_dict() for optimizer in self.optimizers], "seconds": self.seconds}
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)


def _means(each: list[dict[str, float]]) -> dict[str, float]:
    names = sorted({name for one in each for name in one})
    return {name: float(np.mean([one[name] for one in each if name in one])) for name in names}


def weights(out: Path, name: str) -> dict[str, torch.Tensor]:
    """The weights of one module of a finished run."""
    return _finished(out)["modules"][name]


def has(out: Path, name: str) -> bool:
    """Whether a finished run has left weights of such a module."""
    return name in _finished(out)["modules"]


def steps(out: Path) -> int:
    """How many steps a finished run has made."""
    return _finished(out)["step"]


def _finished(out: Path) -> dict:
    path = out / "weights.pt"
    if not path.is_file():
        raise ValueError(f"{path} does not exist: that step of training has not been finished")
    return torch.load(path, map_location="cpu", weights_only=True)
