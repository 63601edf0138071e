"""Sets of views of a dataset, drawn for training or gone through for testing."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from ..data import Dataset
from .truth import Cameras


@dataclass(frozen=True)
class ViewSet:
    """One set: its kind, the room's number in its split, and the numbers of the room's views in the order shown."""

    kind: str
    room: int
    views: tuple[int, ...]


class Sample(NamedTuple):
    """B sets of N views: pictures uint8 [B, N, 3, H, W], labels uint8 [B, N, H, W], depth float32 [B, N, H, W] in metres."""

    pictures: torch.Tensor
    labels: torch.Tensor
    depth: torch.Tensor
    cameras: Cameras

    def to(self, device: torch.device) -> "Sample":
        """The sample on a device."""
        return Sample(*(part.to(device) for part in self[:3]), Cameras(*(part.to(device) for part in self.cameras)))


class Sets:
    """The sets of one split, by number of views."""

    def __init__(self, folder: Path, split: str):
        self.data = Dataset(folder)
        self.rooms = self.data.of(split)
        if not self.rooms:
            raise ValueError(f"dataset {folder}: no room is in the split {split}")
        self.all = [
            ViewSet(one["kind"], number, tuple(one["views"]))
            for number, room in enumerate(self.rooms) for one in room["sets"]
        ]
        self.of_size: dict[int, list[ViewSet]] = {}
        for one in self.all:
            self.of_size.setdefault(len(one.views), []).append(one)
        self._cameras = [_cameras(room) for room in self.rooms]

    def load(self, sets: list[ViewSet]) -> Sample:
        """The arrays of sets of one size."""
        rows = np.array([self.data.indices(self.rooms[one.room], {"views": one.views}) for one in sets])
        flat = rows.ravel()
        pictures, labels, depth = (
            torch.from_numpy(np.ascontiguousarray(array[flat])).unflatten(0, rows.shape)
            for array in (self.data.pictures, self.data.labels, self.data.depth)
        )
        parts = zip(*([part[list(one.views)] for part in self._cameras[one.room]] for one in sets))
        cameras = Cameras(*(torch.from_numpy(np.stack(part)).float() for part in parts))
        return Sample(pictures.permute(0, 1, 4, 2, 3).contiguous(), labels, depth.float(), cameras)

    def draw(self, rng: np.random.Generator, views: int, mixed: float) -> list[ViewSet]:
        """Sets of one random size, about `views` views in all; with probability `mixed` any views of random rooms.

        A size weighs its number of views, times the square root of how many sets have it.
        """
        sizes = sorted(self.of_size)
        weight = np.array([size * len(self.of_size[size]) ** 0.5 for size in sizes])
        size = int(rng.choice(sizes, p=weight / weight.sum()))
        count = max(1, views // size)
        if size > 1 and rng.random() < mixed:
            return [self._mixed(rng, size) for _ in range(count)]
        found = self.of_size[size]
        return [found[i] for i in rng.integers(len(found), size=count)]

    def _mixed(self, rng: np.random.Generator, size: int) -> ViewSet:
        room = int(rng.integers(len(self.rooms)))
        of_room = len(self.rooms[room]["views"])
        views = rng.permutation(of_room)[:size] if of_room >= size else rng.integers(of_room, size=size)
        return ViewSet("mixed", room, tuple(int(view) for view in views))


def _cameras(room: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    views = room["views"]
    rotation = np.array([view["rotation"] for view in views], dtype=np.float64)
    position = np.array([view["position"] for view in views], dtype=np.float64)
    return rotation, position, np.radians([view["fov"] for view in views])
