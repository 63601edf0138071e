"""Where cameras stand in a room: eight a room, and the sets of views that they make."""

from dataclasses import dataclass, field

import numpy as np

from ...rooms.pose import Pose, optical
from ...rooms.room import Room
from .splits import Mount, mount

VIEWS = 8  # of each room
_WALL_METRES, _PIECE_METRES = 0.35, 0.22
_TRIES = 200


@dataclass(frozen=True)
class Spot:
    """One camera: where it stands, where it looks (yaw, anticlockwise from x) and how it is carried."""

    x: float
    y: float
    yaw: float
    mount: Mount

    def pose(self) -> Pose:
        """Room-from-optical."""
        return Pose(optical(self.yaw, self.mount.pitch_down), np.array([self.x, self.y, self.mount.height]))


@dataclass
class Spots:
    """The cameras of a room and its sets of views."""

    spots: list[Spot] = field(default_factory=list)
    sets: list[dict] = field(default_factory=list)

    def add(self, kind: str, spots: list[Spot], **more) -> None:
        """Adds cameras and the set that they make."""
        first = len(self.spots)
        self.spots += spots
        self.sets.append({"kind": kind, "views": list(range(first, first + len(spots))), "middle": None, **more})


class Scout:
    """Finds places for cameras in one room."""

    def __init__(self, room: Room, split: str, rng: np.random.Generator):
        self.room, self.split, self.rng = room, split, rng
        self.outlines = [piece.footprint() for piece in room.pieces if piece.category not in ("rug", "door", "window", "painting", "clock")]

    def explore(self) -> Spots:
        """Eight views."""
        found = Spots()
        for shape, count in _PLANS[self.rng.integers(len(_PLANS))]:
            shape(self, found, count)
        return found

    def free(self, x: float, y: float) -> bool:
        """Whether a camera can stand there."""
        if (np.abs([x, y]) > self.room.half[:2] - _WALL_METRES).any():
            return False
        return all(_gap(outline, np.array([x, y])) > _PIECE_METRES for outline in self.outlines)

    def _yaw(self) -> float:
        return float(self.rng.uniform(-np.pi, np.pi))

    def _place(self) -> tuple[float, float]:
        for _ in range(_TRIES):
            x, y = self.rng.uniform(-1.6, 1.6, 2)
            if self.free(x, y):
                break
        return float(x), float(y)

    def _spot(self, found: Spots, count: int) -> None:
        """Views from one spot: a rig that sees all around, or a camera that turns."""
        (x, y), start = self._place(), self._yaw()
        if count >= 3 and self.rng.random() < 0.5:
            step, kind = 2 * np.pi / count, "surround"
            angles = (90.0, 118.0) if count == 4 else (100.0, 125.0) if count == 3 else (75.0, 110.0)
        else:
            step, kind = float(np.radians(5 * self.rng.integers(6, 16))), "rotation"
            angles = (80.0, 115.0)
        carried = mount(self.split, self.rng, angles)
        found.add(kind, [Spot(x, y, start + step * n, carried) for n in range(count)], step=float(np.degrees(step)))

    def _circle(self, found: Spots, count: int) -> None:
        """Four views around a piece, every quarter of a circle, looking at it."""
        near = [(np.hypot(*piece.centre()[:2]), number) for number, piece in enumerate(self.room.pieces)
                if piece.category not in ("rug", "door", "window", "painting", "clock")]
        for _, number in sorted(near):
            middle = self.room.pieces[number].centre()[:2]
            for _ in range(_TRIES // 4):
                radius, start = self.rng.uniform(1.1, 2.3), self._yaw()
                angles = start + np.arange(count) * 2 * np.pi / count
                places = middle + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
                if all(self.free(*place) for place in places):
                    carried = mount(self.split, self.rng, (85, 115))
                    spots = [Spot(float(x), float(y), float(a + np.pi), carried) for (x, y), a in zip(places, angles)]
                    found.add("among", spots, middle=number, turn=1)
                    return
        self._spot(found, count)

    def _motion(self, found: Spots, count: int) -> None:
        """Two views between which the camera moved, or turned, or both."""
        for _ in range(_TRIES):
            (x, y), yaw = self._place(), self._yaw()
            way = yaw + self.rng.integers(4) * np.pi / 2 + self.rng.uniform(-0.2, 0.2)
            far = self.rng.uniform(0.5, 1.5)
            there = (float(x + far * np.cos(way)), float(y + far * np.sin(way)))
            if self.free(*there):
                break
        turned = self.rng.choice([0.0, self.rng.uniform(-0.7, 0.7)])
        carried = mount(self.split, self.rng, (80, 115))
        found.add("motion", [Spot(x, y, yaw, carried), Spot(*there, float(yaw + turned), carried)])


# What a room's eight views are for.
_PLANS = (
    ((Scout._circle, 4), (Scout._spot, 4)), ((Scout._circle, 4), (Scout._motion, 2), (Scout._motion, 2)),
    ((Scout._circle, 4), (Scout._spot, 4)), ((Scout._spot, 6), (Scout._motion, 2)),
    ((Scout._spot, 4), (Scout._motion, 2), (Scout._motion, 2)), ((Scout._spot, 3), (Scout._spot, 3), (Scout._motion, 2)),
)


def _gap(outline: np.ndarray, point: np.ndarray) -> float:
    """From a point to a rectangle [4, 2] on the floor, 0 inside it."""
    edges = np.roll(outline, -1, axis=0) - outline
    inside = [edge[0] * (point - corner)[1] - edge[1] * (point - corner)[0] for corner, edge in zip(outline, edges)]
    if min(inside) >= 0 or max(inside) <= 0:
        return 0.0
    share = np.clip(((point - outline) * edges).sum(1) / (edges * edges).sum(1), 0, 1)
    return float(np.linalg.norm(outline + share[:, None] * edges - point, axis=1).min())
