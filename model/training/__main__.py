"""Trains the small model, step by step: `python -m model.training STEP --data DIR --out RUN`.

The steps, each of which needs those before it: tokenizer, vision, base, stage1 (and plain, its rival without latents),
stage2. The geometry teacher is trained by `python -m model.training.teacher` into RUN/teacher.
"""

import argparse
import os
from functools import partial
from pathlib import Path

from . import base, stage1, stage2, vision
from .data import Dataset
from .loop import Schedule
from .memory import take_large_pages
from .nano import tokenizer
from .parts import Parts
from .together import launch

# How long each step takes by default, on two cores.
MINUTES = {"tokenizer": 0.0, "vision": 15.0, "base": 30.0, "stage1": 30.0, "stage2": 25.0}
TOTAL = sum(MINUTES.values())
MINUTES["plain"] = 30.0  # the rival of stage 1, and no part of the model
RATES = {"vision": 1.5e-3, "base": 1e-3, "stage1": 1e-3, "plain": 1e-3, "stage2": 1e-4}


def main() -> None:
    """Reads the command line and trains one step, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m model.training", description=__doc__)
    parser.add_argument("step", choices=("all", *MINUTES))
    parser.add_argument("--data", type=Path, required=True, help="a folder made by python -m model.training.data")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, help="ends earlier than --steps if these are over; for all, of all steps together")
    parser.add_argument("--rate", type=float, help="the highest learning rate")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)), help="processes that train together")
    given = parser.parse_args()
    take_large_pages()
    given.out.mkdir(parents=True, exist_ok=True)
    for step in MINUTES if given.step == "all" else [given.step]:
        if given.step == "all" and (given.out / step / "weights.pt").is_file():
            continue
        share = (given.minutes or TOTAL) / TOTAL if given.step == "all" else 1
        minutes = MINUTES[step] * share if given.step == "all" or given.minutes is None else given.minutes
        schedule = Schedule(given.rate or RATES.get(step, 0), given.steps, minutes)
        launch(partial(_train, step, given.data, given.out, schedule), 1 if step == "tokenizer" else given.workers)


def _train(step: str, data: Path, out: Path, schedule: Schedule) -> None:
    dataset = Dataset(data)
    if step == "tokenizer":
        tokenizer.train(dataset).save(str(out / "tokenizer.json"), pretty=False)
    elif step == "vision":
        vision.pretrain(dataset, out / "vision", Parts.fresh(out).language.model.visual, schedule)
    elif step == "base":
        base.train(dataset, out, schedule)
    elif step == "stage2":
        stage2.train(dataset, out, schedule)
    else:
        stage1.train(dataset, out, schedule, imagines=step == "stage1")


if __name__ == "__main__":
    main()
