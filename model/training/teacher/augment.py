"""Changes of the pictures that leave the geometry as it is."""

import torch

_STRENGTH = 0.25


def augment(pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Pictures [B, N, 3, H, W] in 0…1 with other light: gain, tint and contrast of a set and a little of each view, and noise."""
    sets, views = pictures.shape[:2]

    def draw(*shape: int) -> torch.Tensor:
        return (torch.rand(shape, generator=generator) * 2 - 1).to(pictures)

    gain = 1 + _STRENGTH * draw(sets, 1, 1, 1, 1) + 0.3 * _STRENGTH * draw(sets, views, 1, 1, 1)
    tint = 1 + 0.3 * _STRENGTH * draw(sets, 1, 3, 1, 1)
    contrast = 1 + _STRENGTH * draw(sets, 1, 1, 1, 1)
    middle = pictures.mean(dim=(1, 2, 3, 4), keepdim=True)
    noise = torch.randn(pictures.shape, generator=generator).to(pictures) * 0.01
    return torch.addcmul(middle * (gain - contrast), pictures, contrast * tint).add_(noise).clamp_(0, 1)
