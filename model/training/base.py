"""The vision-language base: a language model that learns to say what views show and where."""

from pathlib import Path

import torch

from . import loop, vision
from .data import Dataset
from .device import device, mixed
from .loop import Run, Schedule
from .parts import Parts, Seen, batch
from .sampling import Sampler

DECISIVE = 2.0  # times as much weighs a token that decides: the answer hangs on it, and they are few
ALONE = 0.1  # of the training is on single views, which are short: what things are is learnt there
ASKED = 0.15  # is done before every other step has questions with chains of thought instead of exercises


def train(data: Dataset, folder: Path, schedule: Schedule, sets: int = 2, questions: int = 8, seed: int = 1) -> None:
    """Exercises in telling what is seen, from the start of seeing, later questions too. The tower is frozen, and nothing is
    imagined yet."""
    parts = Parts.fresh(folder)
    parts.language.model.visual.load_state_dict(loop.weights(folder / "vision", "visual"))
    vision.lower(parts.language).load_state_dict(loop.weights(folder / "vision", "lower"))
    seen = Seen(folder / "seen.npy", parts.language.to(device()).model.visual.requires_grad_(False), data)
    imaginer, sampler = parts.imaginer(imagines=False, decisive=DECISIVE), Sampler(data, "train", questions, seed)
    run = Run(folder / "base", {"language": parts.language}, schedule, {"step": "base", "seed": seed, "sets": sets, "questions": questions, "decisive": DECISIVE})
    run.resume()

    def losses(step: int) -> dict[str, torch.Tensor]:
        alone = run.share < ALONE
        if run.share >= ASKED and run.step % 2:
            asked = sampler.quizzes(step, sets)
        else:
            asked = sampler.exercises(step, sets * 2 if alone else sets, alone)
        with mixed():
            said = imaginer.say(seen.of(asked).to(device()), batch(imaginer, asked))
        return {"words": said.cross_entropy.mean(), ".right": said.right.mean()}

    run.train(losses)
