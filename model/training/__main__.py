"""Trains the small model, step by step: `python -m model.training STEP --data DIR --out RUN`.

The steps, each of which needs those before it: tokenizer, vision, base, stage1, stage2, projection (`all` makes these), and after
stage1 plain, its rival without latents. The geometry teacher is trained by `python -m model.training.teacher` into RUN/teacher.
"""

import argparse
import os
from functools import partial
from pathlib import Path

from .loop import BATCHES, Schedule
from .memory import take_large_pages
from .nano import sizes
from .steps import MINUTES, MODEL, RATES, finished, train
from .together import launch


def main() -> None:
    """Reads the command line and trains one step, or all of the model's."""
    parser = argparse.ArgumentParser(prog="python -m model.training", description=__doc__)
    parser.add_argument("step", choices=("all", *MINUTES))
    parser.add_argument("--data", type=Path, required=True, help="a folder made by python -m model.training.data")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, help="ends earlier than --steps if these are over; for all, of all steps together")
    parser.add_argument("--rate", type=float, help="the highest learning rate")
    parser.add_argument("--workers", type=int, default=min(BATCHES, len(os.sched_getaffinity(0))), help="processes that train together; the model is the same")
    parser.add_argument("--seed", type=int, help="of what a step after the tokenizer draws; each has its own, and a model that goes on wants another")
    parser.add_argument("--size", choices=sizes.SIZES, help="of a run that begins, with the tokenizer: nano, or on a GPU micro")
    given = parser.parse_args()
    take_large_pages()
    given.out.mkdir(parents=True, exist_ok=True)
    _note_size(given)
    total = sum(MINUTES[step] for step in MODEL)
    for step in MODEL if given.step == "all" else [given.step]:
        if given.step == "all" and finished(step, given.out):
            continue
        share = (given.minutes or total) / total if given.step == "all" else 1
        minutes = MINUTES[step] * share if given.step == "all" or given.minutes is None else given.minutes
        schedule = Schedule(given.rate or RATES.get(step, 0), given.steps, minutes)
        launch(partial(train, step, given.data, given.out, schedule, given.seed), 1 if step == "tokenizer" else given.workers)


def _note_size(given: argparse.Namespace) -> None:
    """Notes the size of a run that begins; refuses another than a begun one has."""
    if given.step in ("all", "tokenizer") and not (given.out / "tokenizer.json").is_file():
        sizes.choose(given.out, sizes.SIZES[given.size] if given.size else sizes.default())
    elif given.size and (has := sizes.of(given.out).name) != given.size:
        raise SystemExit(f"error: {given.out} is a run of size {has}, not {given.size}")


if __name__ == "__main__":
    main()
