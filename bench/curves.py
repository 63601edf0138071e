"""Draws how long answers take against views, questions and generated tokens, and the memory of it.

`python -m bench.curves --built build/bench --out docs/pictures/questions.png` after `scripts/bench.sh`, which builds the programs; the figures
go to standard output as JSON lines.
"""

import argparse
import json
import subprocess
from pathlib import Path

from model.training.evaluate.chart import Line, Panel, draw

VIEWS, QUESTIONS, TOKENS = (1, 2, 3, 4, 5, 6), (1, 2, 4, 8, 16, 32), (16, 32, 64, 128, 256, 512)
WAYS = ("each its own look", "one look, one after another", "one look, together")


def ask(built: Path, **options) -> list[dict]:
    """What bench/questions or bench/decode prints."""
    program = options.pop("program")
    command = [str(built / program), *(text for name, value in options.items() for text in (f"--{name}", str(value)))]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    print(*lines, sep="\n", flush=True)
    return [json.loads(line) for line in lines]


def line(name: str, points: list[tuple[float, float]]) -> Line:
    """A curve of milliseconds or MiB."""
    return Line(name, tuple(points))


def panels(built: Path, runs: int) -> list[Panel]:
    """One panel for each thing that is varied, and one for memory."""
    by_views = {count: ask(built, program="questions", views=count, questions=1, runs=runs)[0] for count in VIEWS}
    by_questions = {count: ask(built, program="questions", views=4, questions=count, runs=runs) for count in QUESTIONS}
    by_tokens = {count: ask(built, program="decode", steps=count, runs=runs)[0] for count in TOKENS}
    parts = {"vision": "vision_seconds", "prompt": "prefill_seconds", "first scene": "first_scene_seconds", "answer": "answer_seconds"}
    return [
        Panel("One question: ms", "views", tuple(
            line(name, [(count, 1e3 * found[key]) for count, found in by_views.items()]) for name, key in parts.items())),
        Panel("All questions about 4 views: ms", "questions", tuple(
            line(name, [(count, 1e3 * found[number]["seconds"]) for count, found in by_questions.items()]) for number, name in enumerate(WAYS))),
        Panel("Decode after 512 tokens: ms", "generated tokens", (
            line("decode", [(count, 1e3 * found["decode_seconds"]) for count, found in by_tokens.items()]),)),
        Panel("Peak memory: MiB", "views, or questions about 4 views", (
            line("views", [(count, found["peak_mib"]) for count, found in by_views.items()]),
            line("questions together", [(count, found[2]["peak_mib"]) for count, found in by_questions.items()]))),
    ]


def main() -> None:
    """Measures, prints and draws."""
    parser = argparse.ArgumentParser(prog="python -m bench.curves", description=__doc__)
    parser.add_argument("--built", type=Path, required=True, help="the folder of the built programs")
    parser.add_argument("--out", type=Path, required=True, help="picture to write")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    draw(panels(given.built, given.runs), columns=2).quantize(64).save(given.out, optimize=True)


if __name__ == "__main__":
    main()
