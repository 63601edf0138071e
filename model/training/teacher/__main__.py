"""Trains the geometry teacher: `python -m model.training.teacher --data DIR --out RUN --minutes 25`."""

import argparse
import json
import os
from pathlib import Path

import torch

from ..memory import keep_memory, take_large_pages
from ..nano import sizes
from .config import TeacherConfig
from .trainer import Trainer


def main() -> None:
    """Reads the command line, trains, and prints the scores on held-out sets."""
    parser = argparse.ArgumentParser(prog="python -m model.training.teacher", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder made by python -m model.training.data")
    parser.add_argument("--out", type=Path, required=True, help="where checkpoints, the log and the weights go")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, help="how long to train; 25 unless --steps is given")
    length.add_argument("--steps", type=int, help="how many steps to train, the same on every machine")
    parser.add_argument("--views", type=int, default=TeacherConfig.views_in_batch, help="views in a batch")
    parser.add_argument("--rate", type=float, default=TeacherConfig.learning_rate, help="the highest learning rate")
    parser.add_argument("--size", choices=sizes.SIZES, default=sizes.default().name, help="of the run that it is for: nano, or on a GPU micro")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="auto", help="auto takes a GPU when there is one")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --out")
    given = parser.parse_args()
    take_large_pages()
    keep_memory()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    minutes = 25.0 if given.minutes is None and given.steps is None else given.minutes
    config = TeacherConfig(minutes=minutes, steps=given.steps, seed=given.seed, views_in_batch=given.views, learning_rate=given.rate)
    print(json.dumps(Trainer(config, given.data, given.out, given.device, given.resume, sizes.SIZES[given.size].teacher).run(), indent=1))


if __name__ == "__main__":
    main()
