"""A furnished room that can be looked at from anywhere inside it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .caster import cast
from .layout import Layout, Order
from .lens import Intrinsics
from .materials import Material, Palette
from .piece import COLOURS, WOODS, Piece
from .pose import Pose
from .shading import Hits, Lamp, shade
from .solids import Solids


@dataclass(frozen=True)
class Views:
    """What cameras see, batched: `rgb` uint8 [v, h, w, 3], `depth` (z, metres) float32 [v, h, w], `points` in the
    room float32 [v, h, w, 3], `instances` uint16 [v, h, w] (0 the room itself, n its n-th piece counted from 1)."""

    rgb: np.ndarray
    depth: np.ndarray
    points: np.ndarray
    instances: np.ndarray


class Room:
    """A box of half extents `half` on z = 0 around the origin, and the pieces in it; all in metres."""

    def __init__(self, half: np.ndarray, pieces: list[Piece], palette: Palette, rng: np.random.Generator):
        self.half, self.pieces, self.palette = half, pieces, palette
        self._paint(rng)
        self.solids = _gather(pieces)
        windows = [piece for piece in pieces if piece.category == "window"]
        self.window_side = float(np.sign(windows[0].centre()[0])) if windows else 1.0

    @cached_property
    def lamp(self) -> Lamp:
        """The lamp in the ceiling; its shadows are worked out when something is first looked at."""
        return Lamp.above(self.solids, self.half)

    @staticmethod
    def random(seed: int, order: Order = Order()) -> "Room":
        """The room of a seed: the same seed and order, the same room."""
        rng = np.random.default_rng(seed)
        half = np.array([rng.uniform(3.2, 3.7), rng.uniform(2.8, 3.2), 1.3])
        palette = Palette()
        return Room(half, Layout(half, palette, rng, order).furnish(), palette, rng)

    def _paint(self, rng):
        wall = [("#d9d3c4", "#c4bba6"), ("#c9d6d3", "#adc1bd"), ("#e0cdb8", "#cbb397"), ("#cfd3e0", "#b4bad0")]
        wood = [WOODS["oak"], WOODS["beech"], ("#8a6543", "#6e4d30")][rng.integers(3)]
        add = self.palette.add
        self.wall = add(Material("wallpaper", *wall[rng.integers(4)], 0.16))
        self.floor = add(Material("planks", *wood, 0.14))
        self.ceiling = add(Material("plain", "#f4f2ec", "#e9e6de"))
        self.skirting = add(Material("plain", *COLOURS["white"]))

    def render(self, room_from_cameras: list[Pose], lens: Intrinsics, samples: int = 1) -> Views:
        """The views of cameras given by room-from-optical poses; samples × samples rays a pixel colour it."""
        seen = [cast(self.solids, self.half, pose, lens) for pose in room_from_cameras]
        depth = np.stack([d for d, _ in seen])
        solid = np.stack([s for _, s in seen])
        points = np.stack([unproject(d, pose, lens) for d, pose in zip(depth, room_from_cameras)])
        ids = np.concatenate([self.solids.instance, [0]]).astype(np.uint16)[solid]
        if samples == 1:
            rgb = self._colour(solid, points, depth, lens)
        else:
            rgb = np.stack([self._colour_finely(pose, lens, samples) for pose in room_from_cameras])
        return Views(rgb, depth, points, ids)

    def _colour(self, solid, points, depth, lens):
        hits = Hits(solid.ravel(), points.reshape(-1, 3), depth.ravel() / np.float32(lens.fx))
        return shade(self, hits).reshape(*solid.shape, 3)

    def _colour_finely(self, pose, lens, samples):
        fine = lens.finer(samples)
        depth, solid = cast(self.solids, self.half, pose, fine)
        rgb = self._colour(solid, unproject(depth, pose, fine), depth, fine)
        blocks = rgb.reshape(lens.height, samples, lens.width, samples, 3).astype(np.uint32)
        count = samples * samples
        return ((blocks.sum(axis=(1, 3)) + count // 2) // count).astype(np.uint8)


def unproject(depth: np.ndarray, room_from_camera: Pose, lens: Intrinsics) -> np.ndarray:
    """The points [h, w, 3] in the room at z-depths [h, w]."""
    columns = ((np.arange(lens.width) - lens.cx) / lens.fx).astype(np.float32)
    rows = ((np.arange(lens.height) - lens.cy) / lens.fy).astype(np.float32)
    local = np.stack([depth * columns[None, :], depth * rows[:, None], depth], axis=-1)
    return local @ room_from_camera.rotation.T.astype(np.float32) + room_from_camera.translation.astype(np.float32)


def _gather(pieces: list[Piece]) -> Solids:
    parts = [(number, piece, part) for number, piece in enumerate(pieces, 1) for part in piece.parts]
    return Solids(
        kind=np.array([part.kind for _, _, part in parts]),
        centre=np.array([piece.pose.apply(np.array(part.centre)) for _, piece, part in parts]),
        rotation=np.array([piece.pose.rotation @ part.rotation for _, piece, part in parts]),
        half=np.array([part.half for _, _, part in parts], float),
        ends=np.array([part.ends for _, _, part in parts], float),
        material=np.array([part.material for _, _, part in parts]),
        instance=np.array([number for number, _, _ in parts]),
    )
