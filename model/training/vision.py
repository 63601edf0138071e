"""The start of seeing: what each merged token shows, and where that thing is.

It stands for the pre-training that the published tower has had. Each merged token learns the share of every category in
its cell, the depth there, of the thing that fills most of it how far beside the cell its middle lies and how far away, and
the view's angle. The tower is not asked where in the view the cell is: its rotary positions are relative, and where an
image token stands is for the language model to know. So the lower half of that learns along: which view a token is of,
where in it, and in which direction from the camera the thing lies; and the layer above looks things up by their names (lookup.py).
"""

from functools import cached_property
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from tokenizers import Tokenizer
from torch import nn

from .data import Dataset
from .data.settings import CATEGORIES
from .device import device, mixed
from .lookup import Lookup, Sought, seek, seek_in_view
from .loop import BATCHES, Run, Schedule
from .nano.settings import COLUMNS, ROWS
from .parts import Parts
from .pixels import pixel_rows
from .tower import embed_sized

_FARTHEST = 1.2  # widths of the view between a cell and a middle that are told apart
_SMALLEST = 6  # pixels of 196 that a thing must fill to be located
_COLUMN = (np.arange(ROWS * COLUMNS) % COLUMNS + 0.5) / COLUMNS - 0.5  # of every cell's middle, in widths of the view
_VIEWS = (1, 2, 4)  # that the language model sees at a time
_THINGS = 6  # that are looked up in each set of views


class Targets:
    """What the merged tokens [ROWS · COLUMNS] of every view of some rooms should say."""

    def __init__(self, data: Dataset, rooms: list[dict]):
        rows = [view["index"] for room in rooms for view in room["views"]]
        self.rows, self._data = np.array(rows), data
        cells = [_cells(data.labels[row]) for row in rows]
        self.shares = np.stack([_shares(cell) for cell in cells])
        self.places, self.located = (np.stack(x) for x in zip(*(
            _places(share, room, view) for share, (room, view) in zip(self.shares, ((r, v) for r in rooms for v in r["views"])))))
        column = np.broadcast_to(_COLUMN, self.located.shape)
        bearing = np.arctan(2 * (column + self.places[..., 0]) * self.places[..., 2])
        self.best = np.where(self.located, self.shares[..., 1:].argmax(-1) + 1, 0)
        self.found = np.stack([bearing, self.places[..., 1], column], axis=-1).astype(np.float32)

    @cached_property
    def depth(self) -> np.ndarray:
        """The logarithm of the mean depth in every cell, which only the tower is asked for."""
        return np.stack([np.log(_cells(self._data.depth[row].astype(np.float32)).mean(-1)) for row in self.rows]).astype(np.float32)

    def sought(self, chosen: np.ndarray, count: int, rng: np.random.Generator) -> Sought:
        """Things to look up in the chosen views, shown `count` at a time."""
        return seek(self.best[chosen], self.shares[chosen], self.found[chosen], count, _THINGS, rng)

    def sought_in_view(self, chosen: np.ndarray, count: int, rng: np.random.Generator) -> Sought:
        """Things to look up in one of the chosen views that shows them."""
        return seek_in_view(self.best[chosen], count, _THINGS, rng)


