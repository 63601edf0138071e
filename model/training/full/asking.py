"""Questions of a file in MindCube's form with their pictures, as the models take them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ...language.views import pixel_rows, resize_view, scene_input
from ..device import bfloat16, device
from ..packing import Packed, pack
from ..questions.mindcube import Row, read
from ..text import Speech
from .options import Options
from .thinker import Thinker


@dataclass(frozen=True)
class Asked:
    """A question: image embeddings [1, N, M, H], the packed words, and the teacher's features [1, N, F, G] of the same views."""

    row: Row
    images: torch.Tensor
    packed: Packed
    features: torch.Tensor | None


class Asking:
    """The rows of a file in an order of their own for each pass; `replied` leaves out those that have no reply to learn."""

    def __init__(self, thinker: Thinker, speech: Speech, options: Options, replied: bool):
        self.thinker, self.speech, self.folder, self.seed = thinker, speech, Path(options.images), options.seed
        self.rows = [row for row in read(options.questions) if row.reply or not replied]
        if not self.rows:
            raise ValueError(f"{options.questions.name}: no question {'has a reply (grounded_output)' if replied else 'has an answer (gt_answer)'}")
        most = thinker.sections["views"]["maximum"]
        strange = [row.id for row in self.rows if not 1 <= len(row.images) <= most]
        if strange:
            raise ValueError(f"{options.questions.name}: {len(strange)} questions do not have 1 to {most} images, such as {strange[0]}")

    def at(self, number: int) -> Asked:
        """The question with this number, counted on over all passes."""
        pass_number, place = divmod(number, len(self.rows))
        order = np.random.default_rng([self.seed, pass_number]).permutation(len(self.rows))
        return self._asked(self.rows[order[place]])

    @torch.no_grad()
    def _asked(self, row: Row) -> Asked:
        sections = self.thinker.sections
        views = [resize_view(self._picture(name), sections["views"]) for name in row.images]
        values, grid = (torch.from_numpy(part).to(device()) for part in pixel_rows(views, sections["views"]))
        with bfloat16():
            images = self.thinker.language.model.visual(values, grid_thw=grid).pooler_output
            features = self._features(views)
        return Asked(row, images.float().view(1, len(views), -1, images.shape[-1]), pack(self.speech, len(views), [[(row.question, row.reply)]]), features)

    def _features(self, views: list[Image.Image]) -> torch.Tensor | None:
        if self.thinker.teacher is None:
            return None
        pictures = torch.from_numpy(scene_input(views, self.thinker.sections["scene"])).to(device())
        return self.thinker.teacher.features(pictures)[None].float()

    def _picture(self, name: str) -> Image.Image:
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"image {name} lies outside of the folder of images")
        try:
            with Image.open(path) as picture:
                return picture.convert("RGB")
        except OSError as error:
            raise ValueError(f"image {name} cannot be read: {error}") from error
