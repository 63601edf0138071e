"""Imagined scenes beside the true ones: latents through the projector and the geometry teacher's heads."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ...geometry import Scene
from ...projector import Projector
from ..data.splits import HELD_OUT
from ..teacher import score_scene, summarise
from ..teacher.batched import Batched
from ..teacher.scores import SceneScore
from ..teacher.sets import Sample, Sets, ViewSet
from ..teacher.truth import Truth, truth
from .intervals import share
from .quiz import Item

_VIEWS = 48  # at once
CLOUD, DEGREES = 0.05, 10.0  # the aims: of the true scene's diagonal, and of rotation and direction


@dataclass(frozen=True)
class Imagined:
    """What a scene is made of: the question's item, latents [T, H] and image embeddings [N, M, H]."""

    item: Item
    latents: torch.Tensor
    images: torch.Tensor


class Judge:
    """Scores scenes of held-out sets of views by the dataset in `folder`."""

    def __init__(self, folder: Path, teacher, projector: Projector):
        self.sets = Sets(folder, HELD_OUT)
        self.batched, self.projector = Batched(teacher, *self.sets.data.pictures.shape[1:3]), projector
        self._numbers = {room["seed"]: number for number, room in enumerate(self.sets.rooms)}

    def measure(self, scenes: list[Imagined]) -> dict:
        """The scenes as imagined; with each other's latents, from other rooms; with the mean of all latents; and the
        teacher's own, which sees the views."""
        others, mean = _from_other_rooms(scenes), torch.stack([one.latents for one in scenes]).mean(0)
        return {
            "imagined": report(self.score(scenes, [one.latents for one in scenes])), "shuffled": report(self.score(scenes, others)),
            "mean_latents": report(self.score(scenes, [mean] * len(scenes))), "teacher": report(self.score(scenes, None)),
        }

    @torch.inference_mode()
    def score(self, scenes: list[Imagined], latents: list[torch.Tensor] | None) -> list[SceneScore]:
        """The errors of scenes made of these latents, or of the views alone."""
        out: list[SceneScore] = []
        for group in _groups(scenes):
            sample = self.sets.load([self._set(scenes[place].item) for place in group])
            true = truth(sample.cameras, sample.depth)
            features = None
            if latents is not None:
                features = [self.projector(latents[place], scenes[place].images) for place in group]
            for number, scene in enumerate(self.scenes(sample.pictures, features)):
                out.append(score_scene(scene, Truth(*(part[number] for part in true)), scenes[group[number]].item.view_set["kind"]))
        return out

    def scenes(self, pictures: torch.Tensor, features: list[torch.Tensor] | None) -> list[Scene]:
        """Scenes of B sets of uint8 pictures [B, N, 3, H, W]; features [N, F, G] of each stand in for the last layer."""
        views = pictures.shape[1]
        layers = self.batched.features(pictures.float() / 255).layers
        if features is not None:
            layers = [*layers[:-1], torch.cat(features)]
        encoding = self.batched.cameras(layers, views)[-1]
        encoding = torch.cat([encoding[..., :7], encoding[..., 7:].relu()], dim=-1)
        dense = [part.unflatten(0, (-1, views)) for part in self.batched.dense(layers)]
        return [Scene(encoding[number], *(part[number] for part in dense)) for number in range(len(pictures))]

    def room(self, item: Item) -> dict:
        """The record of an item's room."""
        return self.sets.rooms[self._numbers[item.room]]

    def sample(self, item: Item) -> Sample:
        """The truth of an item's views, as a batch of one."""
        return self.sets.load([self._set(item)])

    def _set(self, item: Item) -> ViewSet:
        return ViewSet(item.view_set["kind"], self._numbers[item.room], tuple(item.view_set["views"]))


def report(scores: list[SceneScore]) -> dict:
    """Medians, and how many keep within the aims."""
    turns, ways = ([angle for score in scores for angle in getattr(score, name)] for name in ("rotations", "translations"))
    return {"medians": summarise(scores), "cloud_within": share(sum(score.cloud < CLOUD for score in scores), len(scores)),
            "rotation_within": share(sum(angle < DEGREES for angle in turns), len(turns)),
            "translation_within": share(sum(angle < DEGREES for angle in ways), len(ways))}


def choose(items: list[Item], states: list[torch.Tensor], count: int, offset: int, latents: int) -> list[int]:
    """Numbers of items that imagined enough, each on a set of views of its own, spread over all families."""
    seen, found = set(), []
    for number in np.random.default_rng(3).permutation(len(items)):
        item = items[number]
        if item.rows not in seen and len(states[number]) >= offset + latents and len(found) < count:
            seen.add(item.rows)
            found.append(int(number))
    return found


def _from_other_rooms(scenes: list[Imagined]) -> list[torch.Tensor]:
    """Each scene's latents from a scene of another room; every scene lends once."""
    order = sorted(range(len(scenes)), key=lambda number: scenes[number].item.room)
    rooms = [scenes[number].item.room for number in order]
    shift = max(map(rooms.count, rooms))
    lent = {order[place]: order[(place + shift) % len(order)] for place in range(len(order))}
    return [scenes[lent[number]].latents for number in range(len(scenes))]


def _groups(scenes: list[Imagined]) -> list[list[int]]:
    of_size: dict[int, list[int]] = {}
    for number, scene in enumerate(scenes):
        of_size.setdefault(len(scene.item.rows), []).append(number)
    return [found[first:first + max(1, _VIEWS // size)] for size, found in sorted(of_size.items())
            for first in range(0, len(found), max(1, _VIEWS // size))]