def _cells(picture: np.ndarray) -> np.ndarray:
    """[h, w] to [ROWS · COLUMNS, pixels of a cell]."""
    height, width = picture.shape
    cells = picture.reshape(ROWS, height // ROWS, COLUMNS, width // COLUMNS).transpose(0, 2, 1, 3)
    return cells.reshape(ROWS * COLUMNS, -1)


def _shares(cells: np.ndarray) -> np.ndarray:
    return np.stack([(cells == number).mean(-1) for number in range(len(CATEGORIES))], axis=-1).astype(np.float32)


def _places(shares: np.ndarray, room: dict, view: dict) -> tuple[np.ndarray, np.ndarray]:
    """Of each cell: how far to the right of it the middle of the thing that fills most of it lies, in widths of the view, the logarithm
    of that thing's distance along the floor, and half the view's width at distance 1; and whether there is such a thing."""
    names = [piece["name"] for piece in room["pieces"]]
    half = np.tan(np.radians(view["fov"]) / 2)
    known = np.full((len(CATEGORIES), 2), np.nan, np.float32)
    for piece in room["pieces"]:
        if names.count(piece["name"]) == 1:
            dx, dy = np.array(piece["centre"][:2]) - view["position"][:2]
            ahead = max(dx * np.cos(view["yaw"]) + dy * np.sin(view["yaw"]), 0.2)
            beside = dx * np.sin(view["yaw"]) - dy * np.cos(view["yaw"])
            known[CATEGORIES.index(piece["name"])] = beside / ahead / half / 2, np.log(np.hypot(dx, dy))
    best = shares[:, 1:].argmax(-1) + 1
    enough = np.take_along_axis(shares, best[:, None], 1)[:, 0] * 196 >= _SMALLEST
    offset = np.clip(known[best, 0] - _COLUMN, -_FARTHEST, _FARTHEST)
    places = np.stack([offset, known[best, 1], np.full_like(offset, half)], axis=-1)
    located = enough & np.isfinite(places).all(-1)
    return np.where(located[:, None], places, half), located


class Reader(nn.Module):
    """Reads a merged token out; thrown away afterwards."""

    def __init__(self, width: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, len(CATEGORIES) + 4)

    def forward(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Merged tokens [..., width] to logits of the categories, log depth, and (offset, log distance, half width)."""
        said = self.out(self.norm(tokens)).float()
        return said[..., :-4], said[..., -4], said[..., -3:]


class Finder(nn.Module):
    """Reads out what the lower layers of the language model know of each image token; thrown away afterwards.

    What is shown, and in which view, is read in the language model's own words: a state shall resemble the embeddings of the
    thing's name and of the view's number, so that a word that is asked about finds it.
    """

    def __init__(self, tokenizer: Tokenizer, width: int):
        super().__init__()
        self.names = [tokenizer.encode(f" {name}", add_special_tokens=False).ids for name in CATEGORIES[1:]]
        self.numbers = [tokenizer.encode(f" image {number + 1}", add_special_tokens=False).ids for number in range(max(_VIEWS))]
        self.room, self.sharp = nn.Parameter(torch.zeros(1, width)), nn.Parameter(torch.ones(()))
        self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, 3)

    def forward(self, states: torch.Tensor, words: nn.Embedding) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """States [..., width] to logits of the categories, (bearing, log distance, column), and logits of the view's number."""
        alike = self.sharp * functional.rms_norm(states, states.shape[-1:]) * states.shape[-1] ** -0.5
        names = torch.stack([words.weight[ids].mean(0) for ids in self.names])
        return alike @ torch.cat([self.room, names]).T, self.out(self.norm(states)), alike @ self.number_words(words).T

    def number_words(self, words: nn.Embedding) -> torch.Tensor:
        """The embeddings [most views, width] of the views' numbers."""
        return torch.stack([words.weight[ids].mean(0) for ids in self.numbers])


def lower(language: nn.Module) -> nn.ModuleDict:
    """What learns here of a language model: the words, the lower half of the layers, and the one above that looks up."""
    text = language.model.language_model
    return nn.ModuleDict({"embed_tokens": text.embed_tokens, "layers": text.layers[:len(text.layers) // 2 + 1]})


def pretrain(data: Dataset, folder: Path, schedule: Schedule, batch: int = 16, seed: int = 1) -> None:
    """Trains a fresh tower and the lower layers of a fresh language model on the rooms of training, `batch` views a step."""
    parts, rooms = Parts.fresh(folder), data.of("train")
    targets = Targets(data, rooms)
    language = parts.language.to(device()).train()
    visual, below, width = language.model.visual, lower(language), parts.size.text["hidden_size"]
    reader, finder, lookup = (part.to(device()) for part in (Reader(width), Finder(parts.tokenizer, width), Lookup(parts.tokenizer, width)))
    modules = {"visual": visual, "lower": below, "reader": reader, "finder": finder, "lookup": lookup}
    run = Run(folder / "vision", modules, schedule, {"step": "vision", "seed": seed, "rooms": len(rooms), "batch": batch})
    run.resume()
    fast, imaginer = torch.compile(embed_sized, dynamic=False), parts.imaginer(imagines=False)

    def losses(step: int) -> dict[str, torch.Tensor]:
        rng = np.random.default_rng([seed, step])
        chosen = rng.choice(len(targets.rows), batch // BATCHES, replace=False)
        values, grid = pixel_rows(np.stack([data.views[row] for row in targets.rows[chosen]]), torch.Generator().manual_seed(seed * 1_000_003 + step))
        count = int(rng.choice(_VIEWS))
        with mixed():
            tokens = fast(visual, values.to(device()), *grid[0, 1:].tolist())
            glance = imaginer.glance(tokens.unflatten(0, (-1, count)), len(below["layers"]) - 1)
            numbers = finder.number_words(below["embed_tokens"])
            looked = lookup.losses(glance, below["layers"][-1], targets.sought(chosen, count, rng), numbers, rng)
        seen = finder(glance.images.float().reshape(tokens.shape), below["embed_tokens"])
        return compare(reader(tokens.float()), targets, chosen) | find(seen, targets, chosen, count) | looked

    run.train(losses)


def find(said, targets: Targets, chosen: np.ndarray, count: int) -> dict[str, torch.Tensor]:
    """The losses of what the language model found in views shown `count` at a time."""
    shares, found, located = (torch.from_numpy(x[chosen]).to(said[0].device) for x in (targets.shares, targets.found, targets.located))
    logits, places, numbers = said
    error = functional.smooth_l1_loss(places, found, reduction="none", beta=0.05)
    number = (torch.arange(len(chosen), device=logits.device) % count)[:, None].expand(located.shape)
    return {
        "category above": -(shares * logits.log_softmax(-1)).sum(-1).mean(), "bearing": 6 * error[located][:, 0].mean(),
        "distance above": 4 * error[located][:, 1].mean(), "column": 6 * error[..., 2].mean(),
        "view": functional.cross_entropy(numbers.flatten(0, 1), number.flatten()),
        ".degrees": (places - found).abs().detach()[located][:, 0].median().rad2deg(),
    }


def compare(said, targets: Targets, chosen: np.ndarray) -> dict[str, torch.Tensor]:
    """The losses of what was said of some views, and errors to be read by people."""
    shares, depth, places, located = (torch.from_numpy(x[chosen]).to(said[0].device) for x in (targets.shares, targets.depth, targets.places, targets.located))
    logits, log_depth, place = said
    present = functional.binary_cross_entropy_with_logits(logits, (shares > 0.02).float())
    error = functional.smooth_l1_loss(place, places, reduction="none", beta=0.05)
    off = (place - places).abs().detach()
    return {
        "category": -(shares * logits.log_softmax(-1)).sum(-1).mean() + 3 * present,
        "depth": functional.smooth_l1_loss(log_depth, depth, beta=0.1),
        "offset": 4 * error[located][:, 0].mean(), "distance": 4 * error[located][:, 1].mean(), "angle": error[..., 2].mean(),
        ".columns": COLUMNS * off[located][:, 0].median(), ".far": off[located][:, 1].median(), ".width": off[..., 2].median(),
        ".things": (logits.argmax(-1) == shares.argmax(-1)).float()[shares[..., 0] < 0.5].mean(),
    }
