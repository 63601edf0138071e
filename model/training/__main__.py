"""Trains the small model, step by step: `python -m model.training STEP --data DIR --out RUN`.

The steps, each of which needs those before it: tokenizer, vision, base, stage1 (and plain, its rival without latents),
stage2. The geometry teacher is trained by `python -m model.training.teacher` into RUN/teacher.
"""

import argparse
import os
from pathlib import Path

import torch

from . import base, stage1, vision
from .data import Dataset
from .loop import Schedule
from .nano import tokenizer
from .parts import Parts
from .teacher.memory import keep_memory

RATES = {"vision": 1.5e-3, "base": 1e-3, "stage1": 1e-3, "plain": 1e-3}


def main() -> None:
    """Reads the command line and trains one step."""
    parser = argparse.ArgumentParser(prog="python -m model.training", description=__doc__)
    parser.add_argument("step", choices=("tokenizer", *RATES))
    parser.add_argument("--data", type=Path, required=True, help="a folder made by python -m model.training.data")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=20.0, help="ends earlier than --steps if these are over")
    parser.add_argument("--rate", type=float, help="the highest learning rate")
    given = parser.parse_args()
    keep_memory()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    data = Dataset(given.data)
    given.out.mkdir(parents=True, exist_ok=True)
    if given.step == "tokenizer":
        tokenizer.train(data).save(str(given.out / "tokenizer.json"), pretty=False)
        return
    schedule = Schedule(given.rate or RATES[given.step], given.steps, given.minutes)
    {"vision": _vision, "base": base.train, "stage1": stage1.train, "plain": _plain}[given.step](data, given.out, schedule)


def _vision(data: Dataset, out: Path, schedule: Schedule) -> None:
    vision.pretrain(data, out / "vision", Parts.fresh(out).language.model.visual, schedule)


def _plain(data: Dataset, out: Path, schedule: Schedule) -> None:
    stage1.train(data, out, schedule, imagines=False)


if __name__ == "__main__":
    main()
