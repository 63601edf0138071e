"""Where furniture goes: against walls, in front of the sofa, around a table, never in the robot's way."""

from dataclasses import dataclass

import numpy as np

from . import accents, furniture
from .materials import Palette
from .piece import Piece

FREE_RADIUS_METRES = 0.95  # around the room's middle nothing stands, so that a robot can drive there
_TRIES = 80
_GAP = 0.06


MIDDLES = {make.__name__: make for make in (
    furniture.armchair, furniture.coffee_table, accents.floor_lamp, accents.plant, accents.crate, accents.ball)}


@dataclass(frozen=True)
class Order:
    """What of the usual furniture is left out, and what stands in the room's middle: functions' names."""

    without: frozenset[str] = frozenset()
    middle: str | None = None


class Layout:
    """Places pieces one after another so that none meets another."""

    def __init__(self, half: np.ndarray, palette: Palette, rng: np.random.Generator, order: Order = Order()):
        self.half, self.palette, self.rng, self.order = half, palette, rng, order
        self.pieces: list[Piece] = []

    def furnish(self) -> list[Piece]:
        """All pieces of a room, placed; a piece for which there is no space is left out."""
        if self.order.middle:
            self._in_middle(MIDDLES[self.order.middle](self.palette, self.rng))
        self._all_against_wall(accents.door, accents.window, furniture.sofa, furniture.bed)
        self._before_sofa()
        if self._wanted("dining_table"):
            self._dining()
        self._all_against_wall(furniture.bookshelf, furniture.television, furniture.wardrobe, furniture.desk,
                               furniture.armchair, accents.floor_lamp, accents.plant, accents.crate,
                               accents.painting, accents.wall_clock)
        if self._wanted("ball"):
            self._anywhere(accents.ball(self.palette, self.rng))
        return self.pieces

    def _wanted(self, maker: str) -> bool:
        return maker not in self.order.without and maker != self.order.middle

    def _all_against_wall(self, *makers) -> None:
        for make in makers:
            if self._wanted(make.__name__):
                self._against_wall(make(self.palette, self.rng))

    def _in_middle(self, piece: Piece) -> None:
        """Stands a piece near the room's middle, where otherwise nothing stands."""
        x, y = self.rng.uniform(-0.35, 0.35, 2)
        piece.place(x, y, self.rng.uniform(0, 2 * np.pi))
        self.pieces.append(piece)

    def _against_wall(self, piece: Piece) -> None:
        low, high = piece.bounds()
        gap = 0.0 if piece.category in ("door", "window", "painting", "clock") else 0.03
        for _ in range(_TRIES):
            wall = self.rng.integers(4)
            along_half, across_half = (self.half[1], self.half[0]) if wall % 2 == 0 else (self.half[0], self.half[1])
            room = along_half - (high[1] - low[1]) / 2 - 0.12
            along, back = self.rng.uniform(-room, room), across_half + low[0] - gap
            x, y = [(-back, along), (along, -back), (back, along), (along, back)][wall]
            piece.place(x, y, wall * np.pi / 2)
            if self._keep(piece):
                return

    def _before_sofa(self) -> None:
        sofas = [piece for piece in self.pieces if piece.category == "sofa"]
        if not sofas or not self._wanted("coffee_table"):
            return
        table = furniture.coffee_table(self.palette, self.rng)
        rug = accents.rug(self.palette, self.rng)
        x, y, _ = sofas[0].pose.apply(np.array([1.15, 0, 0]))
        table.place(x, y, sofas[0].yaw, 0.012)
        if self._keep(table):
            rug.place(x, y, sofas[0].yaw)
            inside = np.abs(rug.footprint()).max(axis=0) < self.half[:2]
            if inside.all() and not any(_overlap(rug, p, 0) for p in self.pieces
                                        if p is not table and p is not sofas[0] and p.category != "painting"):
                self.pieces.append(rug)
                return
            table.place(x, y, sofas[0].yaw)

    def _dining(self) -> None:
        table = furniture.dining_table(self.palette, self.rng)
        seats = [furniture.chair(self.palette, np.random.default_rng(self.rng.integers(1 << 30)))]
        seats += [self._same_chair(seats[0]) for _ in range(self.rng.integers(1, 4))]
        for _ in range(_TRIES):
            reach = self.half[:2] - 1.1
            x, y = self.rng.uniform(-reach, reach)
            yaw = self.rng.integers(4) * np.pi / 2 + self.rng.uniform(-0.15, 0.15)
            table.place(x, y, yaw)
            for seat, (dx, dy, turn) in zip(seats, ((0.62, 0.32, 1), (-0.62, -0.3, 0), (0.62, -0.32, 1), (-0.62, 0.34, 0))):
                sx, sy, _ = table.pose.apply(np.array([dx, dy, 0]))
                seat.place(sx, sy, yaw + np.pi * turn + self.rng.uniform(-0.2, 0.2))
            if all(self._fits(piece, 0.2) for piece in [table, *seats]):
                self.pieces += [table, *seats]
                return

    def _same_chair(self, chair: Piece) -> Piece:
        return Piece(chair.name, chair.category, chair.colour, chair.parts)

    def _anywhere(self, piece: Piece) -> None:
        for _ in range(_TRIES):
            x, y = self.rng.uniform(-self.half[:2] + 0.4, self.half[:2] - 0.4)
            piece.place(x, y, self.rng.uniform(0, 2 * np.pi))
            if self._keep(piece):
                return

    def _keep(self, piece: Piece) -> bool:
        fits = self._fits(piece, _GAP)
        if fits:
            self.pieces.append(piece)
        return fits

    def _fits(self, piece: Piece, margin: float) -> bool:
        corners = piece.footprint()
        if (np.abs(corners) > self.half[:2] + 1e-6).any() or _distance_to_middle(corners) < FREE_RADIUS_METRES:
            return False
        return not any(_overlap(piece, other, margin) for other in self.pieces)


def _overlap(first: Piece, second: Piece, margin: float) -> bool:
    """Whether two pieces come nearer than margin; one above the other does not count, but a door keeps its way free."""
    if first.category == "rug" or second.category == "rug":
        if "ball" not in (first.category, second.category):
            return False
    low_a, high_a = first.bounds()
    low_b, high_b = second.bounds()
    if low_a[2] > high_b[2] + 0.05 or low_b[2] > high_a[2] + 0.05:
        return False
    margin += 0.5 if "door" in (first.category, second.category) else 0
    return boxes_meet(first.footprint(), second.footprint(), margin)


def boxes_meet(first: np.ndarray, second: np.ndarray, margin: float) -> bool:
    """Whether two rectangles [4, 2] come nearer than margin along each of their four axes."""
    for box in (first, second):
        for edge in (box[1] - box[0], box[2] - box[1]):
            axis = edge / np.linalg.norm(edge)
            a, b = first @ axis, second @ axis
            if a.min() > b.max() + margin or b.min() > a.max() + margin:
                return False
    return True


def _distance_to_middle(corners: np.ndarray) -> float:
    following = np.roll(corners, -1, axis=0)
    edge = following - corners
    share = np.clip(-(corners * edge).sum(1) / (edge * edge).sum(1), 0, 1)
    return float(np.linalg.norm(corners + share[:, None] * edge, axis=1).min())
