"""Questions as a bundle's graphs take them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tokenizers import Tokenizer

from ..language.latent_mode import LatentRule
from ..language.prompt import Encoder, render
from ..language.runner import Prompt
from ..language.views import pixel_rows, resize_view
from .positions import positions


@dataclass(frozen=True)
class Question:
    """A question about some pictures."""

    text: str
    pictures: tuple[Image.Image, ...]


@dataclass(frozen=True)
class Seen:
    """A question's views: resized, and as the vision graph takes them."""

    views: list[Image.Image]
    pixel_values: np.ndarray
    grid_thw: np.ndarray


class Asker:
    """Makes views and prompts by a bundle's description and tokenizer."""

    def __init__(self, folder: Path, description: dict):
        self.description = description
        tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        self.encoder = Encoder(tokenizer)
        tokens, latents = description["tokens"], description["latents"]
        self.image_pad = tokenizer.token_to_id(tokens["image_pad"])
        start, pad, end = (tokenizer.token_to_id(tokens[f"latent_{name}"]) for name in ("start", "pad", "end"))
        stop = tuple(tokenizer.token_to_id(name) for name in tokens["stop"])
        self.rule = LatentRule(start, pad, end, stop, latents["maximum"], latents["feed"])

    def look(self, question: Question) -> Seen:
        """The question's views."""
        views = self.description["views"]
        sized = [resize_view(picture, views) for picture in question.pictures]
        return Seen(sized, *pixel_rows(sized, views))

    def prompt(self, question: Question, seen: Seen, images: np.ndarray) -> Prompt:
        """The prompt with image embeddings [N·M, H]."""
        description, merge = self.description, self.description["views"]["merge"]
        count = int(seen.grid_thw[0].prod()) // merge**2
        parts = render(description["prompt"], description["tokens"]["image_pad"], count, [""] * len(seen.views), question.text)
        ids = self.encoder.encode(parts)
        places, delta = positions(ids, self.image_pad, seen.grid_thw, merge)
        return Prompt(ids, self.image_pad, images, places, delta)
