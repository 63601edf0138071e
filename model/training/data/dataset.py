"""A dataset of rooms, read."""

import json
from pathlib import Path

import numpy as np

from .capture import ARRAYS


class Dataset:
    """The arrays of a dataset, mapped and not read, and the records of its rooms.

    `views` uint8 [V, 168, 224, 3], `pictures` uint8 [V, 84, 112, 3], `depth` float16 [V, 84, 112] in metres along the
    optical axis, `labels` uint8 [V, 84, 112] (an index of `settings.CATEGORIES`).
    """

    def __init__(self, folder: Path):
        if not (folder / "rooms.jsonl").is_file():
            raise ValueError(f"dataset {folder}: there is no rooms.jsonl; make it with python -m model.training.data")
        self.folder = folder
        self.rooms = [json.loads(line) for line in (folder / "rooms.jsonl").read_text().splitlines()]
        self.views, self.pictures, self.depth, self.labels = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS)

    def of(self, split: str) -> list[dict]:
        """The rooms of a split."""
        return [room for room in self.rooms if room["split"] == split]

    @staticmethod
    def indices(room: dict, view_set: dict) -> list[int]:
        """The rows of the arrays that hold a set's views."""
        return [room["views"][view]["index"] for view in view_set["views"]]
