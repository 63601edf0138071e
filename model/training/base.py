"""The vision-language base: a language model that learns to say what views show and where."""

from pathlib import Path

import torch

from . import loop, vision
from .data import Dataset
from .device import device, mixed
from .loop import Run, Schedule
from .parts import Parts, Seen, batch, no_images
from .sampling import Sampler

DECISIVE = 2.0  # times as much weighs a token that decides: the answer hangs on it, and they are few
FORESIGHT = 0.2  # times as much as the words weighs what names know of what will be said of them
ALONE = 0.1  # of the training is on single views, which are short: what things are is learnt there
ASKED = 0.15  # is done before every other step has questions with chains of thought instead of exercises


def train(data: Dataset, folder: Path, schedule: Schedule, sets: int = 2, questions: int = 8, sums: int = 16, seed: int = 1) -> None:
    """Exercises in telling what is seen, from the start of seeing, later questions too, and `sums` exercises in what follows from
    that, in words alone. The tower is frozen, and nothing is imagined yet."""
    parts = Parts.fresh(folder)
    parts.language.model.visual.load_state_dict(loop.weights(folder / "vision", "visual"))
    vision.lower(parts.language).load_state_dict(loop.weights(folder / "vision", "lower"))
    seen = Seen(folder / "seen.npy", parts.language.to(device()).model.visual.requires_grad_(False), data)
    imaginer, sampler = parts.imaginer(imagines=False, decisive=DECISIVE, foresees=True), Sampler(data, "train", questions, seed)
    run = Run(folder / "base", {"language": parts.language}, schedule, {"step": "base", "seed": seed, "sets": sets, "questions": questions, "sums": sums, "decisive": DECISIVE})
    run.resume()

    def losses(step: int) -> dict[str, torch.Tensor]:
        alone = run.share < ALONE
        if run.share >= ASKED and run.step % 2:
            asked = sampler.quizzes(step, sets)
        else:
            asked = sampler.exercises(step, sets * 2 if alone else sets, alone)
        with mixed():
            images = seen.of(asked).to(device())
            said, summed = imaginer.say(images, batch(imaginer, asked)), imaginer.say(no_images(1, images), batch(imaginer, [sampler.sums(step, sums)]))
        return {"words": said.cross_entropy.mean(), "sums": summed.cross_entropy.mean(), "foresight": FORESIGHT * said.foresight,
                ".right": said.right.mean(), ".summed": summed.right.mean()}

    run.train(losses)
