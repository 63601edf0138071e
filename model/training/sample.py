"""Questions in the trained model's families about the sample recording: `python -m model.training.sample`."""

import argparse
import json
from pathlib import Path

import numpy as np

from ..rooms.recording import Plan, Recording
from ..rooms.rig import FIELD_OF_VIEW_DEGREES
from .data.record import record_piece, record_view
from .questions import ask
from .questions.settings import LETTERS

_MOMENT, _ASKED = 0, 24  # the first moment is the one that a replay asks about


def questions(seed: int, moment: int = _MOMENT, asked: int = _ASKED) -> list[dict]:
    """So many questions on a moment at which every camera saw the room, with their true answers."""
    recording, rng = Recording(Plan(seed)), np.random.default_rng([seed, 6])
    room, frames = recording.room, recording.frames[moment]
    poses = [recording.optical_pose(frame) for frame in frames]
    seen = room.render(poses, recording.cameras[0].lens).instances
    views = [record_view(room, pose, FIELD_OF_VIEW_DEGREES, instances) for pose, instances in zip(poses, seen)]
    record = {"pieces": [record_piece(piece) for piece in room.pieces], "half": room.half.tolist(), "views": views}
    surround = {"kind": "surround", "views": list(range(len(views))), "middle": None}
    return [
        {"id": f"room{seed}-{number + 1:02d}", "type": question.family, "moment": moment, "stamp_nanos": frames[0].stamp_nanos,
         "question": question.text, "choices": dict(zip(LETTERS, question.choices)), "answer": question.letter}
        for number, question in enumerate(ask(record, surround, asked, rng))
    ]


def main() -> None:
    """Reads the command line and writes the questions, one a line."""
    parser = argparse.ArgumentParser(prog="python -m model.training.sample", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("e2e/sample/spatial.jsonl"))
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    given.out.write_text("".join(json.dumps(question) + "\n" for question in questions(given.seed)))


if __name__ == "__main__":
    main()
