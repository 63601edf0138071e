"""Rooms that are told and not shown: what follows from looks is learnt from words alone, of which there is no end."""

import numpy as np

from .settings import SEEN_PIXELS

_REACH = 0.9  # of the room's half lengths, for the middles of things
_SHOWN = np.radians(50)  # to either side of a view's middle


def rearranged(room: dict, view_set: dict, rng: np.random.Generator) -> dict:
    """The room with its things anywhere, under each other's names, but for the middle piece of the set; a view shows what it looks towards."""
    half, names = np.array(room["half"][:2]), rng.permutation([piece["name"] for piece in room["pieces"]])
    pieces = [_put(piece, str(name), None if number == view_set["middle"] else rng.uniform(-_REACH, _REACH, 2) * half)
              for number, (piece, name) in enumerate(zip(room["pieces"], names))]
    return {**room, "pieces": pieces, "views": [{**view, "pixels": [_pixels(view, piece) for piece in pieces]} for view in room["views"]]}


def _put(piece: dict, name: str, middle: np.ndarray | None) -> dict:
    if middle is None:
        return {**piece, "name": name}
    outline = np.array(piece["footprint"]) - np.array(piece["centre"][:2]) + middle
    return {**piece, "name": name, "centre": [*middle.tolist(), piece["centre"][2]], "footprint": outline.tolist()}


def _pixels(view: dict, piece: dict) -> int:
    """The more, the nearer a thing is to the middle of the view."""
    x, y = np.array(piece["centre"][:2]) - view["position"][:2]
    beside = abs(np.angle(np.exp(1j * (np.arctan2(y, x) - view["yaw"]))))
    return SEEN_PIXELS + int(1000 * (_SHOWN - beside)) if beside < _SHOWN else 0
