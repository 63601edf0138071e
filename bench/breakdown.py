"""Draws when the alignment of imagined cameras breaks down.

`go run ./bench/alignment | python -m bench.breakdown --out docs/pictures/alignment.png`
"""

import argparse
import json
import sys
from pathlib import Path

from model.training.evaluate.chart import Line, Panel, draw


def main() -> None:
    """Reads the curves from standard input and writes the picture."""
    parser = argparse.ArgumentParser(prog="python -m bench.breakdown", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="picture to write")
    given = parser.parse_args()
    panels = [
        Panel(panel["title"], panel["across"], tuple(Line(line["name"], tuple(map(tuple, line["points"]))) for line in panel["lines"]))
        for panel in json.load(sys.stdin)
    ]
    draw(panels, columns=2).quantize(64).save(given.out, optimize=True)


if __name__ == "__main__":
    main()
