"""Measures a step of training on held-out rooms: `python -m model.training.evaluate --data DIR --out RUN --step stage1`.

Writes RUN/evaluation/STEP.json, the responses as STEP.jsonl, and prints the figures. It refuses a dataset in which anything
held out has been trained on.
"""

import argparse
import json
import os
import time
from pathlib import Path

import torch

from ..data import Dataset
from ..nano import settings
from ..parts import Parts
from ..teacher import load_teacher
from ..memory import keep_memory, take_large_pages
from . import held_out, responses
from .imagined import Imagined, Judge, choose
from .projected import load_projector
from .quiz import Item, quiz
from .tally import tally

STEPS = ("base", "plain", "stage1", "stage2")


def main() -> None:
    """Reads the command line and measures."""
    parser = argparse.ArgumentParser(prog="python -m model.training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder made by python -m model.training.data")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--step", choices=STEPS, required=True)
    parser.add_argument("--questions", type=int, default=100, help="of each family")
    parser.add_argument("--scenes", type=int, default=240, help="imagined scenes that are measured")
    given = parser.parse_args()
    take_large_pages()
    keep_memory()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    measured = measure(given.data, given.out, given.step, given.questions, given.scenes)
    print(json.dumps({name: value for name, value in measured.items() if name not in ("kinds", "views", "letters")}, indent=1))


def measure(folder: Path, out: Path, step: str, questions: int, scenes: int) -> dict:
    """The report of a step, which is written too."""
    began, data = time.monotonic(), Dataset(folder)
    compared = held_out.check(data)
    items = quiz(data, questions)
    parts = Parts.after(out, step)
    parts.language.eval().requires_grad_(False)
    said, states, images = responses.answer(parts, data, items, lambda done: print(f"{done} of {len(items)} questions", flush=True))
    responses.write(out / "evaluation" / f"{step}.jsonl", said)
    report = {"step": step, "questions_of_each_family": questions, "held_out": compared, **tally(said)}
    if step.startswith("stage"):
        report["scenes"] = imagined(folder, out, step, items, states, images, scenes)
    report["seconds"] = round(time.monotonic() - began, 1)
    (out / "evaluation" / f"{step}.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def imagined(folder: Path, out: Path, step: str, items: list[Item], states, images, count: int) -> dict:
    """The measures of up to `count` imagined scenes."""
    latents, offset = settings.LATENTS["count"], settings.LATENTS["offset"]
    teacher = load_teacher(out / "teacher")
    judge = Judge(folder, teacher, load_projector(out, step, teacher.config))
    chosen = choose(items, states, count, offset, latents)
    if len(chosen) < 2:
        return {"scenes": len(chosen)}
    with torch.inference_mode():
        return judge.measure([Imagined(items[n], states[n][offset:offset + latents], images.of([items[n]])[0]) for n in chosen])


if __name__ == "__main__":
    main()
