"""The projector alone, once the language model has learnt: it goes on learning to make features of the latents as they have become. No reply changes."""

from pathlib import Path

import torch

from .data import Dataset
from .device import device, mixed
from .loop import Run, Schedule
from .parts import Parts, Seen, batch
from .sampling import Sampler
from .stage1 import Teacher
from .stage2 import frozen


def train(data: Dataset, folder: Path, schedule: Schedule, sets: int = 4, questions: int = 2, seed: int = 3) -> None:
    """Trains from stage 2, or what was recovered of it, on a few questions about each set of views."""
    parts = Parts.after(folder, "stage2")
    parts.language.to(device()).requires_grad_(False)
    seen = Seen(folder / "seen.npy", parts.language.model.visual, data)
    imaginer, sampler, teacher = parts.imaginer(), Sampler(data, "train", questions, seed), Teacher(folder / "teacher", data)
    projector, alignment = frozen(folder / "stage2", teacher, parts.size, sampler)
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
