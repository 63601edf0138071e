"""The projector alone, once the language model has learnt: it goes on learning to make features of the latents as they have become. No reply changes."""

from pathlib import Path

import torch

from . import loop
from .align import Alignment
from .data import Dataset
from .device import device, mixed
from .loop import Run, Schedule
from .nano import models
from .nano.sizes import Size
from .parts import Parts, Seen, batch
from .sampling import Sampler
from .stage1 import Teacher, in_spreads
from .stage2 import frozen


def train(data: Dataset, folder: Path, schedule: Schedule, sets: int = 4, questions: int = 2, seed: int = 3) -> None:
    """Trains from stage 2, or what was recovered of it, on a few questions about each set of views."""
    parts = Parts.after(folder, "stage2")
    parts.language.to(device()).requires_grad_(False)
    seen = Seen(folder / "seen.npy", parts.language.model.visual, data)
    imaginer, sampler, teacher = parts.imaginer(), Sampler(data, "train", questions, seed), Teacher(folder / "teacher", data)
    begun = (folder / "stage1" / "weights.pt").is_file()
    projector, alignment = frozen(folder / "stage1", teacher, parts.size) if begun else _recovered(folder / "stage2", teacher, sampler, parts.size)
    run = Run(folder / "projection", {"projector": projector.requires_grad_(True)}, schedule, {"step": "projection", "seed": seed, "sets": sets, "questions": questions})
    run.resume()

    def losses(step: int) -> dict[str, torch.Tensor]:
        asked = sampler.quizzes(step, sets)
        images = seen.of(asked).to(device())
        with mixed():
            with torch.no_grad():
                latents = imaginer.imagine(imaginer.read(images, batch(imaginer, asked)))
            imagined = projector(latents, images.repeat_interleave(questions, 0)).float()
        return alignment.losses(imagined, teacher.features(asked).repeat_interleave(questions, 0))

    run.train(losses)


def _recovered(stage2: Path, teacher: Teacher, sampler: Sampler, size: Size) -> tuple[torch.nn.Module, Alignment]:
    """A bundle's projector, and the units of the 3D loss of a teacher that may be another than the one it has learnt from."""
    projector = models.projector(teacher.tokens, teacher.channels, size)
    projector.load_state_dict(loop.weights(stage2, "projector"))
    return projector.to(device()), in_spreads(teacher, sampler).to(device())
