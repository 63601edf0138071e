"""Golden cases of pictures: Pillow's resampling, the processor's rows and the geometry model's pictures."""

import hashlib

import numpy as np

from ..language.pictures import picture
from ..language.views import pixel_rows, resize_view, scene_picture
from ..reference import settings
from .files import FOLDER, write_arrays, write_cases

PUBLISHED = {**settings.VIEWS, "resize": {"width": 480, "height": 640, "resampling": "lanczos"}}
PUBLISHED_SCENE = {**settings.SCENE, "width": 518, "maximum_height": 518}
OWN_SIZE = {**settings.VIEWS, "resize": None}

_SIZES = (
    (160, 120), (120, 160), (170, 226), (640, 480), (1, 1), (1, 37), (53, 1), (3, 500), (500, 3), (33, 31), (171, 227),
    (1920, 1080),
)
# What the processor takes at its own size: within an aspect of 200.
_OWN_SIZES = ((28, 28), (41, 43), (56, 84), (70, 70), (13, 200), (300, 17))
_WHOLE = ((170, 226), (1, 37))  # sources of "noise" whose arrays are stored whole


def write(folder=FOLDER) -> None:
    """Writes pixels_cases.json and pixels.safetensors."""
    cases, arrays = [], {}
    for number, size in enumerate(_SIZES):
        for kind in ("noise", "harsh", "blocks"):
            cases.append(_case(size, number, kind, settings.VIEWS, settings.SCENE))
        if size in _WHOLE:
            arrays |= {f"{len(cases) - 3}.{name}": array for name, array in _whole(size, number).items()}
    cases += [_case(size, 50 + number, "noise", PUBLISHED, PUBLISHED_SCENE) for number, size in enumerate(_SIZES[:4])]
    cases += [_case(size, 60 + number, "harsh", OWN_SIZE, None) for number, size in enumerate(_OWN_SIZES)]
    write_cases("pixels_cases", {"note": "written by python -m model.golden"}, cases, folder)
    write_arrays("pixels", arrays, folder)


def _case(size: tuple[int, int], seed: int, kind: str, views: dict, scene: dict | None) -> dict:
    view = resize_view(picture(*size, seed, kind), views)
    rows, grid = pixel_rows([view], views)
    case = {
        "picture": {"width": size[0], "height": size[1], "seed": seed, "kind": kind}, "views": views, "scene": scene,
        "view_sha256": _digest(np.asarray(view)), "grid_thw": grid[0].tolist(), "rows_sha256": _digest(rows), "scene_sha256": None,
    }
    if scene:
        made = np.asarray(scene_picture(view, scene))
        case |= {"scene_width": made.shape[1], "scene_height": made.shape[0], "scene_sha256": _digest(made)}
    return case


def _whole(size: tuple[int, int], seed: int) -> dict:
    view = resize_view(picture(*size, seed, "noise"), settings.VIEWS)
    return {
        "view": np.asarray(view), "rows": pixel_rows([view], settings.VIEWS)[0],
        "scene": np.asarray(scene_picture(view, settings.SCENE)),
    }


def _digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()
