"""Views through the vision tower, as the tests of training need them."""

import numpy as np
import torch

from model.training.pixels import pixel_rows
from model.training.tower import embed


def see(visual: torch.nn.Module, data, asked: list) -> torch.Tensor:
    """Image embeddings [B, N, M, H] of the views that are asked about."""
    values, grid = pixel_rows(np.stack([data.views[row] for one in asked for row in one.rows]))
    return embed(visual, values, grid).unflatten(0, (len(asked), -1))
