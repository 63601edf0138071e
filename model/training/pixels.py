"""Views as the vision tower takes them, many at once: the same numbers as the engine's, kept as bytes until needed."""

import numpy as np
import torch

from .data.settings import VIEWS

_MEAN, _STD = (torch.tensor(VIEWS[name]).view(3, 1, 1) for name in ("mean", "std"))


def pixel_rows(views: np.ndarray, jitter: torch.Generator | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """uint8 views [N, h, w, 3] to `pixel_values` [N·P, 1176] and `grid_thw` [N, 3]; `jitter` varies light and colour."""
    pictures = torch.from_numpy(np.array(views)).permute(0, 3, 1, 2).float() / 255
    if jitter is not None:
        pictures = vary(pictures, jitter)
    pictures = (pictures - _MEAN) / _STD
    count, _, height, width = pictures.shape
    patch, merge = VIEWS["patch"], VIEWS["merge"]
    rows, columns = height // patch, width // patch
    split = pictures.view(count, 3, rows // merge, merge, patch, columns // merge, merge, patch)
    order = split.permute(0, 2, 5, 3, 6, 1, 4, 7).reshape(count * rows * columns, 3, 1, patch * patch)
    values = order.expand(-1, -1, VIEWS["temporal"], -1).reshape(count * rows * columns, -1)
    return values, torch.tensor([[1, rows, columns]] * count)


def vary(pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Pictures [N, 3, h, w] in 0…1 with another brightness, contrast, tint and a little noise each."""
    def draw(*shape, spread):
        return (torch.rand(shape, generator=generator) * 2 - 1) * spread

    count = len(pictures)
    gain = 1 + draw(count, 1, 1, 1, spread=0.2) + draw(count, 3, 1, 1, spread=0.06)
    middle = pictures.mean((1, 2, 3), keepdim=True)
    pictures = (pictures - middle) * (1 + draw(count, 1, 1, 1, spread=0.15)) + middle
    noise = torch.randn(pictures.shape, generator=generator) * (torch.rand((count, 1, 1, 1), generator=generator) * 0.02)
    return (pictures * gain + noise).clamp(0, 1)
