"""Room records as the training data has them, made for tests: rendered small, or sketched without what hides what."""

import numpy as np

from model.rooms.lens import Intrinsics
from model.training.data.sets import variants
from model.training.data.splits import room
from model.training.data.spots import Scout

_SHRUNK = 2
_NEAREST_METRES = 0.1


def rendered(number: int, split: str = "train") -> dict:
    """The record of a room with true pixel counts."""
    return _record(number, split, _counted)


def sketched(number: int, split: str = "train") -> dict:
    """The record of a room in which nothing hides anything: quick, for statistics."""
    return _record(number, split, _boxed)


def _record(number, split, look):
    seed, made = room(split, number)
    found = Scout(made, split, np.random.default_rng([seed, 4])).explore()
    pieces = [{"name": piece.name, "category": piece.category, "colour": piece.colour, "centre": piece.centre().tolist(),
               "footprint": piece.footprint().tolist(), "top": float(piece.bounds()[1][2] + piece.pose.translation[2]),
               "yaw": piece.yaw} for piece in made.pieces]
    views = []
    for spot in found.spots:
        pixels, columns = look(made, spot)
        pose = spot.pose()
        views.append({"index": 0, "position": pose.translation.tolist(), "yaw": spot.yaw, "rotation": pose.rotation.tolist(),
                      "fov": spot.mount.fov, "pixels": pixels, "columns": columns})
    return {"seed": seed, "split": split, "half": made.half.tolist(), "pieces": pieces, "views": views,
            "sets": variants(found.sets, len(views))}


def _counted(made, spot):
    lens = Intrinsics.from_field_of_view(320 // _SHRUNK, 240 // _SHRUNK, spot.mount.fov)
    instances = made.render([spot.pose()], lens).instances[0]
    masks = [instances == number for number in range(1, len(made.pieces) + 1)]
    spans = [np.flatnonzero(mask.any(axis=0)) for mask in masks]
    return ([int(mask.sum()) * _SHRUNK**2 for mask in masks],
            [[int(span[0]) * _SHRUNK, int(span[-1]) * _SHRUNK] if len(span) else [-1, -1] for span in spans])


def _boxed(made, spot):
    lens, pose = Intrinsics.from_field_of_view(320, 240, spot.mount.fov), spot.pose()
    pixels, columns = [], []
    for piece in made.pieces:
        low, high = piece.bounds()
        ends = [piece.centre()[2] - (high - low)[2] / 2, piece.centre()[2] + (high - low)[2] / 2]
        corners = np.array([[x, y, z] for x, y in piece.footprint() for z in ends])
        local = (corners - pose.translation) @ pose.rotation
        local = local[local[:, 2] > _NEAREST_METRES]
        left, right, top, bottom = 0.0, 0.0, 0.0, 0.0
        if len(local):
            points = lens.project(local)
            (left, top), (right, bottom) = np.clip(points.min(0), 0, (320, 240)), np.clip(points.max(0), 0, (320, 240))
        count = int((right - left) * (bottom - top) * 0.6)
        pixels.append(count)
        columns.append([int(left), int(right)] if count else [-1, -1])
    return pixels, columns
