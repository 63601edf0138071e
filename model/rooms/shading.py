"""From solids seen to colours: surface patterns, a ceiling lamp with soft shadows, daylight and darker corners."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .caster import SHELL, cast
from .lens import Intrinsics
from .materials import Surface
from .pose import Pose
from .solids import BOX, CONE, ELLIPSOID

SHADOW_PIXELS = 512
_SHADOW_BIAS_METRES = 0.05
_SHADOW_OFFSETS = (-3, -1, 1, 3)
_DAYLIGHT = np.array([0.75, 0.25, 0.6], np.float32) / np.float32(0.9925)


@dataclass(frozen=True)
class Lamp:
    """A lamp in the ceiling and the depth of all that it shines on, seen from it looking straight down."""

    pose: Pose
    lens: Intrinsics
    depth: np.ndarray

    @staticmethod
    def above(solids, room_half: np.ndarray) -> "Lamp":
        """The lamp of a room, in the middle of the ceiling."""
        height = 2 * room_half[2] - 0.05
        down = np.array([[1.0, 0, 0], [0, -1, 0], [0, 0, -1]])
        pose = Pose(down, np.array([0, 0, height]))
        degrees = 2 * np.degrees(np.arctan(1.05 * max(room_half[:2]) / height))
        lens = Intrinsics.from_field_of_view(SHADOW_PIXELS, SHADOW_PIXELS, float(degrees))
        return Lamp(pose, lens, cast(solids, room_half, pose, lens)[0])

    def reaches(self, points: np.ndarray) -> np.ndarray:
        """The share of the lamp that each point sees, by comparing depths around it."""
        view = ((points - self.pose.translation.astype(np.float32)) @ self.pose.rotation.astype(np.float32))
        z = np.maximum(view[:, 2], np.float32(0.05))
        column = view[:, 0] / z * np.float32(self.lens.fx) + np.float32(self.lens.cx)
        row = view[:, 1] / z * np.float32(self.lens.fy) + np.float32(self.lens.cy)
        columns, rows = self._around(column), self._around(row)
        lit = np.zeros(len(points), np.float32)
        for down in rows:
            down *= self._edged.shape[1]
            for across in columns:
                lit += z < self._edged.ravel().take(down + across)
        return lit / len(_SHADOW_OFFSETS) ** 2

    @cached_property
    def _edged(self) -> np.ndarray:
        """How deep a point may lie and be lit, for every place of the depth and one all around it, where all is."""
        return np.pad(self.depth + _SHADOW_BIAS_METRES, 1, constant_values=np.inf)

    @staticmethod
    def _around(place: np.ndarray) -> list[np.ndarray]:
        """Places moved by each offset, counted in the edged depth."""
        return [np.clip(np.rint(place + offset).astype(np.int32), -1, SHADOW_PIXELS) + 1 for offset in _SHADOW_OFFSETS]


@dataclass(frozen=True)
class Hits:
    """What pixels see: index of the solid (or SHELL), the point in the room, and the pixel's width there."""

    solid: np.ndarray
    points: np.ndarray
    footprint: np.ndarray


def shade(room, hits: Hits) -> np.ndarray:
    """sRGB bytes [n, 3] of n pixels."""
    normal, surface, material = _surfaces(room, hits)
    colour = room.palette.colours(material, surface)
    glow = room.palette.glow()[material][:, None]
    light = _light(room, hits, normal)
    return to_srgb(colour * (glow + (1 - glow) * light))


def to_srgb(colour: np.ndarray) -> np.ndarray:
    """Bytes of linear RGB, with highlights rolled off softly."""
    over = np.maximum(colour - 0.7, 0)
    rolled = np.minimum(colour, 0.7) + 0.3 * over / (0.3 + over)
    steps = np.arange(4096) / 4095
    table = np.where(steps <= 0.0031308, 12.92 * steps, 1.055 * steps ** (1 / 2.4) - 0.055)
    table = np.rint(table * 255).astype(np.uint8)
    return table[np.rint(np.clip(rolled, 0, 1) * 4095).astype(np.int32)]


def _surfaces(room, hits):
    """Normals in the room, surface coordinates and materials of all hits."""
    count = len(hits.solid)
    normal, uv, share, material = (np.empty((count, 3), np.float32), np.empty((count, 2), np.float32), np.empty((count, 2), np.float32),
                                   np.empty(count, room.solids.material.dtype))
    for of, found in ((hits.solid != SHELL, _solid), (hits.solid == SHELL, _shell)):
        some = np.flatnonzero(of)
        if len(some):
            normal[some], uv[some], share[some], material[some] = found(room, hits.points[some], hits.solid[some])
    return normal, Surface(uv, share, hits.footprint), material


