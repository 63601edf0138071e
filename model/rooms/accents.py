"""The smaller things of a room: lamp, plant, rug, what hangs on walls, and things to play with."""

import numpy as np

from .materials import Palette
from .piece import COLOURS, WOODS, Builder, Piece


def floor_lamp(palette: Palette, rng: np.random.Generator) -> Piece:
    """A lamp on a pole with a conical shade."""
    b = Builder(palette, "floor lamp", "lamp", "yellow")
    metal = b.material("plain", COLOURS["black"])
    shade = b.material("plain", ("#ffe2a0", "#ffd27a"), glow=0.85)
    b.cylinder(metal, (0, 0, 0), 0.15, 0.03)
    b.cylinder(metal, (0, 0, 0.03), 0.018, 1.3)
    b.cylinder(shade, (0, 0, 1.3), 0.23, 0.3, ends=(1.0, 0.55))
    return b.piece


def plant(palette: Palette, rng: np.random.Generator) -> Piece:
    """A leafy plant in a pot."""
    b = Builder(palette, "plant", "plant", "green")
    pot = b.material("plain", ("#b5603a", "#93492a"))
    stem = b.material("plain", COLOURS["brown"])
    leaf = b.material("leaves", ("#1f4d24", "#63a04a"), 0.07)
    b.cylinder(pot, (0, 0, 0), 0.2, 0.34, ends=(0.7, 1.0))
    b.cylinder(stem, (0, 0, 0.34), 0.03, 0.4)
    for turn in range(5):
        angle = turn * 2 * np.pi / 5 + rng.uniform(-0.3, 0.3)
        reach = rng.uniform(0.13, 0.2)
        height = rng.uniform(0.72, 1.15)
        radii = (rng.uniform(0.14, 0.2), rng.uniform(0.14, 0.2), rng.uniform(0.13, 0.22))
        b.ball(leaf, (reach * np.cos(angle), reach * np.sin(angle), height), radii)
    b.ball(leaf, (0, 0, 1.2), (0.16, 0.16, 0.2))
    return b.piece


def rug(palette: Palette, rng: np.random.Generator) -> Piece:
    """A flat rug."""
    pair = [("red", "yellow"), ("blue", "white"), ("teal", "orange")][rng.integers(3)]
    b = Builder(palette, "rug", "rug", pair[0])
    wool = b.material("frames", (COLOURS[pair[0]][0], COLOURS[pair[1]][0]), 0.1)
    b.box(wool, (0, 0, 0), (1.5, 2.1, 0.012))
    return b.piece


def door(palette: Palette, rng: np.random.Generator) -> Piece:
    """A panelled door in its frame."""
    b = Builder(palette, "door", "door", "white")
    frame = b.material("plain", COLOURS["white"])
    leaf = b.material("wood", WOODS["oak"], 0.12)
    inset = b.material("wood", WOODS["walnut"], 0.12)
    knob = b.material("plain", COLOURS["yellow"])
    b.box(frame, (0.02, 0, 0), (0.04, 1.02, 2.12))
    b.box(leaf, (0.035, 0, 0), (0.05, 0.86, 2.03))
    for height in (0.2, 1.15):
        for side in (-1, 1):
            b.box(inset, (0.045, side * 0.19, height), (0.036, 0.26, 0.7))
    b.ball(knob, (0.09, 0.37, 1.02), (0.03,) * 3)
    return b.piece


def window(palette: Palette, rng: np.random.Generator) -> Piece:
    """A window of four panes with daylight behind, and a sill; its origin is at the floor below it."""
    b = Builder(palette, "window", "window", "white")
    frame = b.material("plain", ("#f6f4ee", "#e9e6dd"), glow=0.15)
    pane = b.material("outdoors", COLOURS["white"], 0.2, glow=0.95)
    b.box(frame, (0.015, 0, 0.85), (0.03, 1.66, 1.3))
    b.box(pane, (0.02, 0, 0.92), (0.034, 1.5, 1.16))
    b.box(frame, (0.02, 0, 0.92), (0.05, 0.05, 1.16))
    b.box(frame, (0.02, 0, 1.5), (0.05, 1.5, 0.05))
    b.box(frame, (0.08, 0, 0.82), (0.16, 1.76, 0.04))
    return b.piece


def painting(palette: Palette, rng: np.random.Generator) -> Piece:
    """A landscape in a frame, hung on a wall; its origin is at the floor below it."""
    b = Builder(palette, "painting", "painting", "gold")
    frame = b.material("wood", ("#a67c2d", "#7d5b1c"), 0.04)
    canvas = b.material("landscape", COLOURS["white"], 0.2)
    b.box(frame, (0.02, 0, 1.3), (0.04, 1.1, 0.76))
    b.box(canvas, (0.024, 0, 1.37), (0.04, 0.96, 0.62))
    return b.piece


def wall_clock(palette: Palette, rng: np.random.Generator) -> Piece:
    """A square dial on a wall; its origin is at the floor below it."""
    b = Builder(palette, "wall clock", "clock", "white")
    frame = b.material("plain", COLOURS["red"])
    dial = b.material("clock", ("#fbfaf5", "#22242a"), 0.1)
    b.box(frame, (0.02, 0, 1.62), (0.04, 0.44, 0.44))
    b.box(dial, (0.024, 0, 1.65), (0.04, 0.38, 0.38))
    return b.piece


def ball(palette: Palette, rng: np.random.Generator) -> Piece:
    """A striped ball."""
    b = Builder(palette, "ball", "ball", "red")
    skin = b.material("stripes", (COLOURS["red"][0], COLOURS["white"][0]), 0.24)
    b.ball(skin, (0, 0, 0.17), (0.17,) * 3)
    return b.piece


def crate(palette: Palette, rng: np.random.Generator) -> Piece:
    """A wooden toy chest."""
    colour = ["blue", "orange", "green"][rng.integers(3)]
    b = Builder(palette, "toy chest", "chest", colour)
    side = b.material("stripes", COLOURS[colour], 0.12)
    lid = b.material("wood", WOODS["beech"], 0.08)
    b.box(side, (0, 0, 0), (0.44, 0.7, 0.36))
    b.box(lid, (0, 0, 0.36), (0.48, 0.74, 0.05))
    return b.piece
