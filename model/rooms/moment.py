"""What is around the robot at one moment: every nameable thing in base_link, and how much of it each camera sees."""

from dataclasses import dataclass

import numpy as np

from .piece import Piece
from .pose import Pose
from .rig import Camera
from .room import Room

SEEN_PIXELS = 250
_FLAT = ("rug",)
_HUNG = ("window", "painting", "clock")


@dataclass(frozen=True)
class Thing:
    """One object, seen from the robot: x ahead, y to the left, z up from the floor, metres and radians.

    `pixels` and `columns` (leftmost, rightmost) have one entry a camera.
    """

    name: str
    category: str
    centre: np.ndarray
    footprint: np.ndarray
    top: float
    facing: float
    pixels: tuple[int, ...]
    columns: tuple[tuple[int, int], ...]

    @property
    def seen(self) -> bool:
        """Whether the cameras show enough of it to ask about it."""
        return sum(self.pixels) >= SEEN_PIXELS

    @property
    def stands(self) -> bool:
        """Whether it stands on the floor and has a height."""
        return self.category not in _FLAT + _HUNG

    @property
    def bearing(self) -> float:
        """Direction of its middle: 0 ahead, positive to the left."""
        return float(np.arctan2(self.centre[1], self.centre[0]))

    @property
    def distance(self) -> float:
        """From the robot's middle to its middle, along the floor."""
        return float(np.hypot(*self.centre[:2]))

    @property
    def gap(self) -> float:
        """From the robot's middle to its nearest edge, along the floor."""
        following = np.roll(self.footprint, -1, axis=0)
        edge = following - self.footprint
        share = np.clip(-(self.footprint * edge).sum(1) / (edge * edge).sum(1), 0, 1)
        return float(np.linalg.norm(self.footprint + share[:, None] * edge, axis=1).min())


@dataclass(frozen=True)
class Moment:
    """The things around the robot; `things` are those whose names are unique, `groups` counts every category."""

    things: list[Thing]
    groups: dict[str, list[Thing]]
    camera_names: tuple[str, ...]


def observe(room: Room, room_from_base: Pose, cameras: list[Camera]) -> Moment:
    """Renders the views of one moment and measures what they show."""
    poses = [room_from_base @ camera.base_from_optical for camera in cameras]
    ids = room.render(poses, cameras[0].lens).instances
    every = [_thing(piece, room_from_base, [view == n for view in ids]) for n, piece in enumerate(room.pieces, 1)]
    groups: dict[str, list[Thing]] = {}
    for thing in every:
        groups.setdefault(thing.name, []).append(thing)
    unique = [thing for thing in every if len(groups[thing.name]) == 1 and thing.seen]
    return Moment(unique, groups, tuple(camera.name for camera in cameras))


def _thing(piece: Piece, room_from_base: Pose, masks: list[np.ndarray]) -> Thing:
    base_from_room = room_from_base.inverse()
    footprint = np.concatenate([piece.footprint(), np.zeros((4, 1))], axis=1)
    turn = np.arctan2(room_from_base.rotation[1, 0], room_from_base.rotation[0, 0])
    return Thing(
        piece.name, piece.category, base_from_room.apply(piece.centre()), base_from_room.apply(footprint)[:, :2],
        float(piece.bounds()[1][2] + piece.pose.translation[2]), float(piece.yaw - turn),
        tuple(int(mask.sum()) for mask in masks), tuple(_columns(mask) for mask in masks),
    )


def _columns(mask):
    columns = np.flatnonzero(mask.any(axis=0))
    return (int(columns[0]), int(columns[-1])) if len(columns) else (-1, -1)
