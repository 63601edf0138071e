"""A case as the models take it."""

from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from ...language.latent_mode import LatentRule
from ...language.pictures import picture
from ...language.prompt import Encoder, render
from ...language.views import pixel_rows, resize_view, scene_input
from .case import Case


@dataclass(frozen=True)
class Asked:
    """Prompt, pixels and the rule of the latents; `pictures` are None where there is no scene."""

    case: Case
    tokenizer: Tokenizer
    rule: LatentRule
    ids: list[int]
    image_tokens: int
    pixel_values: np.ndarray
    grid_thw: np.ndarray
    pictures: np.ndarray | None
    taken: slice  # of the states of the latents: what the projector takes

    @classmethod
    def of(cls, case: Case, tokenizer: Tokenizer, sections: dict) -> "Asked":
        """The case under the sections of a bundle's description."""
        views, latents = sections["views"], sections["latents"]
        sized = [resize_view(picture(*case.size, case.first_seed + view, case.kind), views) for view in range(case.views)]
        rows, grid = pixel_rows(sized, views)
        image_tokens = int(grid[0].prod()) // views["merge"] ** 2
        text = render(sections["prompt"], sections["tokens"]["image_pad"], image_tokens, [""] * case.views, case.question)
        return cls(
            case, tokenizer, _rule(tokenizer, sections), Encoder(tokenizer).encode(text), image_tokens, rows, grid,
            scene_input(sized, sections["scene"]) if sections["scene"] else None,
            slice(latents["offset"], latents["offset"] + latents["count"]),
        )


def _rule(tokenizer: Tokenizer, sections: dict) -> LatentRule:
    tokens, latents = sections["tokens"], sections["latents"]
    start, pad, end = (tokenizer.token_to_id(tokens[name]) for name in ("latent_start", "latent_pad", "latent_end"))
    return LatentRule(start, pad, end, tuple(map(tokenizer.token_to_id, tokens["stop"])), latents["maximum"], latents["feed"])
