"""Writes the figures of docs/results.md: `python -m model.training.evaluate.results --out RUN --page docs/results.md`.

What stands between the page's two marks comes from RUN/evaluation alone. What has not been measured is said to be so.
"""

import argparse
import json
from pathlib import Path

from . import responses
from .aims import rows
from .intervals import apart, paired
from .tables import confidence, families, form, scenes, table

BEGIN, END = "<!-- figures: written by python -m model.training.evaluate.results -->", "<!-- end of figures -->"
STEPS = ("base", "plain", "stage1", "stage2")
PAIRS = (("plain", "stage1"), ("stage1", "stage2"))
PICTURES = {
    "imagined.png": "A held-out scene from above, true, imagined, and as the teacher sees it; of scenes seen all around, the one whose error is the median",
    "training-teacher.png": "Training of the geometry teacher", "training-vision.png": "Training of the start of seeing",
    "training-base.png": "Training of the base", "training-stage1.png": "Training of stage 1 and of its rival without latents",
    "training-stage2.png": "Training of stage 2", "training-projection.png": "Training of the projector alone",
}


def main() -> None:
    """Reads the command line and writes the page anew."""
    parser = argparse.ArgumentParser(prog="python -m model.training.evaluate.results", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--page", type=Path, required=True)
    given = parser.parse_args()
    page = given.page.read_text(encoding="utf-8")
    before, mark, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{given.page} lacks the line {BEGIN} or {END}")
    found = "\n\n".join(part for part in (figures(given.out / "evaluation"), pictures(given.page.parent / "pictures")) if part)
    given.page.write_text(f"{before}{BEGIN}\n\n{found}\n\n{END}{after}", encoding="utf-8")


def figures(folder: Path) -> str:
    """All tables, as Markdown."""
    reports = {step: _json(folder / f"{step}.json") for step in STEPS if (folder / f"{step}.json").is_file()}
    engine = {step: _json(folder / f"{step}.engine.json") for step in STEPS if (folder / f"{step}.engine.json").is_file()}
    parts = [table(("aim of the issue", "aim", "found", "met"), rows(reports, compare(folder, reports), engine))]
    if reports:
        held_out = next(iter(reports.values()))["held_out"]
        parts += [
            f"Trained on {held_out['rooms']:,} rooms with {held_out['views']:,} views and {held_out['object_sets']:,} different sets of things; "
            f"tested on {held_out['held_out_rooms']:,} rooms with {held_out['held_out_views']:,} views and "
            f"{held_out['held_out_object_sets']:,} sets of things, none of which is among the others.",
            "### Accuracy", families(reports), "### Form of the replies", form(reports), "### Confidence", confidence(reports),
            "### Imagined scenes", scenes(reports),
        ]
    return "\n\n".join(part for part in parts if part)


def pictures(folder: Path) -> str:
    """Those that `curves` and `above` drew into a folder beside the page."""
    found = [(name, said) for name, said in PICTURES.items() if (folder / name).is_file()]
    return "\n\n".join(f"{said}:\n\n![{said}]({folder.name}/{name})" for name, said in found)


def compare(folder: Path, reports: dict[str, dict]) -> dict[tuple[str, str], dict]:
    """Each pair of steps that have been measured: on the same questions, or where the replies of one are gone by the counts alone."""
    out = {}
    for pair in PAIRS:
        files = [folder / f"{step}.jsonl" for step in pair]
        if all(file.is_file() for file in files):
            out[pair] = paired(*({one.id: one.right for one in responses.read(file)} for file in files))
        elif all(step in reports for step in pair):
            out[pair] = apart(*(reports[step]["all"] for step in pair))
    return out


def _json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