def _solid(room, points, index):
    """Normals (outward), coordinates and materials of solids."""
    solids = room.solids
    rotation = solids.rotation.astype(np.float32)[index]
    half = solids.half.astype(np.float32)[index]
    local = np.einsum("nji,nj->ni", rotation, points - solids.centre.astype(np.float32)[index])
    unit = local / half
    normal = _normals(solids, index, unit) / half
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + np.float32(1e-9)
    return np.einsum("nij,nj->ni", rotation, normal), *_unwrap(solids.kind[index], local, unit, half, normal), solids.material[index]


def _normals(solids, index, unit):
    """Normals in unit space, before the scaling by half extents."""
    kind = solids.kind[index]
    face = np.abs(unit) >= np.abs(unit).max(axis=1, keepdims=True)
    normal = np.where(face, np.sign(unit), 0).astype(np.float32)
    normal[kind == ELLIPSOID] = unit[kind == ELLIPSOID]
    cone = np.flatnonzero(kind == CONE)
    ends = solids.ends[index[cone]].astype(np.float32)
    slope, middle = (ends[:, 1] - ends[:, 0]) / 2, ends.sum(axis=1) / 2
    side = unit[cone].copy()
    side[:, 2] = -slope * (middle + slope * unit[cone][:, 2])
    flat = np.abs(unit[cone][:, 2]) > 0.998
    side[flat] = np.stack([0 * slope, 0 * slope, np.sign(unit[cone][:, 2])], axis=1)[flat]
    normal[cone] = side
    return normal


def _unwrap(kind, local, unit, half, normal):
    """Coordinates on the surface: the two axes across the facing side, or angle and height of round solids."""
    axis = np.abs(normal).argmax(axis=1)
    first, second = np.array([1, 0, 0])[axis], np.array([2, 2, 1])[axis]
    every = np.arange(len(axis))
    uv = np.stack([local[every, first], local[every, second]], axis=1)
    share = np.stack([unit[every, first], unit[every, second]], axis=1)
    round_side = (kind != BOX) & (axis != 2)
    angle = np.arctan2(unit[round_side][:, 1], unit[round_side][:, 0])
    uv[round_side] = np.stack([angle * half[round_side][:, 0], local[round_side][:, 2]], axis=1)
    return uv, share


def _shell(room, points, _index):
    """Normals (inward), coordinates and materials of walls, floor and ceiling."""
    half = room.half.astype(np.float32)
    unit = (points - np.array([0, 0, half[2]], np.float32)) / half
    axis = np.abs(unit).argmax(axis=1)
    every = np.arange(len(axis))
    sign = np.sign(unit[every, axis])
    normal = np.zeros_like(points)
    normal[every, axis] = -sign
    first, second = np.array([1, 0, 0])[axis], np.array([2, 2, 1])[axis]
    uv = np.stack([points[every, first], points[every, second]], axis=1)
    share = np.stack([unit[every, first], unit[every, second]], axis=1)
    skirting = (axis != 2) & (points[:, 2] < 0.09)
    material = np.where(axis != 2, room.wall, np.where(sign < 0, room.floor, room.ceiling))
    return normal, uv, share, np.where(skirting, room.skirting, material)


def _light(room, hits, normal):
    """Linear RGB of the light on each point."""
    toward = room.lamp.pose.translation.astype(np.float32) - hits.points
    distance = np.linalg.norm(toward, axis=1)
    facing = np.maximum(np.einsum("ni,ni->n", normal, toward) / distance, 0)
    lamp = 1.3 * facing * room.lamp.reaches(hits.points + 0.05 * normal) / (0.55 + 0.11 * distance**2)
    day = 0.22 * np.maximum(normal @ (_DAYLIGHT * np.array([room.window_side, 1, 1], np.float32)), 0)
    ambient = (0.43 + 0.27 * np.maximum(-normal[:, 2], 0)) * _openness(room, hits.points, normal)
    warm, cool, sky = np.array([1, 0.93, 0.8]), np.array([0.85, 0.95, 1.1]), np.array([0.98, 1, 1.03])
    return (lamp[:, None] * warm + day[:, None] * cool + ambient[:, None] * sky).astype(np.float32)


def _openness(room, points, normal):
    """How much of the room a point looks into: less in corners and near the floor."""
    half = room.half.astype(np.float32)
    gap = np.stack([half[0] - np.abs(points[:, 0]), half[1] - np.abs(points[:, 1]), points[:, 2],
                    2 * half[2] - points[:, 2]], axis=1)
    across = 1 - np.abs(normal[:, [0, 1, 2, 2]])
    return np.prod(1 - 0.3 * across * np.exp(-np.maximum(gap, 0) / 0.18), axis=1)
