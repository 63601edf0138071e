"""Views as the vision tower takes them, many at once: the same numbers as the engine's, kept as bytes until needed."""

import numpy as np
import torch

from .data.settings import VIEWS

_RECOLOURED = 0.5  # of the pictures
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
    """Pictures [N, 3, h, w] in 0…1 with another brightness, contrast, tint and a little noise each, and half of them in other colours: what a
    thing is shall be known by its shape."""
    def draw(*shape, spread):
        return (torch.rand(shape, generator=generator) * 2 - 1) * spread

    count = len(pictures)
    turned = draw(count, spread=torch.pi) * (torch.rand(count, generator=generator) < _RECOLOURED)
    pictures = torch.einsum("nij,njhw->nihw", hues(turned, 1 + draw(count, spread=0.3)), pictures)
    gain = 1 + draw(count, 1, 1, 1, spread=0.2) + draw(count, 3, 1, 1, spread=0.06)
    middle = pictures.mean((1, 2, 3), keepdim=True)
    pictures = (pictures - middle) * (1 + draw(count, 1, 1, 1, spread=0.15)) + middle
    noise = torch.randn(pictures.shape, generator=generator) * (torch.rand((count, 1, 1, 1), generator=generator) * 0.02)
    return (pictures * gain + noise).clamp(0, 1)


def hues(radians: torch.Tensor, saturation: torch.Tensor) -> torch.Tensor:
    """Matrices [N, 3, 3] on RGB that turn colours about the axis of grey and scale their distance from it."""
    grey = torch.full((3, 3), 1 / 3)
    axis = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / 3**0.5  # the cross product with the axis
    cosine, sine = (saturation * part for part in (radians.cos(), radians.sin()))
    return grey + cosine[:, None, None] * (torch.eye(3) - grey) + sine[:, None, None] * axis
