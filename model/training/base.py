"""The vision-language base: a language model that learns to say what views show and where."""

from pathlib import Path

import torch

from . import loop, vision
from .data import Dataset
from .device import device, mixed
from .looking import Looking
from .loop import Run, Schedule
from .parts import Parts, Seen, batch
from .sampling import Sampler
from .unseen import unseen

DECISIVE = 2.0  # times as much weighs a token that decides: the answer hangs on it, and they are few
FORESIGHT = 0.2  # times as much as the words weighs what names know of what will be said of them
ALONE = 0.1  # of the training is on single views, which are short: what things are is learnt there
DRILLED = 0.5  # of the training has many differences of numbers, which nothing else teaches; the rest has enough to keep them
ASKED = 0.15  # is done before every other step has questions with chains of thought instead of exercises


def train(data: Dataset, folder: Path, schedule: Schedule, sets: int = 1, questions: int = 8,
          drilled: tuple[int, int] = (8, 8), after: tuple[int, int] = (8, 4), seed: int = 1) -> None:
    """Exercises in telling what is seen, from the start of seeing, later questions too, and in words alone so many exercises in what
    follows from that, and in differences: first `drilled`, then `after`. The tower is frozen, and nothing is imagined yet."""
    parts = Parts.fresh(folder)
    parts.language.model.visual.load_state_dict(loop.weights(folder / "vision", "visual"))
    vision.lower(parts.language).load_state_dict(loop.weights(folder / "vision", "lower"))
    seen = Seen(folder / "seen.npy", parts.language.to(device()).model.visual.requires_grad_(False), data)
    imaginer, teller = (parts.imaginer(imagines=False, decisive=DECISIVE, foresees=foresees) for foresees in (True, False))
    sampler, looking = Sampler(data, "train", questions, seed), Looking(parts, data, seed)
    config = {"step": "base", "seed": seed, "sets": sets, "questions": questions, "drilled": drilled, "after": after, "decisive": DECISIVE}
    run = Run(folder / "base", {"language": parts.language}, schedule, config)
    run.resume()

    def losses(step: int) -> dict[str, torch.Tensor]:
        single = run.share < ALONE
        if run.share >= ASKED and run.step % 2:
            asked = sampler.quizzes(step, sets)
        else:
            asked = sampler.exercises(step, sets * 2 if single else sets, single)
        with mixed():
            images = seen.of(asked).to(device())
            said = imaginer.say(images, batch(imaginer, asked))
            looked = looking.losses(imaginer, images, asked, step)
            told = unseen(teller, sampler, step, drilled if run.share < DRILLED else after, images)
        return {"words": said.cross_entropy.mean(), "foresight": FORESIGHT * said.foresight, ".right": said.right.mean(), **looked, **told}

    run.train(losses)
