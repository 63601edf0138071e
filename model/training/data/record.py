"""What is written down of a room and of its views."""

import numpy as np

from ...rooms.piece import Piece
from ...rooms.pose import Pose
from ...rooms.room import Room


def record_piece(piece: Piece) -> dict:
    """A piece of furniture, in the room's frame."""
    return {"name": piece.name, "category": piece.category, "colour": piece.colour, "centre": piece.centre().tolist(),
            "footprint": piece.footprint().tolist(), "top": float(piece.bounds()[1][2] + piece.pose.translation[2]), "yaw": piece.yaw}


def record_view(room: Room, pose: Pose, fov: float, instances: np.ndarray) -> dict:
    """A camera of horizontal view `fov` (degrees) at a room-from-optical pose, and how much of each piece it shows."""
    forward = pose.rotation[:, 2]
    spans = [_span(instances == number) for number in range(1, len(room.pieces) + 1)]
    return {"position": pose.translation.tolist(), "yaw": float(np.arctan2(forward[1], forward[0])), "rotation": pose.rotation.tolist(),
            "fov": fov, "pixels": [count for count, _ in spans], "columns": [columns for _, columns in spans]}


def _span(mask: np.ndarray) -> tuple[int, list[int]]:
    columns = np.flatnonzero(mask.any(axis=0))
    return int(mask.sum()), [int(columns[0]), int(columns[-1])] if len(columns) else [-1, -1]
