"""Questions and views for the fit of the output layer and the calibration of the scene, all from one seed."""

from dataclasses import dataclass
from random import Random

import numpy as np

from ..language.pictures import picture
from ..language.views import pixel_rows, resize_view, scene_input
from . import corpus
from .settings import SCENE, VIEWS

_SIZES = ((160, 120), (120, 160), (200, 200), (320, 240))
_FIRST_PICTURE = 100_000  # seeds below belong to the golden cases


@dataclass(frozen=True)
class Asked:
    """A question and the views that go with it."""

    question: str
    pixel_values: np.ndarray
    grid_thw: np.ndarray
    pictures: np.ndarray


def views_of(images: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Camera pictures to pixel rows, grid and scene pictures."""
    sized = [resize_view(image, VIEWS) for image in images]
    return *pixel_rows(sized, VIEWS), scene_input(sized, SCENE)


def asked(seed: int, count: int) -> list[Asked]:
    """So many questions, each about one to six views."""
    random = Random(seed)
    lines = [line.strip() for line in corpus.lines(seed + 1, 4 * count)]
    made = []
    for number in range(count):
        size = random.choice(_SIZES)
        kind = random.choice(("noise", "harsh", "blocks", "blocks"))
        images = [picture(*size, _FIRST_PICTURE + 16 * number + view, kind) for view in range(random.randint(1, 6))]
        made.append(Asked(random.choice(lines), *views_of(images)))
    return made
