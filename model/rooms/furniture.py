"""Furniture for living, sleeping and eating, composed of solids; sizes in metres, varied a little by the generator."""

import numpy as np

from .materials import Palette
from .piece import COLOURS, WOODS, Builder, Piece


def _colour(rng: np.random.Generator, *names: str) -> str:
    return names[rng.integers(len(names))]


def sofa(palette: Palette, rng: np.random.Generator) -> Piece:
    """A sofa with two seat cushions, arms and two pillows."""
    colour = _colour(rng, "red", "blue", "green", "grey", "teal", "orange")
    width = rng.uniform(1.7, 2.1)
    b = Builder(palette, "sofa", "sofa", colour)
    cloth = b.material("fabric", COLOURS[colour], 0.03)
    dark = b.material("plain", COLOURS["black"])
    pillow = b.material("stripes", (COLOURS["white"][0], COLOURS["yellow"][0]), 0.08)
    b.legs(dark, (0.8, width - 0.1), 0.1, 0.06)
    b.box(cloth, (0, 0, 0.1), (0.86, width, 0.2))
    b.box(cloth, (-0.34, 0, 0.1), (0.2, width, 0.74))
    for side in (-1, 1):
        b.box(cloth, (0, side * (width / 2 - 0.09), 0.1), (0.88, 0.2, 0.5))
        b.box(cloth, (0.1, side * (width - 0.38) / 4, 0.3), (0.68, (width - 0.4) / 2, 0.14))
        b.ball(pillow, (-0.16, side * (width / 2 - 0.4), 0.58), (0.1, 0.21, 0.17))
    return b.piece


def armchair(palette: Palette, rng: np.random.Generator) -> Piece:
    """A deep chair with arms."""
    colour = _colour(rng, "yellow", "purple", "pink", "orange", "teal")
    b = Builder(palette, "armchair", "armchair", colour)
    cloth = b.material("checks", COLOURS[colour], 0.07)
    leg = b.material("wood", WOODS["walnut"], 0.06)
    b.legs(leg, (0.66, 0.66), 0.14, 0.05)
    b.box(cloth, (0, 0, 0.14), (0.76, 0.78, 0.24))
    b.box(cloth, (-0.3, 0, 0.14), (0.17, 0.78, 0.76))
    for side in (-1, 1):
        b.box(cloth, (0, side * 0.33, 0.14), (0.76, 0.14, 0.46))
    b.box(cloth, (0.06, 0, 0.38), (0.58, 0.52, 0.1))
    return b.piece


def bed(palette: Palette, rng: np.random.Generator) -> Piece:
    """A double bed with a headboard, a blanket and two pillows."""
    colour = _colour(rng, "blue", "green", "purple", "pink", "grey")
    b = Builder(palette, "bed", "bed", colour)
    frame = b.material("wood", WOODS["oak"], 0.09)
    sheet = b.material("plain", COLOURS["white"])
    blanket = b.material("stripes", COLOURS[colour], 0.22)
    b.box(frame, (-0.98, 0, 0), (0.06, 1.5, 0.95))
    b.box(frame, (0, 0, 0.1), (1.96, 1.46, 0.18))
    b.legs(frame, (1.9, 1.4), 0.1, 0.08)
    b.box(sheet, (0, 0, 0.28), (1.92, 1.4, 0.2))
    b.box(blanket, (0.26, 0, 0.3), (1.42, 1.45, 0.22))
    for side in (-1, 1):
        b.ball(sheet, (-0.68, side * 0.35, 0.53), (0.2, 0.31, 0.1))
    return b.piece


def dining_table(palette: Palette, rng: np.random.Generator) -> Piece:
    """A rectangular table with a bowl of fruit."""
    wood = _colour(rng, "oak", "beech", "walnut")
    b = Builder(palette, "dining table", "table", wood)
    top = b.material("wood", WOODS[wood], 0.08)
    bowl = b.material("plain", COLOURS["white"])
    b.box(top, (0, 0, 0.71), (0.85, 1.3, 0.045))
    b.legs(top, (0.75, 1.2), 0.71, 0.07)
    b.cylinder(bowl, (0, 0, 0.755), 0.16, 0.07, ends=(0.5, 1))
    for turn, shade in enumerate(("orange", "red", "green")):
        fruit = b.material("plain", COLOURS[shade])
        b.ball(fruit, (0.06 * np.cos(2.1 * turn), 0.06 * np.sin(2.1 * turn), 0.84), (0.045,) * 3)
    return b.piece


def chair(palette: Palette, rng: np.random.Generator) -> Piece:
    """A dining chair; its front is the side one sits down from."""
    colour = _colour(rng, "red", "green", "white", "blue")
    b = Builder(palette, "chair", "chair", colour)
    paint = b.material("plain", COLOURS[colour])
    b.legs(paint, (0.42, 0.42), 0.44, 0.04)
    b.box(paint, (0, 0, 0.44), (0.44, 0.44, 0.04))
    for side in (-1, 0, 1):
        b.box(paint, (-0.2, side * 0.17, 0.48), (0.03, 0.05, 0.4))
    b.box(paint, (-0.2, 0, 0.82), (0.035, 0.44, 0.1))
    return b.piece


