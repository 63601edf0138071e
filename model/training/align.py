"""The 3D loss: what was imagined, projected, against the geometry teacher's last layer on the true views."""

import torch
from torch import nn


class Alignment(nn.Module):
    """Squared differences in units of the teacher's own spread, channel by channel.

    The camera's token is one of 53, and the cameras hang on it alone: it is weighted by `camera`.
    """

    def __init__(self, spread: torch.Tensor, camera: float = 12.0):
        super().__init__()
        self.register_buffer("spread", spread)
        self.camera = camera

    def forward(self, imagined: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
        """The mean over tokens and channels of [R, N, F, G]."""
        each = (((imagined - true) / self.spread) ** 2).mean(-1)
        weight = torch.ones(each.shape[-1], device=each.device)
        weight[0] = self.camera
        return (each * weight).sum(-1).mean() / weight.sum()

    def losses(self, imagined: torch.Tensor, true: torch.Tensor, weight: float = 1.0) -> dict[str, torch.Tensor]:
        """This loss, and what people read: the cosine, and how far the cameras of all views but the first are off."""
        out = {"align": weight * self(imagined, true), ".cosine": cosine(imagined.detach(), true).mean()}
        if true.shape[1] > 1:
            out[".camera"] = (((imagined - true) / self.spread) ** 2)[:, 1:, 0].mean().detach()
        return out


def cosine(imagined: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """The mean over tokens of the cosine over channels: [R, N, F, G] to [R]."""
    return torch.nn.functional.cosine_similarity(imagined, true, dim=-1).mean((1, 2))
