"""Writes the stereo pairs of Debian's opencv-doc as a bag: `python -m model.stereo --out build/stereo.mcap`."""

import argparse
import sys
from pathlib import Path

from ..rooms.bag import write
from .pairs import FOLDER, MissingPackageError
from .recording import entries


def main() -> int:
    """Reads the command line and writes the bag; 1 if the package is not installed."""
    parser = argparse.ArgumentParser(prog="python -m model.stereo", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="bag to write")
    parser.add_argument("--storage", choices=["mcap", "sqlite3"], default="mcap")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pairs are")
    given = parser.parse_args()
    try:
        messages = entries(given.folder)
    except MissingPackageError as missing:
        print(missing, file=sys.stderr)
        return 1
    write(messages, given.out, given.storage)
    return 0


if __name__ == "__main__":
    sys.exit(main())
