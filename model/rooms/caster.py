"""Ray casting: which solid each pixel of a view sees, and how far away, for all pixels of a solid at once."""

import numpy as np

from .lens import Intrinsics
from .pose import Pose
from .solids import BOX, ELLIPSOID, Solids

SHELL = -1  # the index given to walls, floor and ceiling
NEAREST_METRES = 0.02
_TINY = 1e-9


def cast(solids: Solids, room_half: np.ndarray, room_from_camera: Pose, lens: Intrinsics):
    """z-depth in metres [h, w] and the index of the solid seen [h, w], SHELL where it is the room itself.

    The room is the box of half extents `room_half` standing on z = 0 around the origin; the camera is inside it.
    """
    columns = ((np.arange(lens.width) - lens.cx) / lens.fx).astype(np.float32)[None, :]
    rows = ((np.arange(lens.height) - lens.cy) / lens.fy).astype(np.float32)[:, None]
    depth = _leave_room(room_half, room_from_camera, columns, rows)
    seen = np.full(depth.shape, SHELL, np.int32)
    rectangles = _rectangles(solids.corners(), room_from_camera, lens)
    for index, (left, right, top, bottom) in enumerate(rectangles):
        if left >= right or top >= bottom:
            continue
        window = (slice(top, bottom), slice(left, right))
        origin, direction = _rays(solids, index, room_from_camera, columns[:, left:right], rows[top:bottom])
        hit = _meet(solids, index, origin, direction)
        closer = (hit < depth[window]) & (hit > NEAREST_METRES)
        depth[window][closer] = hit[closer]
        seen[window][closer] = index
    return depth, seen


def _leave_room(half, pose, columns, rows):
    centre = np.array([0, 0, half[2]])
    origin = (pose.translation - centre) / half
    turn = (pose.rotation / half[:, None]).astype(np.float32)
    far = np.float32(np.inf)
    for axis in range(3):
        slope = turn[axis, 0] * columns + turn[axis, 1] * rows + turn[axis, 2]
        slope = np.where(np.abs(slope) < _TINY, np.float32(_TINY), slope)
        far = np.minimum(far, ((np.sign(slope) - np.float32(origin[axis])) / slope))
    return far


def _rays(solids, index, pose, columns, rows):
    """Origin and directions in the frame in which the solid spans -1 to 1; directions have optical z = 1."""
    unit = solids.rotation[index].T / solids.half[index][:, None]
    origin = (unit @ (pose.translation - solids.centre[index])).astype(np.float32)
    turn = (unit @ pose.rotation).astype(np.float32)
    return origin, [turn[i, 0] * columns + turn[i, 1] * rows + turn[i, 2] for i in range(3)]


def _meet(solids, index, origin, direction):
    kind = solids.kind[index]
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == BOX:
            return _meet_box(origin, direction)
        if kind == ELLIPSOID:
            return _meet_sphere(origin, direction)
        return _meet_cone(origin, direction, solids.ends[index])


def _meet_box(origin, direction):
    near, far = np.float32(-np.inf), np.float32(np.inf)
    for o, d in zip(origin, direction):
        inverse = 1 / np.where(np.abs(d) < _TINY, np.float32(_TINY), d)
        first, second = (-1 - o) * inverse, (1 - o) * inverse
        near = np.maximum(near, np.minimum(first, second))
        far = np.minimum(far, np.maximum(first, second))
    return np.where(near <= far, near, np.inf)


def _meet_sphere(origin, direction):
    a = direction[0] ** 2 + direction[1] ** 2 + direction[2] ** 2
    b = origin[0] * direction[0] + origin[1] * direction[1] + origin[2] * direction[2]
    root = b * b - a * (origin @ origin - 1)
    return np.where(root >= 0, (-b - np.sqrt(np.maximum(root, 0))) / a, np.inf)


def _meet_cone(origin, direction, ends):
    """Side x² + y² = (middle + slope·z)² between z = -1 and 1, and the two discs that close it."""
    middle, slope = np.float32((ends[0] + ends[1]) / 2), np.float32((ends[1] - ends[0]) / 2)
    radius = middle + slope * origin[2]
    a = direction[0] ** 2 + direction[1] ** 2 - (slope * direction[2]) ** 2
    b = origin[0] * direction[0] + origin[1] * direction[1] - slope * radius * direction[2]
    c = origin[0] ** 2 + origin[1] ** 2 - radius**2
    root = b * b - a * c
    best = np.full(a.shape, np.inf, np.float32)
    spread = np.sqrt(np.maximum(root, 0))
    for hit in ((-b - spread) / a, (-b + spread) / a):
        z = origin[2] + hit * direction[2]
        fine = (root >= 0) & (np.abs(z) <= 1) & (middle + slope * z >= 0) & (hit > 0)
        best = np.where(fine & (hit < best), hit, best)
    for z, end in ((-1, ends[0]), (1, ends[1])):
        hit = (z - origin[2]) / direction[2]
        x, y = origin[0] + hit * direction[0], origin[1] + hit * direction[1]
        fine = (x * x + y * y <= end * end) & (hit > 0)
        best = np.where(fine & (hit < best), hit, best)
    return best


def _rectangles(corners, pose, lens):
    """Pixels that can see each solid, [solids, (left, right, top, bottom)], right and bottom excluded."""
    view = (corners - pose.translation) @ pose.rotation
    z = view[..., 2]
    safe = np.where(z > NEAREST_METRES, z, 1)[..., None]
    pixels = lens.project(np.concatenate([view[..., :2], safe], axis=-1))
    low, high = np.floor(pixels.min(axis=1)), np.ceil(pixels.max(axis=1)) + 1
    size = np.array([lens.width, lens.height])
    crossing = (z.min(axis=1) <= NEAREST_METRES)[:, None]
    low, high = np.where(crossing, 0, low), np.where(crossing, size, high)
    low, high = np.clip(low, 0, size), np.clip(high, 0, size)
    high = np.where((z.max(axis=1) <= NEAREST_METRES)[:, None], low, high)
    return np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1).astype(int)
