"""Names go on finding what they name while replies are learnt: what `vision` taught them would fade."""

import numpy as np
import torch

from .data import Dataset
from .device import device
from .imagining import Imaginer
from .lookup import Names
from .nano.measures import VIEW_NUMBERS
from .nano.models import ids
from .parts import Parts
from .sampling import Asked
from .vision import Targets, lower

WEIGHT = 0.1  # times as much as the words: with as much the lower layers learn little else


class Looking:
    """Of the sets of views that questions are asked about."""

    def __init__(self, parts: Parts, data: Dataset, seed: int):
        self.targets, self.names, self.seed = Targets(data, data.of("train")), Names(parts.tokenizer), seed
        self.layers = lower(parts.language)["layers"]
        self._places = {int(row): place for place, row in enumerate(self.targets.rows)}
        self._numbers = torch.tensor([ids(parts.tokenizer)[token] for token in VIEW_NUMBERS], device=device())

    def losses(self, imaginer: Imaginer, images: torch.Tensor, asked: list[Asked], step: int) -> dict[str, torch.Tensor]:
        """How far names are from finding things in the image embeddings [B, N, M, H] of the sets."""
        rng = np.random.default_rng([self.seed, step, 3])
        chosen, count = np.array([self._places[row] for one in asked for row in one.rows]), images.shape[1]
        sought = self.targets.sought(chosen, count, rng)
        if not sought.things.any():
            return {}
        glance = imaginer.glance(images, len(self.layers) - 1)
        _, losses = self.names.find(glance, self.layers[-1], sought, imaginer.text.embed_tokens.weight[self._numbers], rng)
        losses |= self.names.find_in_view(glance, self.layers[-1], self.targets.sought_in_view(chosen, count, rng), self._numbers, rng)
        return {name: loss if name.startswith(".") else WEIGHT * loss for name, loss in losses.items()}