def coffee_table(palette: Palette, rng: np.random.Generator) -> Piece:
    """A round low table."""
    b = Builder(palette, "coffee table", "table", "walnut")
    wood = b.material("wood", WOODS["walnut"], 0.07)
    radius = rng.uniform(0.32, 0.4)
    b.cylinder(wood, (0, 0, 0.38), radius, 0.04)
    b.cylinder(wood, (0, 0, 0.03), 0.06, 0.35)
    b.cylinder(wood, (0, 0, 0), radius * 0.65, 0.03)
    mug = b.material("plain", COLOURS["blue"])
    b.cylinder(mug, (0.12, 0.08, 0.42), 0.04, 0.1)
    return b.piece


def bookshelf(palette: Palette, rng: np.random.Generator) -> Piece:
    """An open shelf with rows of books."""
    wood = _colour(rng, "beech", "white wood", "oak")
    b = Builder(palette, "bookshelf", "bookshelf", wood)
    board = b.material("wood", WOODS[wood], 0.08)
    width, height, rows = rng.uniform(0.9, 1.2), 1.85, 5
    spines = [b.material("books", (COLOURS["red"][i % 2], f"#0000{i:02x}"), 0.045) for i in range(rows)]
    for side in (-1, 1):
        b.box(board, (0, side * (width / 2 - 0.015), 0), (0.3, 0.03, height))
    b.box(board, (-0.14, 0, 0), (0.02, width - 0.06, height))
    for row in range(rows + 1):
        b.box(board, (0, 0, row * (height - 0.03) / rows), (0.3, width - 0.06, 0.03))
    for row in range(rows):
        b.box(spines[row], (-0.02, 0, 0.03 + row * (height - 0.03) / rows), (0.22, width - 0.08, 0.29))
    return b.piece


def wardrobe(palette: Palette, rng: np.random.Generator) -> Piece:
    """A tall cupboard with two doors."""
    wood = _colour(rng, "walnut", "white wood", "oak")
    b = Builder(palette, "wardrobe", "wardrobe", wood)
    board = b.material("wood", WOODS[wood], 0.14)
    knob = b.material("plain", COLOURS["yellow"])
    gap = b.material("plain", COLOURS["black"])
    b.box(board, (0, 0, 0.08), (0.58, 1.2, 1.92))
    b.box(gap, (-0.02, 0, 0), (0.5, 1.1, 0.08))
    b.box(gap, (0.29, 0, 0.12), (0.01, 0.015, 1.84))
    for side in (-1, 1):
        b.ball(knob, (0.31, side * 0.07, 1.05), (0.025,) * 3)
    return b.piece


def television(palette: Palette, rng: np.random.Generator) -> Piece:
    """A television on its low cabinet."""
    b = Builder(palette, "television", "television", "black")
    wood = b.material("wood", WOODS["walnut"], 0.1)
    case = b.material("plain", COLOURS["black"])
    screen = b.material("landscape", COLOURS["black"], 0.3, glow=0.5)
    b.box(wood, (0, 0, 0.05), (0.4, 1.4, 0.4))
    b.box(case, (0, 0, 0), (0.34, 1.3, 0.05))
    b.box(case, (0, 0, 0.45), (0.2, 0.4, 0.03))
    b.box(case, (-0.01, 0, 0.48), (0.05, 1.16, 0.68))
    b.box(screen, (0.017, 0, 0.51), (0.01, 1.1, 0.62))
    return b.piece


def desk(palette: Palette, rng: np.random.Generator) -> Piece:
    """A writing desk with a screen and drawers."""
    b = Builder(palette, "desk", "desk", "white")
    top = b.material("wood", WOODS["beech"], 0.09)
    body = b.material("plain", COLOURS["white"])
    case = b.material("plain", COLOURS["black"])
    paper = b.material("outdoors", COLOURS["white"], 0.3, glow=0.6)
    b.box(top, (0, 0, 0.71), (0.6, 1.2, 0.04))
    b.box(body, (0, 0.38, 0), (0.54, 0.4, 0.71))
    for row in range(3):
        b.box(case, (0.272, 0.38, 0.13 + 0.22 * row), (0.01, 0.14, 0.02))
    b.box(body, (0, -0.56, 0), (0.54, 0.05, 0.71))
    b.box(case, (-0.12, -0.1, 0.75), (0.16, 0.22, 0.02))
    b.box(case, (-0.16, -0.1, 0.77), (0.03, 0.05, 0.12))
    b.box(case, (-0.13, -0.1, 0.86), (0.03, 0.56, 0.34))
    b.box(paper, (-0.113, -0.1, 0.88), (0.008, 0.52, 0.3))
    return b.piece
