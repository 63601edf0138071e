"""The Go engine beside PyTorch on the same questions: `python -m model.training.evaluate.parity --data DIR --out RUN --step stage2`.

Needs what `python -m model.training.evaluate` wrote for that step. It writes the bundle, the questions with PyTorch's replies
and their views into RUN/parity, runs the engine's test on them, and keeps its counts in RUN/evaluation/STEP.engine.json.
"""

import argparse
import json
import os
import shutil
import subprocess
from pathlib import Path

from PIL import Image

from .. import bundle
from ..data import Dataset
from . import responses
from .calibration import confidence_of
from .quiz import Item, quiz
from .responses import Response

VARIABLE, TEST, FOUND = "THINKER3D_TEST_QUESTIONS", "TestTrainedBundleRepliesAsPyTorch", "engine.json"
ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Reads the command line, and runs the engine's test."""
    parser = argparse.ArgumentParser(prog="python -m model.training.evaluate.parity", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder made by python -m model.training.data")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--step", choices=("stage1", "stage2"), default="stage2")
    given = parser.parse_args()
    folder = (given.out / "parity").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    made = bundle.write(given.out, folder / "bundle", given.step)
    data, said = Dataset(given.data), responses.read(given.out / "evaluation" / f"{given.step}.jsonl")
    report = json.loads((given.out / "evaluation" / f"{given.step}.json").read_text(encoding="utf-8"))
    temperature = made.get("confidence", {"temperature": 1.0})["temperature"]
    write(folder, data, quiz(data, report["questions_of_each_family"]), said, temperature)
    command = ["go", "test", "./reasoning", "-run", f"^{TEST}$", "-count=1", "-v", "-timeout", "3h"]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, VARIABLE: str(folder)})
    if (folder / FOUND).is_file():
        shutil.copyfile(folder / FOUND, given.out / "evaluation" / f"{given.step}.{FOUND}")
        print((folder / FOUND).read_text(), end="")
    raise SystemExit(ended.returncode or not (folder / FOUND).is_file())


def write(folder: Path, data: Dataset, items: list[Item], said: list[Response], temperature: float) -> None:
    """Writes the questions, those on the same views together, and the views; the confidence with the bundle's temperature."""
    of_item = {one.id: one for one in said}
    (folder / "views").mkdir(parents=True)
    for row in sorted({row for item in items for row in item.rows}):
        Image.fromarray(data.views[row]).save(folder / _file(row))
    lines = [_line(item, of_item[item.id], temperature) for item in sorted(items, key=lambda item: item.rows)]
    (folder / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def _line(item: Item, one: Response, temperature: float) -> dict:
    return {"id": item.id, "views": [_file(row) for row in item.rows], "question": item.question.text, "letter": one.letter, "said": one.said,
            "text": one.text, "tokens": one.tokens, "confidence": confidence_of(one, temperature) if one.scores else None}


def _file(row: int) -> str:
    return f"views/{row}.png"


if __name__ == "__main__":
    main()
