"""The teacher on held-out sets."""

import numpy as np
import torch

from ...geometry import VGGT, Scene
from .batched import Batched
from .scores import score_scene, summarise
from .sets import Sets, ViewSet
from .truth import Truth, truth

_VIEWS = 48  # at once


@torch.no_grad()
def evaluate(model: VGGT, sets: Sets, some: int | None = None) -> dict:
    """The scores on `some` sets, always the same ones, or on all of them."""
    chosen = sets.all
    if some is not None and some < len(chosen):
        chosen = [chosen[i] for i in np.random.default_rng(0).permutation(len(chosen))[:some]]
    device = next(model.parameters()).device
    batched = Batched(model, *sets.data.pictures.shape[1:3])
    found = []
    for group in _groups(chosen):
        sample = sets.load(group)
        true = truth(sample.cameras, sample.depth)
        scenes = predict(batched, sample.pictures.to(device))
        found += [score_scene(scene, Truth(*(part[i] for part in true)), one.kind) for i, (one, scene) in enumerate(zip(group, scenes))]
    return summarise(found)


def predict(batched: Batched, pictures: torch.Tensor) -> list[Scene]:
    """The scenes of B sets of uint8 pictures [B, N, 3, H, W], on the CPU."""
    views = pictures.shape[1]
    layers = batched.features(pictures.float() / 255).layers
    encoding = batched.cameras(layers, views)[-1]
    encoding = torch.cat([encoding[..., :7], encoding[..., 7:].relu()], dim=-1).cpu()
    dense = [part.unflatten(0, (-1, views)).cpu() for part in batched.dense(layers)]
    return [Scene(encoding[i], *(part[i] for part in dense)) for i in range(len(pictures))]


def _groups(sets: list[ViewSet]) -> list[list[ViewSet]]:
    of_size: dict[int, list[ViewSet]] = {}
    for one in sets:
        of_size.setdefault(len(one.views), []).append(one)
    groups = []
    for size, found in sorted(of_size.items()):
        count = max(1, _VIEWS // size)
        groups += [found[i : i + count] for i in range(0, len(found), count)]
    return groups
