"""Stage 2 of a checkpoint of full size: the rewards and the objective of the small model's stage 2, a question at a time.

The adapters are new, so the model without them is stage 1, from which the divergence is measured. The projector is frozen.
"""

import copy
from collections.abc import Callable

import torch

from ..device import bfloat16, device
from ..grpo import Policy, Rollout
from ..imagining import Imaginer
from ..likelihood import Told, tell
from ..loop import Schedule
from ..packing import Packed
from ..rewards import imagined_reward
from .accumulating import Accumulating
from .adapter import Adapter
from .asking import Asked, Asking
from .options import Options
from .saving import save
from .stage1 import distance
from .thinker import Thinker, prepare

RATE = 1e-5


def train(options: Options) -> None:
    """Trains the adapters, and saves the checkpoint that they make."""
    thinker = prepare(options)
    if thinker.teacher is not None and thinker.parts.projector is None:
        raise ValueError(f"checkpoint {thinker.parts.source.name} has no projector to reward: train stage1 with --teacher first, or leave it out")
    adapter = Adapter(thinker, options)
    imaginer, settings = thinker.imaginer(), options.rewards
    asking = Asking(thinker, imaginer.speech, options, replied=False)
    policy = Policy(imaginer, reference(imaginer, adapter, settings.temperature), settings)
    schedule = Schedule(options.rate or RATE, options.steps, options.minutes, warm_up=max(1, min(10, options.steps // 20)), decay=0.0)
    run = Accumulating(options.out, {"language": adapter.learnt()}, schedule, {"stage": 2, **vars(options)}, log_every=1, batch=options.batch)
    run.resume()
    held: dict[int, tuple[Asked, Rollout]] = {}

    def roll(number: int) -> tuple[Asked, Rollout]:
        asked = asking.at(number)
        generator = torch.Generator(device()).manual_seed(options.seed * 1_000_003 + number)
        with bfloat16():  # its own: what it keeps of the weights here has no gradient
            return asked, policy.roll(asked.images, asked.packed, [asked.row.gt_answer], generator)

    def losses(place: int) -> dict[str, torch.Tensor]:
        number = place // options.batch // settings.updates * options.batch + place % options.batch
        if number not in held:
            if number % options.batch == 0:
                held.clear()
            held[number] = roll(number)
        asked, rollout = held[number]
        with bfloat16():
            out, told = policy.losses(rollout)
            out |= _scene(thinker, asked, told, options)
        return out | rollout.numbers()

    run.train(losses)
    save(thinker, adapter, options.out / "checkpoint")


def _scene(thinker: Thinker, asked: Asked, told: Told, options: Options) -> dict[str, torch.Tensor]:
    """The reward of what was imagined, straight from the latents."""
    if asked.features is None:
        return {}
    imagined = thinker.projector(told.latents, asked.images).float()
    reward = imagined_reward(imagined, asked.features).mean()
    out = {"scene": -options.scene * reward, ".imagined": reward.detach()}
    return out | ({"align": options.keep * distance(imagined, asked.features)} if options.keep else {})


def reference(imaginer: Imaginer, adapter: Adapter, temperature: float) -> Callable[[torch.Tensor, Packed, torch.Tensor], Told]:
    """Tells the likelihood of replies by the model as it was read; a model that learns as a whole is copied first."""
    if adapter.whole:
        before = Imaginer(copy.deepcopy(imaginer.language).requires_grad_(False), imaginer.speech, imaginer.grid)
        return torch.no_grad()(lambda images, packed, replies: tell(before, images, packed, replies, temperature))

    @torch.no_grad()
    def without(images: torch.Tensor, packed: Packed, replies: torch.Tensor) -> Told:
        with adapter.off():
            return tell(imaginer, images, packed, replies, temperature)

    return without
