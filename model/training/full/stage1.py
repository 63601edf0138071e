"""Stage 1 of a checkpoint of full size: the replies of the file, and the teacher's features to imagine.

    loss = 0.1 · cross-entropy + 0.0005 · mean over tokens of Σ over channels (projected - teacher's last layer)²

with the weights of the public code; the paper's text has 1 for the words and 0.1 for the other term.
"""

import torch

from ..align import cosine
from ..device import bfloat16
from ..loop import Schedule
from .accumulating import Accumulating
from .adapter import Adapter
from .asking import Asking
from .options import Options
from .saving import save
from .thinker import prepare

RATE = 1e-4


def train(options: Options) -> None:
    """Trains the adapters and the projector, and saves the checkpoint that they make."""
    thinker = prepare(options)
    adapter = Adapter(thinker, options)
    imaginer = thinker.imaginer()
    asking = Asking(thinker, imaginer.speech, options, replied=True)
    modules = {"language": adapter.learnt()}
    if thinker.teacher is not None:
        modules["projector"] = thinker.projector.requires_grad_(True)
    schedule = Schedule(options.rate or RATE, options.steps, options.minutes, warm_up=max(1, min(100, options.steps // 20)))
    run = Accumulating(options.out, modules, schedule, {"stage": 1, **vars(options)}, log_every=1, batch=options.batch)
    run.resume()

    def losses(number: int) -> dict[str, torch.Tensor]:
        asked = asking.at(number)
        with bfloat16():
            said = imaginer.say(asked.images, asked.packed)
            out = {"words": options.words * said.cross_entropy.mean(), ".right": said.right.mean()}
            if asked.features is not None:
                imagined = thinker.projector(said.latents, asked.images).float()
                out |= {"align": options.aligned * distance(imagined, asked.features), ".cosine": cosine(imagined.detach(), asked.features).mean()}
        return out

    run.train(losses)
    save(thinker, adapter, options.out / "checkpoint")


def distance(imagined: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """The mean over tokens of the squared distance over channels, of [R, N, F, G]."""
    return ((imagined - true) ** 2).sum(-1).mean()
