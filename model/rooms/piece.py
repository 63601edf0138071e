"""A piece of furniture: a name, a colour word and its solids in a frame of its own."""

from dataclasses import dataclass, field

import numpy as np

from .materials import Material, Palette
from .pose import Pose, about_z
from .solids import BOX, CONE, ELLIPSOID, Part

COLOURS = {
    "red": ("#b3261e", "#8c1d18"), "blue": ("#2f5fa8", "#234a86"), "green": ("#3f7d4a", "#2f6238"),
    "yellow": ("#e3b23c", "#c4942a"), "orange": ("#d9752b", "#b85f1f"), "purple": ("#7a4f93", "#5f3c75"),
    "grey": ("#8d9299", "#71767d"), "white": ("#eceae4", "#d8d5cc"), "black": ("#2b2c30", "#1d1e21"),
    "teal": ("#2a8a8a", "#1f6b6b"), "pink": ("#d98a9e", "#bd6f84"), "brown": ("#7b4f2e", "#5e3b21"),
}
WOODS = {
    "oak": ("#b98a56", "#9a6d3d"), "walnut": ("#6b4629", "#4f321c"),
    "beech": ("#d8b283", "#c39a69"), "white wood": ("#e6e2d8", "#d3cec2"),
}


@dataclass
class Piece:
    """One object of the room. Its frame stands on the floor, x pointing to its front, z up.

    `on_wall` pieces hang on a wall or stand with their back to it; `pose` is room-from-piece once it is placed.
    """

    name: str
    category: str
    colour: str
    parts: list[Part] = field(default_factory=list)
    pose: Pose = field(default_factory=lambda: Pose(np.eye(3), np.zeros(3)))
    yaw: float = 0.0
    # How many parts the box is of that is known, its lowest and highest corner.
    _boxed: tuple = field(default=(-1, None, None), init=False, repr=False, compare=False)

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and highest corner of its box, in its own frame."""
        if self._boxed[0] != len(self.parts):
            corners = np.concatenate([part.corners() for part in self.parts])
            self._boxed = len(self.parts), corners.min(axis=0), corners.max(axis=0)
        return self._boxed[1:]

    def place(self, x: float, y: float, yaw: float, z: float = 0.0) -> None:
        """Stands the piece's origin at (x, y, z) of the room, its front along yaw."""
        self.yaw = float(yaw)
        self.pose = Pose(about_z(yaw), np.array([x, y, z], float))

    def size(self) -> np.ndarray:
        """Extent along its own axes, in metres."""
        low, high = self.bounds()
        return high - low

    def centre(self) -> np.ndarray:
        """The middle of its box, in the room."""
        low, high = self.bounds()
        return self.pose.apply((low + high) / 2)

    def footprint(self) -> np.ndarray:
        """The corners of its box seen from above, in the room, [4, 2], in order around it."""
        low, high = self.bounds()
        flat = np.array([[low[0], low[1], 0], [high[0], low[1], 0], [high[0], high[1], 0], [low[0], high[1], 0]])
        return self.pose.apply(flat)[:, :2]


class Builder:
    """Adds solids to a piece by their lower corner or foot, which is how furniture is thought of."""

    def __init__(self, palette: Palette, name: str, category: str, colour: str):
        self.palette = palette
        self.piece = Piece(name, category, colour)

    def material(self, pattern: str, shades: tuple[str, str], period: float = 0.1, glow: float = 0.0) -> int:
        """The palette's index of a material."""
        return self.palette.add(Material(pattern, shades[0], shades[1], period, glow))

    def box(self, material: int, centre, size, turn: float = 0.0) -> None:
        """A box whose bottom's middle is `centre`, turned about z."""
        x, y, z = centre
        half = tuple(s / 2 for s in size)
        self.piece.parts.append(Part(BOX, (x, y, z + half[2]), half, material, about_z(turn)))

    def cylinder(self, material: int, foot, radius: float, height: float, ends=(1.0, 1.0)) -> None:
        """A cylinder or cone that stands on `foot`."""
        x, y, z = foot
        part = Part(CONE, (x, y, z + height / 2), (radius, radius, height / 2), material, ends=ends)
        self.piece.parts.append(part)

    def ball(self, material: int, centre, radii) -> None:
        """An ellipsoid around `centre`."""
        self.piece.parts.append(Part(ELLIPSOID, tuple(centre), tuple(radii), material))

    def legs(self, material: int, extent, height: float, thickness: float) -> None:
        """Four legs at the corners of an area of `extent` (x, y) around the origin."""
        for sx in (-1, 1):
            for sy in (-1, 1):
                foot = (sx * (extent[0] - thickness) / 2, sy * (extent[1] - thickness) / 2, 0)
                self.box(material, foot, (thickness, thickness, height))
