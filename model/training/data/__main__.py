"""Renders a dataset: `python -m model.training.data --out DIR --rooms 2200 --held-out 220`."""

import argparse
import os
from pathlib import Path

from .capture import capture
from .splits import HELD_OUT, TRAIN


def main() -> None:
    """Reads the command line and renders."""
    parser = argparse.ArgumentParser(prog="python -m model.training.data", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rooms", type=int, default=2200, help="rooms to train on, eight views each")
    parser.add_argument("--held-out", type=int, default=220, help="rooms to test on")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    given = parser.parse_args()
    capture(given.out, {HELD_OUT: given.held_out, TRAIN: given.rooms}, given.workers)


if __name__ == "__main__":
    main()
