"""Stage 2: the model is rewarded for the form of its replies, for true answers, and for the scene it imagines.

    loss = policy + 0.04 · divergence from stage 1 - weight · (mean cosine + 1) / 2 + keep · 3D loss of stage 1

The projector and the vision tower are frozen, so what is imagined can only be improved by better latents: the states
0 … T - 1, the first of which is that at the start of the latents, exactly as in stage 1 and in a bundle with offset 0. (The
published code takes them one later than it trained them.) The cosine does not see how long a feature is, which cameras and
depths hang on; so the 3D loss of stage 1 goes on with the weight `keep`.
"""

import copy
from dataclasses import replace
from pathlib import Path

import torch

from . import loop
from .align import Alignment
from .data import Dataset
from .device import device, mixed
from .grpo import Policy, Rollout, Settings
from .imagining import Imaginer
from .likelihood import tell
from .loop import BATCHES, Run, Schedule
from .nano import models
from .nano.sizes import Size
from .parts import Parts, Seen, batch
from .rewards import imagined_reward
from .sampling import Sampler
from .stage1 import Teacher, in_spreads

_WARM_UP = 10
_LOG_EVERY = 5


def train(data: Dataset, folder: Path, schedule: Schedule, settings: Settings = Settings(), sets: int = 4, questions: int = 4,
          weight: float = 1.0, keep: float = 1.0, seed: int = 2) -> None:
    """Trains from stage 1, on questions of all families; weights do not decay."""
    parts = Parts.after(folder, "stage1")
    seen = Seen(folder / "seen.npy", parts.language.to(device()).model.visual.requires_grad_(False), data)
    imaginer, sampler, teacher = parts.imaginer(), Sampler(data, "train", questions, seed), Teacher(folder / "teacher", data)
    projector, alignment = frozen(folder / "stage1", teacher, parts.size, sampler)
    policy = Policy(imaginer, reference(imaginer, settings), settings)
    config = {"step": "stage2", "seed": seed, "sets": sets, "questions": questions, "weight": weight, "keep": keep, **vars(settings)}
    schedule = replace(schedule, decay=0.0, warm_up=min(schedule.warm_up, _WARM_UP))
    modules = {"language": parts.language, "projector": projector, "alignment": alignment}
    run = Run(folder / "stage2", modules, schedule, config, log_every=_LOG_EVERY)
    run.resume()
    held: dict[int, tuple[Rollout, torch.Tensor]] = {}

    def roll(number: int) -> tuple[Rollout, torch.Tensor]:
        asked = sampler.quizzes(number, sets)
        letters = [question.letter for one in asked for question in one.questions]
        generator = torch.Generator(device()).manual_seed(seed * 1_000_003 + number)
        with mixed():  # its own: what it keeps of the weights here has no gradient
            return policy.roll(seen.of(asked).to(device()), batch(imaginer, asked), letters, generator), teacher.features(asked)

    def losses(place: int) -> dict[str, torch.Tensor]:
        turn, of_step = place // BATCHES // settings.updates, place % BATCHES
        number = turn * BATCHES + of_step
        if number not in held:
            for done in [old for old in held if old // BATCHES < turn]:
                del held[done]
            held[number] = roll(number)
        rollout, features = held[number]
        with mixed():
            out, told = policy.losses(rollout)
            imagined = projector(told.latents, rollout.images.repeat_interleave(questions, 0)).float()
            true = features.repeat_interleave(questions, 0)
            reward = imagined_reward(imagined, true).mean()
            out |= {"scene": -weight * reward, "align": keep * alignment(imagined, true), ".imagined": reward.detach()}
        return out | rollout.numbers()

    run.train(losses)


def frozen(step: Path, teacher: Teacher, size: Size, sampler: Sampler) -> tuple[torch.nn.Module, Alignment]:
    """The projector and the units of the 3D loss as a step left them; a recovered step has no units, so they are those of this teacher, which may be another."""
    projector, alignment = models.projector(teacher.tokens, teacher.channels, size), Alignment(torch.ones(teacher.channels))
    projector.load_state_dict(loop.weights(step, "projector"))
    if loop.has(step, "alignment"):
        alignment.load_state_dict(loop.weights(step, "alignment"))
    else:
        alignment = in_spreads(teacher, sampler)
    return projector.to(device()).requires_grad_(False), alignment.to(device())


def reference(imaginer: Imaginer, settings: Settings):
    """Tells the likelihood of replies by the model as it is now."""
    language = copy.deepcopy(imaginer.language).requires_grad_(False)
    before = Imaginer(language, imaginer.speech, imaginer.grid, imaginer.imagines)
    return torch.no_grad()(lambda images, packed, replies: tell(before, images, packed, replies, settings.temperature))
