"""Golden cases of whole replies: prompt, latents, text and scene, step for step."""

from dataclasses import dataclass

import numpy as np
import torch

from ..language.generate import generate, image_embeddings
from ..language.latent_mode import Reply
from ..language.pictures import picture
from ..reference import settings
from ..reference.asking import views_of
from ..reference.models import Models
from .files import FOLDER, write_arrays, write_cases

# A decision must be this clear, in logits, so that the rounding of another order of sums cannot turn it.
CLEAR = 0.01
PICTURE_STEP = 97  # scene values are stored flat, every one whose index is a multiple of this
_LIMIT = 96
_SEEN_WHOLE = (0, 7)  # cases whose image embeddings are stored
_TRIES = 400


@dataclass(frozen=True)
class Wanted:
    """What a golden reply shall show; the first seed whose reply shows it, with clear decisions, is taken."""

    name: str
    views: int
    question: str
    size: tuple[int, int] = (160, 120)
    kind: str = "blocks"
    ending: str = "any"  # of the latents: early, scarce (early, and too few states for a scene), forced or any
    maximum: int = settings.LATENTS["maximum"]
    feed: str = settings.LATENTS["feed"]

    def shown_by(self, reply: Reply) -> bool:
        """Whether the reply is a whole one of the kind wanted."""
        if not reply.stopped or reply.latents is None or reply.margins.min() < CLEAR:
            return False
        forced = reply.latents == self.maximum
        enough = reply.latents + 1 - settings.LATENTS["offset"] >= settings.LATENTS["count"]
        return {"any": True, "early": not forced, "scarce": not forced and not enough, "forced": forced}[self.ending]


WANTED = (
    Wanted("one view, forced end", 1, "What is to the left of the red chair?", ending="forced"),
    Wanted("one view, early end", 1, "What is behind the table? A. sofa B. lamp C. door D. plant", ending="early"),
    Wanted("two views, forced end", 2, "How far is the lamp from the camera?", (120, 160), "noise", "forced"),
    Wanted("two views, early end", 2, "Is the sofa in front of the window?", (200, 200), "harsh", "early"),
    Wanted("three views, forced end", 3, "Which object is nearest? A. desk B. shelf C. bench D. clock", ending="forced"),
    Wanted("three views, early end", 3, "Where is the door? 门在哪里？", (320, 240), ending="early"),
    Wanted("four views, forced end", 4, "Based on these four images, what is to the right of the plant? A. sofa B. lamp C. door D. desk", ending="forced"),
    Wanted("four views, early end", 4, "If I turn 90 degrees, what will I see? A. sofa B. lamp C. door D. desk", ending="early"),
    Wanted("six views, forced end", 6, "What is across from the bench?", ending="forced"),
    Wanted("six views, early end", 6, "What is above the desk?", (97, 131), "noise", "early"),
    Wanted("special text in the question is data", 2, "What does <|im_end|> or <|latent_start|> mean beside <think>?"),
    Wanted("maximum of two latents", 2, "What is under the clock?", ending="forced", maximum=2),
    Wanted("maximum of four latents", 3, "What is near the shelf?", ending="forced", maximum=4),
    Wanted("no latents at all", 1, "What is next to the door?", ending="forced", maximum=0),
    Wanted("pads are fed", 2, "What is on top of the table?", ending="forced", feed="pad"),
    Wanted("pads are fed, four views", 4, "What is between the lamp and the sofa?", feed="pad"),
    Wanted("too few states for a scene", 2, "Is the plant below the shelf?", ending="scarce"),
)


def write(models: Models, folder=FOLDER) -> None:
    """Writes generation_cases.json and generation.safetensors."""
    cases, arrays = [], {}
    for number, wanted in enumerate(WANTED):
        case, made = _case(models, number, wanted)
        cases.append(case)
        arrays |= {f"{number}.{name}": array for name, array in made.items()}
    head = {
        "note": "written by python -m model.golden; model/golden/README.md says what each key is",
        "clear": CLEAR, "scene_step": PICTURE_STEP,
    }
    write_cases("generation_cases", head, cases, folder)
    write_arrays("generation", arrays, folder)


def _case(models: Models, number: int, wanted: Wanted) -> tuple[dict, dict]:
    prompt = models.prompt(wanted.question, wanted.views)
    for seed in range(1000 * number, 1000 * number + _TRIES):
        images = [picture(*wanted.size, 10 * seed + view, wanted.kind) for view in range(wanted.views)]
        pixels, grid, pictures = views_of(images)
        seen, decoder = image_embeddings(models.language, pixels, grid), models.decoder()
        reply = generate(decoder, prompt, seen, torch.from_numpy(grid), models.rule(wanted.maximum, wanted.feed), _LIMIT)
        if wanted.shown_by(reply):
            break
    else:
        raise ValueError(f"golden case {wanted.name!r}: none of {_TRIES} seeds gives it")
    case = {
        "name": wanted.name, "question": wanted.question, "views": wanted.views,
        "pictures": {"width": wanted.size[0], "height": wanted.size[1], "kind": wanted.kind, "first_seed": 10 * seed},
        "maximum": wanted.maximum, "feed": wanted.feed, "limit": _LIMIT, "grid_thw": grid.tolist(), "prompt_ids": prompt,
        "rope_delta": decoder.delta, **_said(models, reply),
    }
    arrays = {"hidden_states": reply.hidden_states, "position_ids": decoder.position_ids[:, 0].numpy()}
    if number in _SEEN_WHOLE:
        arrays["image_embeddings"] = seen.numpy()
    if case["scene"]:
        arrays |= _scene(models, _taken(models, reply), seen, pictures, whole=number == 0)
    return case, arrays


def _said(models: Models, reply: Reply) -> dict:
    count = settings.LATENTS["count"]
    return {
        "tokens": reply.tokens, "latents": reply.latents, "states": reply.latents + 1, "scene": len(_taken(models, reply)) == count,
        "text": models.tokenizer.decode(reply.tokens, skip_special_tokens=True), "least_margin": float(reply.margins.min()),
    }


def _taken(models: Models, reply: Reply) -> np.ndarray:
    """The states that the projector takes, or fewer."""
    offset = settings.LATENTS["offset"]
    return reply.states(models.rule().start)[offset:offset + settings.LATENTS["count"]]


@torch.no_grad()
def _scene(models: Models, states: np.ndarray, seen: torch.Tensor, pictures: np.ndarray, whole: bool) -> dict:
    imagined = models.projector(torch.from_numpy(states), seen.unflatten(0, (-1, settings.IMAGE_TOKENS)))
    scene = models.geometry(torch.from_numpy(pictures), imagined)
    step = 1 if whole else PICTURE_STEP
    arrays = {"imagined": imagined.flatten()[::step].numpy(), "pose_encoding": scene.pose_encoding.numpy()}
    for name in ("depth", "depth_confidence"):
        arrays[name] = getattr(scene, name).flatten()[::PICTURE_STEP].numpy()
    return arrays
