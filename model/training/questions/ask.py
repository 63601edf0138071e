"""Draws questions of all families about a set of views."""

import numpy as np

from .circle import among, around
from .comparison import nearest, relative_distance
from .direction import direction
from .draft import Draft
from .measures import distance, passage
from .motion import motion
from .question import Question
from .rotation import rotation
from .scene import Scene
from .settings import FAMILIES, LETTERS, SHARES
from .which_view import which_view

_MAKERS = dict(zip(FAMILIES, (direction, among, around, rotation, which_view, nearest, relative_distance, motion, distance, passage)))
_TRIES = 4  # before another family is drawn
_DRAWS = 3  # families drawn for each question wanted, at most


def ask(room: dict, view_set: dict, count: int, rng: np.random.Generator) -> list[Question]:
    """Up to `count` different questions about a set of a room's views (both as the dataset records them)."""
    scene = Scene(room, view_set)
    shares = SHARES[scene.kind]
    families, bounds = list(shares), np.cumsum(list(shares.values()))
    out, asked = [], set()
    for _ in range(count * _DRAWS):
        if len(out) == count:
            break
        family = families[int(np.searchsorted(bounds, rng.random() * bounds[-1]))]
        draft = _draft(family, scene, rng)
        if draft and (draft.text, draft.choices[0]) not in asked:
            asked.add((draft.text, draft.choices[0]))
            out.append(_lettered(family, scene, draft, rng))
    return out


def _draft(family: str, scene: Scene, rng: np.random.Generator) -> Draft | None:
    return next((draft for draft in (_MAKERS[family](scene, rng) for _ in range(_TRIES)) if draft), None)


def _lettered(family: str, scene: Scene, draft: Draft, rng: np.random.Generator) -> Question:
    order = [draft.choices[place] for place in rng.permutation(len(draft.choices))]
    listed = " ".join(f"{letter}. {choice}" for letter, choice in zip(LETTERS, order))
    text = f"{draft.opening or scene.opening} {draft.text} {listed}"
    answer = draft.choices[0]
    return Question(family, text, tuple(order), LETTERS[order.index(answer)], draft.think(order), answer)
