"""Renders the views of rooms into the arrays of a dataset."""

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from ...language.views import resize_view, scene_picture
from ...rooms.lens import Intrinsics
from ...rooms.room import Room
from .settings import CAMERA, CATEGORIES, SCENE, VIEWS as VIEW
from .record import record_piece, record_view
from .sets import variants
from .splits import room
from .spots import VIEWS, Scout, Spot

_PICTURE = (SCENE["height"], SCENE["width"])
ARRAYS = {
    "views": (np.uint8, (VIEW["resize"]["height"], VIEW["resize"]["width"], 3)),
    "pictures": (np.uint8, (*_PICTURE, 3)), "depth": (np.float16, _PICTURE), "labels": (np.uint8, _PICTURE),
}


def capture(out: Path, rooms: dict[str, int], workers: int) -> None:
    """Makes a dataset of so many rooms of each split; takes up where an earlier call was stopped."""
    out.mkdir(parents=True, exist_ok=True)
    jobs = [(split, number) for split, count in rooms.items() for number in range(count)]
    for name, (kind, shape) in ARRAYS.items():
        if not (out / f"{name}.npy").exists():
            np.lib.format.open_memmap(out / f"{name}.npy", "w+", kind, (len(jobs) * VIEWS, *shape))
    (out / "rooms").mkdir(exist_ok=True)
    left = [number for number in range(len(jobs)) if not _record(out, number).exists()]
    with ProcessPoolExecutor(workers) as pool:
        made = pool.map(_one, [out] * len(left), left, [jobs[number] for number in left], chunksize=4)
        for done, _ in enumerate(made, start=len(jobs) - len(left) + 1):
            if done % 50 == 0 or done == len(jobs):
                print(f"{done} of {len(jobs)} rooms", flush=True)
    lines = [_record(out, number).read_text() for number in range(len(jobs))]
    (out / "rooms.jsonl").write_text("\n".join(lines) + "\n")


def _record(out: Path, number: int) -> Path:
    """There once the room's views are."""
    return out / "rooms" / f"{number}.json"


def _one(out: Path, number: int, job: tuple[str, int]) -> None:
    split, within = job
    seed, made = room(split, within)
    found = Scout(made, split, np.random.default_rng([seed, 4])).explore()
    views = [_view(made, spot, number * VIEWS + place, out) for place, spot in enumerate(found.spots)]
    whole = {"seed": seed, "split": split, "half": made.half.tolist(), "pieces": [record_piece(piece) for piece in made.pieces],
             "views": views, "sets": variants(found.sets, len(views))}
    _record(out, number).write_text(json.dumps(whole))


def _view(made: Room, spot: Spot, row: int, out: Path) -> dict:
    """Renders one view into row `row` of the arrays and tells what it shows."""
    lens = Intrinsics.from_field_of_view(*CAMERA, spot.mount.fov)
    seen = made.render([spot.pose()], lens)
    view = resize_view(Image.fromarray(seen.rgb[0]), VIEW)
    rows, columns = (np.minimum(((np.arange(n) + 0.5) * size / n).astype(int), size - 1) for n, size in zip(_PICTURE, seen.depth.shape[1:]))
    category = np.array([0, *(CATEGORIES.index(piece.name) for piece in made.pieces)], np.uint8)
    instances = seen.instances[0]
    values = {"views": np.asarray(view), "pictures": np.asarray(scene_picture(view, SCENE)),
              "depth": seen.depth[0][np.ix_(rows, columns)], "labels": category[instances[np.ix_(rows, columns)]]}
    for name, value in values.items():
        np.load(out / f"{name}.npy", mmap_mode="r+")[row] = value
    return record_view(made, spot.pose(), spot.mount.fov, instances) | {"index": row, "yaw": spot.yaw}
