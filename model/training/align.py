"""The 3D loss: what was imagined, projected, against the geometry teacher's last layer on the true views."""

import torch
from torch import nn

from ..projector import Projector


def project(projector: Projector, latents: torch.Tensor, images: torch.Tensor) -> torch.Tensor:
    """Latents [R, T, H] and image embeddings [R, N, M, H] to imagined features [R, N, F, G], as the projector does one by one."""
    prompt = projector.prompte_model(latents.transpose(1, 2))
    shared = projector.gated(prompt[:, None].expand(-1, images.shape[1], -1, -1))
    tokens = torch.cat([shared, images.transpose(2, 3)], dim=-1)
    return projector.proj_3d_model(projector.fusion_model(tokens).transpose(2, 3))


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


def cosine(imagined: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """The mean over tokens of the cosine over channels: [R, N, F, G] to [R]."""
    return torch.nn.functional.cosine_similarity(imagined, true, dim=-1).mean((1, 2))
