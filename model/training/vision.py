"""The vision tower's own start: what each merged token shows, and where that thing is.

It stands for the pre-training that the published tower has had. Each merged token learns the share of every category in
its cell, the depth there, of the thing that fills most of it how far beside the cell its middle lies and how far away, and
the view's angle. Nothing is asked about where in the view the cell is: the tower's rotary positions are relative, and
where an image token stands is for the language model to know.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from .data import Dataset
from .data.settings import CATEGORIES
from .device import device, mixed
from .loop import Run, Schedule
from .nano.settings import COLUMNS, ROWS
from .pixels import pixel_rows
from .tower import embed

_FARTHEST = 1.2  # widths of the view between a cell and a middle that are told apart
_SMALLEST = 6  # pixels of 196 that a thing must fill to be located


class Targets:
    """What the merged tokens [ROWS · COLUMNS] of every view of some rooms should say."""

    def __init__(self, data: Dataset, rooms: list[dict]):
        rows = [view["index"] for room in rooms for view in room["views"]]
        self.rows = np.array(rows)
        cells = [_cells(data.labels[row]) for row in rows]
        self.shares = np.stack([_shares(cell) for cell in cells])
        self.depth = np.stack([np.log(_cells(data.depth[row].astype(np.float32)).mean(-1)) for row in rows]).astype(np.float32)
        self.places, self.located = (np.stack(x) for x in zip(*(
            _places(share, room, view) for share, (room, view) in zip(self.shares, ((r, v) for r in rooms for v in r["views"])))))


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
    column = (np.arange(ROWS * COLUMNS) % COLUMNS + 0.5) / COLUMNS - 0.5
    offset = np.clip(known[best, 0] - column, -_FARTHEST, _FARTHEST)
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


def pretrain(data: Dataset, out: Path, visual: nn.Module, schedule: Schedule, batch: int = 32, seed: int = 1) -> None:
    """Trains the tower `visual` of a language model on the rooms of training; its weights go to `out`."""
    rooms = data.of("train")
    targets = Targets(data, rooms)
    reader = Reader(visual.config.out_hidden_size)
    visual.to(device()).train()
    reader.to(device())
    run = Run(out, {"visual": visual, "reader": reader}, schedule, {"step": "vision", "seed": seed, "rooms": len(rooms), "batch": batch})
    run.resume()
    fast = torch.compile(embed, dynamic=False)

    def losses(step: int) -> dict[str, torch.Tensor]:
        rng = np.random.default_rng([seed, step])
        chosen = rng.choice(len(targets.rows), batch, replace=False)
        values, grid = pixel_rows(np.stack([data.views[row] for row in targets.rows[chosen]]), torch.Generator().manual_seed(seed * 1_000_003 + step))
        with mixed():
            tokens = fast(visual, values.to(device()), grid)
        return compare(reader(tokens.float()), targets, chosen)

    run.train(losses)


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
