"""The steps of training the small model. They are not in `__main__`, which processes that are started anew cannot import."""

from dataclasses import replace
from pathlib import Path

from . import base, loop, projection, stage1, stage2, vision
from .data import Dataset
from .decoder import compile_layers
from .loop import Schedule
from .nano import tokenizer

# How long each step takes by default, on two cores: those of the model, with the teacher beside `vision`, less than two hours together (scripts/nano.sh).
MINUTES = {"tokenizer": 0.0, "vision": 14.0, "base": 27.0, "stage1": 43.0, "stage2": 4.0, "projection": 4.0, "plain": 30.0}
MODEL = [step for step in MINUTES if step != "plain"]  # which is the rival of stage 1
RATES = {"vision": 2e-3, "base": 2e-3, "stage1": 2e-3, "plain": 2e-3, "stage2": 1e-4, "projection": 1e-3}
_TRAIN = {"vision": vision.pretrain, "base": base.train, "stage1": stage1.train, "stage2": stage2.train, "projection": projection.train}


def finished(step: str, out: Path) -> bool:
    """Whether a step has been made in the run's folder."""
    return _made(step, out).is_file()


def _made(step: str, out: Path) -> Path:
    return out / "tokenizer.json" if step == "tokenizer" else out / step / "weights.pt"


def train(step: str, data: Path, out: Path, schedule: Schedule, seed: int | None = None) -> None:
    """Trains one step, alone or beside other processes that call this too."""
    dataset, schedule = Dataset(data), replace(schedule, orthogonal=step != "stage2")
    seeded = {} if seed is None else {"seed": seed}
    if step == "tokenizer":
        made = out / "tokenizer.new"
        tokenizer.train(dataset).save(str(made), pretty=False)
        made.replace(_made(step, out))
        return
    compile_layers()
    if step == "plain":  # as many steps as stage 1 made, however long they take
        stage1.train(dataset, out, replace(schedule, steps=loop.steps(out / "stage1"), minutes=1e9), imagines=False, **seeded)
    else:
        _TRAIN[step](dataset, out, schedule, **seeded)
