"""Usage: python -m bench.gather --built FOLDER --model-python P --peer-python P --runtime LIBRARY [--only NAME …] [--rounds N]."""

import argparse
import sys
import tempfile
from pathlib import Path

from . import machine, processes
from .contests import Places, contests
from .table import contests_table, table

README = Path("bench/README.md")
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


def main() -> None:
    """Measures, prints, and after a whole run writes the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("built", "model-python", "peer-python", "runtime"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[], help="names of comparisons, or processes; the README stays as it is")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thinker3d-bench-") as folder:
        places = Places(options.built, Path(folder), options.model_python, options.peer_python, options.runtime)
        text = gather(places, options.only, options.rounds)
    print(f"\n{text}")
    if not options.only:
        write(text)


def gather(places: Places, only: list[str], rounds: int) -> str:
    """The tables of a run."""
    about = machine.describe(places)
    chosen = [contest for contest in contests(places) if not only or contest.name in only]
    for contest in chosen:
        print(f"measuring {contest.name}", file=sys.stderr, flush=True)
        contest.run(rounds)
    parts = ["\n".join(f"- {what}: {which}" for what, which in about), contests_table(chosen)]
    if not only or "processes" in only:
        print("measuring processes", file=sys.stderr, flush=True)
        parts.append(table(["whole processes", "take"], [list(row) for row in processes.measure(places)]))
    return "\n\n".join(parts)


def write(text: str) -> None:
    """Replaces the part of the README between the marks."""
    before, begin, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{README}: the marks around the figures are gone: {BEGIN} and {END}")
    README.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
