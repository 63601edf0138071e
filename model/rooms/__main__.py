"""Writes a recording of a synthetic room: `python -m model.rooms --out e2e/sample/room.mcap --seed 7`."""

import argparse
import json
from pathlib import Path

from .bag import write
from .quiz import quiz
from .record import entries
from .recording import Plan, Recording
from .schedule import Faults
from .truth import truth


def main() -> None:
    """Reads the command line and writes what it asks for."""
    parser = argparse.ArgumentParser(prog="python -m model.rooms", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="bag to write")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rate", type=float, default=5.0, help="moments a second")
    parser.add_argument("--transport", choices=["compressed", "raw"], default="compressed")
    parser.add_argument("--storage", choices=["mcap", "sqlite3"], default="mcap")
    parser.add_argument("--faultless", action="store_true", help="drop no frame and delay none")
    parser.add_argument("--truth", type=Path, help="JSON file for the true geometry")
    parser.add_argument("--questions", type=Path, help="JSON lines file for questions with their true answers")
    given = parser.parse_args()
    faults = Faults(None, None) if given.faultless else Faults()
    recording = Recording(Plan(given.seed, given.seconds, given.rate, given.transport, faults))
    write(entries(recording), given.out, given.storage)
    if given.truth:
        given.truth.write_text(json.dumps(truth(recording), indent=1) + "\n")
    if given.questions:
        whole = [frames[0].moment for frames in recording.frames if all(f.status == "ok" for f in frames)]
        moments = [whole[len(whole) * n // 4] for n in (1, 2, 3)]
        lines = [json.dumps(question) for question in quiz(recording, moments, rounds=2)]
        given.questions.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
