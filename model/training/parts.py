"""What training puts together: the models of a run's folder, and what their batches are made of."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from . import loop
from .data import Dataset
from .device import device
from .foresight import Foresight
from .imagining import Imaginer
from .nano import models, settings, sizes
from .packing import Packed, pack
from .pixels import pixel_rows
from .sampling import Asked
from .text import Form, Speech
from .together import once, rank, wait, workers
from .tower import embed

FORM = Form(settings.PROMPT, settings.TOKENS, settings.LATENTS, settings.IMAGE_TOKENS)
GRID = (settings.ROWS, settings.COLUMNS)


@dataclass
class Parts:
    """The language model, its words, and the folder of the run that it belongs to."""

    folder: Path
    tokenizer: Tokenizer
    language: torch.nn.Module
    size: sizes.Size = sizes.NANO

    @staticmethod
    def fresh(folder: Path) -> "Parts":
        """Random weights for the tokenizer of the run."""
        path = folder / "tokenizer.json"
        if not path.is_file():
            raise ValueError(f"{path} does not exist: train the tokenizer first")
        return Parts.of(path, sizes.of(folder))

    @staticmethod
    def of(tokenizer: Path, size: sizes.Size) -> "Parts":
        """Random weights of a size, in the folder that the tokenizer is in."""
        words = Tokenizer.from_file(str(tokenizer))
        return Parts(tokenizer.parent, words, models.language(words, size), size)

    @staticmethod
    def after(folder: Path, step: str) -> "Parts":
        """The language model as a finished step left it."""
        parts = Parts.fresh(folder)
        parts.language.load_state_dict(loop.weights(folder / step, "language"))
        return parts

    def imaginer(self, imagines: bool = True, decisive: float = 1.0, foresees: bool = False) -> Imaginer:
        """The language model with its words; with `foresees` it is judged by what names know, too."""
        return Imaginer(self.language, Speech(self.tokenizer, FORM), GRID, imagines, decisive, Foresight(self.tokenizer) if foresees else None)


def batch(imaginer: Imaginer, asked: list[Asked]) -> Packed:
    """The questions of a step, packed."""
    return pack(imaginer.speech, len(asked[0].rows), [one.pairs for one in asked])


class Seen:
    """Image embeddings of all views of a dataset by a tower that no longer changes, kept in a file as float16, and beside it which tower and rooms these are."""

    def __init__(self, path: Path, visual: torch.nn.Module, data: Dataset, chunk: int = 64):
        shape = (len(data.views), settings.IMAGE_TOKENS, visual.config.out_hidden_size)
        digest, noted = _digest(visual, data), path.with_suffix(".sha256")
        if not (path.is_file() and noted.is_file() and noted.read_text() == digest):
            partly = path.with_suffix(".part.npy")
            once(lambda: np.lib.format.open_memmap(partly, "w+", np.float16, shape).flush())
            once(lambda: noted.unlink(missing_ok=True))
            out = np.load(partly, mmap_mode="r+")
            for first in range(rank() * chunk, len(out), workers() * chunk):
                out[first:first + chunk] = _embedded(visual, data.views[first:first + chunk])
            out.flush()
            wait()
            once(lambda: partly.replace(path))
            once(lambda: noted.write_text(digest))
        self._values = np.load(path, mmap_mode="r")

    def of(self, asked: list[Asked]) -> torch.Tensor:
        """Image embeddings [B, N, M, H] of a step's views."""
        return torch.from_numpy(np.stack([self._values[one.rows] for one in asked])).float()


def _digest(visual: torch.nn.Module, data: Dataset) -> str:
    made = hashlib.sha256((data.folder / "rooms.jsonl").read_bytes())
    for name, value in visual.state_dict().items():
        made.update(name.encode())
        made.update(value.cpu().numpy().tobytes())
    return made.hexdigest()


@torch.no_grad()
def _embedded(visual, views):
    values, grid = pixel_rows(views)
    return embed(visual, values.to(device()), grid).half().cpu().numpy()
