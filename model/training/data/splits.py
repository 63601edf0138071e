"""What is held out from training: layouts, sets of objects, colours and camera rigs."""

from dataclasses import dataclass

import numpy as np

from ...rooms.layout import MIDDLES, Order
from ...rooms.room import Room

TRAIN, HELD_OUT = "train", "held_out"
FIRST_SEED = {TRAIN: 1_000_000, HELD_OUT: 9_000_000}  # the sample's rooms have small seeds
# Objects that never share a room in training; every held-out room holds one of these pairs whole.
NEVER_TOGETHER = (("plant", "crate"), ("wardrobe", "painting"))
# Colours that no such piece has in training; every held-out room holds one of them.
NEVER_SEEN = (("sofa", "teal"), ("bed", "purple"))
HELD_OUT_HEIGHT = (1.15, 1.25)  # metres; no camera of training is mounted between these
HELD_OUT_VIEW = (98.0, 103.0)  # degrees; none of training sees an angle between these
_OPTIONAL = ("sofa", "bed", "coffee_table", "dining_table", "bookshelf", "television", "wardrobe", "desk", "armchair", "floor_lamp",
             "plant", "crate", "painting", "wall_clock", "ball", "window")
_LEFT_OUT = 0.3  # the share of rooms that lack a given piece


@dataclass(frozen=True)
class Mount:
    """How a camera is carried: height in metres, tilt downwards in radians, horizontal field of view in degrees."""

    height: float
    pitch_down: float
    fov: float


def room(split: str, number: int) -> tuple[int, Room]:
    """The room with that number in a split, and its seed."""
    for attempt in range(1000):
        seed = FIRST_SEED[split] + number * 1000 + attempt
        made = Room.random(seed, _order(split, np.random.default_rng([seed, 3])))
        if belongs(split, made):
            return seed, made
    raise ValueError(f"room {number} of {split}: no seed gives one")


def belongs(split: str, made: Room) -> bool:
    """Whether a room may be in a split: in training no pair and no colour above, in the other one of each."""
    names = {piece.name.replace(" ", "_") for piece in made.pieces} | {"crate" for piece in made.pieces if piece.category == "chest"}
    pairs = any(first in names and second in names for first, second in NEVER_TOGETHER)
    colours = any((piece.category, piece.colour) in NEVER_SEEN for piece in made.pieces)
    return not pairs and not colours if split == TRAIN else pairs and colours


def mount(split: str, rng: np.random.Generator, degrees: tuple[float, float]) -> Mount:
    """A way to carry a camera that sees an angle between `degrees`; held-out rigs have height and angle in their bands."""
    pitch = float(np.radians(rng.uniform(4, 14)))
    if split == HELD_OUT:
        return Mount(float(rng.uniform(*HELD_OUT_HEIGHT)), pitch, float(rng.uniform(*HELD_OUT_VIEW)))
    height, fov = (_outside(rng, span, band) for span, band in (((0.9, 1.5), HELD_OUT_HEIGHT), (degrees, HELD_OUT_VIEW)))
    return Mount(height, pitch, fov)


def _outside(rng, span, band):
    while True:
        value = float(rng.uniform(*span))
        if not band[0] <= value <= band[1]:
            return value


def _order(split: str, rng: np.random.Generator) -> Order:
    without = {name for name in _OPTIONAL if rng.random() < _LEFT_OUT}
    middle = str(rng.choice(sorted(MIDDLES))) if rng.random() < 0.6 else None
    if split == TRAIN:
        for pair in NEVER_TOGETHER:
            if middle in pair:
                without.add(pair[1 - pair.index(middle)])
            else:
                without.add(pair[rng.integers(2)])
    else:
        without -= set(NEVER_TOGETHER[rng.integers(len(NEVER_TOGETHER))]) | {NEVER_SEEN[rng.integers(len(NEVER_SEEN))][0]}
    return Order(frozenset(without), middle)
