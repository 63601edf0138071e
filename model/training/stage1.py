"""Stage 1: supervised, with the true reply and the teacher's features of the true views to imagine."""

from pathlib import Path

import numpy as np
import torch

from . import loop
from .align import Alignment
from .base import DECISIVE, FORESIGHT
from .data import Dataset
from .device import device, mixed
from .looking import Looking
from .loop import Run, Schedule
from .nano import models
from .parts import Parts, Seen, batch
from .sampling import Asked, Sampler
from .teacher import load_teacher
from .teacher.batched import Batched
from .unseen import unseen

SPREAD_VIEWS = 64  # sets from which the spread of the teacher's features is taken


class Teacher:
    """What the geometry teacher makes of a set's views."""

    def __init__(self, folder: Path, data: Dataset):
        self.model, self.data = load_teacher(folder).to(device()), data
        height, width = data.pictures.shape[1:3]
        self._batched = Batched(self.model, height, width)
        self.tokens, self.channels = self.model.config.tokens(height, width), self.model.config.feature_width

    def pictures(self, asked: list[Asked]) -> torch.Tensor:
        """[B, N, 3, height, width] in 0…1."""
        pictures = np.stack([self.data.pictures[one.rows] for one in asked])
        return torch.from_numpy(pictures).to(device()).permute(0, 1, 4, 2, 3).float() / 255

    @torch.no_grad()
    def features(self, asked: list[Asked]) -> torch.Tensor:
        """Its last layer [B, N, tokens, channels]: what is to be imagined."""
        return self._batched.features(self.pictures(asked)).layers[-1].unflatten(0, (len(asked), -1)).float()


def in_spreads(teacher: Teacher, sampler: Sampler) -> Alignment:
    """The 3D loss in units of the spread that the teacher's features have over some sets."""
    sample = torch.cat([teacher.features([one]).flatten(0, 2) for step in range(SPREAD_VIEWS) for one in sampler.quizzes(step, 1)])
    return Alignment(sample.std(0))


def train(data: Dataset, folder: Path, schedule: Schedule, imagines: bool = True, sets: int = 1, questions: int = 8,
          exercised: int = 2, sums: int = 4, drills: int = 5, aligned: int = 1, weight: float = 1.0, decisive: float = DECISIVE, seed: int = 1) -> None:
    """Trains from the base, and its projector if that has one; without `imagines` the same questions in the same steps, with no latents and no 3D loss.

    The tower is frozen. The tokens of a reply that decide weigh `decisive` times as much. Of the questions `exercised` are
    exercises of the base, those in words alone go on, too, `sums` and `drills` a step, and names go on finding their things. `aligned` questions of each set are projected.
    """
    parts = Parts.after(folder, "base")
    visual = parts.language.to(device()).model.visual.requires_grad_(False)
    seen = Seen(folder / "seen.npy", visual, data)
    imaginer, teller, sampler = parts.imaginer(imagines, decisive, foresees=True), parts.imaginer(imagines=False, decisive=decisive), Sampler(data, "train", questions, seed)
    looking, modules = Looking(parts, data, seed), {"language": parts.language}
    if imagines:
        teacher = Teacher(folder / "teacher", data)
        modules["projector"] = models.projector(teacher.tokens, teacher.channels, parts.size).to(device())
        if loop.has(folder / "base", "projector"):  # a recovered one
            modules["projector"].load_state_dict(loop.weights(folder / "base", "projector"))
        modules["alignment"] = in_spreads(teacher, sampler)
    config = {"step": "stage1", "imagines": imagines, "seed": seed, "sets": sets, "questions": questions, "exercised": exercised, "sums": sums, "drills": drills, "aligned": aligned, "weight": weight,
              "decisive": decisive}
    run = Run(folder / ("stage1" if imagines else "plain"), modules, schedule, config)
    run.resume()

    def losses(step: int) -> dict[str, torch.Tensor]:
        asked = sampler.quizzes(step, sets, exercised)
        images = seen.of(asked).to(device())
        with mixed():
            said = imaginer.say(images, batch(imaginer, asked))
            out = {"words": said.cross_entropy.mean(), "foresight": FORESIGHT * said.foresight, ".right": said.right.mean(),
                   **looking.losses(imaginer, images, asked, step), **unseen(teller, sampler, step, (sums, drills), images)}
            if imagines:
                latents = said.latents.unflatten(0, (sets, questions))[:, :aligned].flatten(0, 1)
                imagined = modules["projector"](latents, images.repeat_interleave(aligned, 0)).float()
                true = teacher.features(asked).repeat_interleave(aligned, 0)
                out |= modules["alignment"].losses(imagined, true, weight)
        return out

    run.train(losses)
