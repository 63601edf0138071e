"""Turns drafts into numbered questions in the style of MindCube, with letters for the choices."""

import numpy as np

from .moment import observe
from .questions import KINDS, Draft
from .recording import Recording

LETTERS = "ABCD"
_OPENING = ("Based on these four images (image 1, 2, 3, and 4) showing a room from different viewpoints "
            "(front, left, back, and right) of one robot: ")


def quiz(recording: Recording, moments: list[int], rounds: int) -> list[dict]:
    """Questions of every kind, `rounds` of each where the moments offer them, going round the moments."""
    rng = np.random.default_rng([recording.plan.seed, 2])
    scenes = [_observe(recording, index) for index in moments]
    out, asked = [], set()
    for turn in range(rounds):
        for number, kind in enumerate(KINDS):
            for shift in range(len(moments)):
                place = (turn * len(KINDS) + number + shift) % len(moments)
                draft = kind(scenes[place], rng)
                if draft and draft.text not in asked:
                    asked.add(draft.text)
                    stamp = recording.frames[moments[place]][0].stamp_nanos
                    head = {"id": f"room{recording.plan.seed}-{len(out) + 1:02d}", "type": kind.__name__,
                            "moment": moments[place], "stamp_nanos": stamp}
                    out.append(head | _lettered(draft, rng))
                    break
    return out


def _observe(recording, index):
    pose = recording.drive.pose(recording.frames[index][0].stamp_nanos)
    return observe(recording.room, pose, recording.cameras)


def _lettered(draft: Draft, rng: np.random.Generator) -> dict:
    order = rng.permutation(len(draft.choices)) if draft.shuffle else np.arange(len(draft.choices))
    choices = {LETTERS[place]: draft.choices[source].capitalize() for place, source in enumerate(order)}
    answer = LETTERS[list(order).index(draft.answer)]
    listed = " ".join(f"{letter}. {text}" for letter, text in choices.items())
    return {"question": f"{_OPENING}{draft.text} {listed}", "choices": choices, "answer": answer}
