"""Pictures of a run's curves: `python -m model.training.evaluate.curves --out RUN --pictures docs/pictures`."""

import argparse
import json
from math import isfinite
from pathlib import Path

from PIL import Image

from .chart import Line, Panel, draw

PICTURES = {"teacher": ("teacher",), "vision": ("vision",), "base": ("base",), "stage1": ("stage1", "plain"), "stage2": ("stage2",),
            "projection": ("projection",)}
_NOT_DRAWN = ("step", "seconds", "rate", "done", "norm")
_POINTS = 200  # of a curve, at most


def main() -> None:
    """Reads the command line and draws what the run has logs of."""
    parser = argparse.ArgumentParser(prog="python -m model.training.evaluate.curves", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--pictures", type=Path, required=True, help="where the pictures go, as training-STEP.png")
    given = parser.parse_args()
    given.pictures.mkdir(parents=True, exist_ok=True)
    for name, steps in PICTURES.items():
        picture = curves(given.out, steps)
        if picture:
            path = given.pictures / f"training-{name}.png"
            picture.quantize(64).save(path, optimize=True)
            print(path)


def curves(run: Path, steps: tuple[str, ...]) -> Image.Image | None:
    """One chart for each thing that was logged, with a curve for each of the steps; None without a log of the first."""
    logs = {step: _log(run / step / "log.jsonl") for step in steps if (run / step / "log.jsonl").is_file()}
    if steps[0] not in logs:
        return None
    names = [name for name in _names(logs[steps[0]]) if name not in _NOT_DRAWN]
    return draw([Panel(name, "step", tuple(Line(step, _points(log, name)) for step, log in logs.items() if _points(log, name))) for name in names])


def _names(log: list[dict]) -> list[str]:
    return list(dict.fromkeys(name for line in log for name in line if isinstance(line[name], int | float)))


def _points(log: list[dict], name: str) -> tuple[tuple[float, float], ...]:
    """Means of as many neighbouring lines as leave `_POINTS` of them."""
    found = [(line["step"], line[name]) for line in log if isinstance(line.get(name), int | float) and "step" in line and isfinite(line[name])]
    size = max(1, len(found) // _POINTS)
    groups = [found[first:first + size] for first in range(0, len(found), size)]
    return tuple((sum(x for x, _ in group) / len(group), sum(y for _, y in group) / len(group)) for group in groups)


def _log(path: Path) -> list[dict]:
    """The lines up to one that is being written."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return lines


if __name__ == "__main__":
    main()
