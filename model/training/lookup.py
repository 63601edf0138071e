"""Looking a thing up: its name, fed after some views, finds the image tokens that show it and learns from them which view that is,
in which direction the thing lies and how far away."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as functional
from tokenizers import Tokenizer
from torch import nn

from .attention import norm, turn
from .data.settings import CATEGORIES
from .decoder import rotary
from .imagining import Glance
from .nano.settings import IMAGE_TOKENS

_LATEST = 160  # tokens of text between the views and a name


@dataclass(frozen=True)
class Sought:
    """Q things for each of B sets of N views, each shown by one view alone: `things` [B, Q] are numbers of categories, 0 for none;
    `views` [B, Q]; `cells` [B, Q, N · IMAGE_TOKENS] is where it is shown, and `places` [B, Q, 2] bearing and log distance."""

    things: np.ndarray
    views: np.ndarray
    cells: np.ndarray
    places: np.ndarray

    @staticmethod
    def none(sets: int, things: int, count: int) -> "Sought":
        """Nothing in so many sets of `count` views, to be filled in."""
        shape = (sets, things)
        return Sought(np.zeros(shape, int), np.zeros(shape, int), np.zeros((*shape, count * IMAGE_TOKENS), bool), np.zeros((*shape, 2), np.float32))


def seek(best: np.ndarray, shares: np.ndarray, found: np.ndarray, count: int, things: int, rng: np.random.Generator) -> Sought:
    """Draws from views that are shown `count` at a time: `best` [V, IMAGE_TOKENS] is the thing located in each cell or 0, `shares` and
    `found` as in vision.Targets."""
    sought = Sought.none(len(best) // count, things, count)
    for one in range(len(best) // count):
        rows = slice(one * count, (one + 1) * count)
        shown = (shares[rows] > 0).any(1)
        located = np.stack([np.isin(np.arange(len(CATEGORIES)), row) for row in best[rows]])
        alone = np.flatnonzero(located.any(0) & (shown.sum(0) == 1))
        for place, thing in enumerate(rng.permutation(alone[alone > 0])[:things]):
            cells = best[rows] == thing
            view = int(cells.any(1).argmax())
            sought.things[one, place], sought.views[one, place], sought.cells[one, place] = thing, view, cells.flatten()
            sought.places[one, place] = found[rows][view, cells[view], :2].mean(0)
    return sought


def seek_in_view(best: np.ndarray, count: int, things: int, rng: np.random.Generator) -> Sought:
    """As `seek` draws, but whatever other views show the same thing; bearing and distance are not told."""
    sought = Sought.none(len(best) // count, things, count)
    for one in range(len(best) // count):
        rows = best[one * count:(one + 1) * count]
        pairs = [(view, thing) for view, row in enumerate(rows) for thing in np.unique(row[row > 0])]
        for place, number in enumerate(rng.permutation(len(pairs))[:things]):
            view, thing = pairs[number]
            sought.things[one, place], sought.views[one, place] = thing, view
            sought.cells[one, place].reshape(count, -1)[view] = rows[view] == thing
    return sought


class Names:
    """Feeds names after views."""

    def __init__(self, tokenizer: Tokenizer):
        encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
        self.names = [[encode(f"{before}{name}") for name in CATEGORIES] for before in ("", " ")]

    def ids(self, things: np.ndarray, rng: np.random.Generator, after: np.ndarray | None = None) -> torch.Tensor:
        """The tokens [B · Q, L] of names, as they begin a reply or stand within it, each with the token that comes `after` it if that is given, padded with -1."""
        rows = [self.names[int(rng.integers(2))][thing] for thing in things.flatten()]
        rows = rows if after is None else [[*row, int(token)] for row, token in zip(rows, after.flatten())]
        longest = max(map(len, rows))
        return torch.tensor([[*row, *[-1] * (longest - len(row))] for row in rows])

    def find(self, glance: Glance, layer: nn.Module, sought: Sought, numbers: torch.Tensor, rng: np.random.Generator) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """Feeds the names through the lower layers and `layer`, which attends to what it seeks; `numbers` [most views, width] are the
        embeddings of the views' numbers, which the state of a name shall resemble. Gives these states [B · Q, width], and losses."""
        said, mass = self._attend(glance, layer, self.ids(sought.things, rng).to(numbers.device), sought.cells, rng)
        there, views = (torch.from_numpy(x).to(numbers.device) for x in (sought.things > 0, sought.views))
        alike = functional.rms_norm(said, said.shape[-1:]) @ numbers.T.float() * said.shape[-1] ** -0.5
        return said, {"pointing": _missed(mass, there), "looked up view": functional.cross_entropy(alike[there.flatten()], views[there]),
                      ".pointed": mass[there].mean().detach()}

    def find_in_view(self, glance: Glance, layer: nn.Module, sought: Sought, numbers: torch.Tensor, rng: np.random.Generator) -> dict[str, torch.Tensor]:
        """The same for names after which a view is said, whose token (of `numbers`) shall attend to what that view shows of the thing."""
        after = numbers.cpu().numpy()[sought.views]
        _, mass = self._attend(glance, layer, self.ids(sought.things, rng, after).to(numbers.device), sought.cells, rng)
        there = torch.from_numpy(sought.things > 0).to(numbers.device)
        return {"pointing in view": _missed(mass, there), ".pointed in view": mass[there].mean().detach()}

    def _attend(self, glance: Glance, layer: nn.Module, ids: torch.Tensor, cells: np.ndarray, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """The states [B · Q, width] of the last tokens above the layer, and how much [B, Q] they attend to `cells`."""
        start = glance.positions.max() + 1 + torch.from_numpy(rng.integers(_LATEST, size=len(ids))).to(ids.device)
        places, last = start[:, None] + torch.arange(ids.shape[1], device=ids.device), (ids >= 0).sum(-1) - 1
        rows = torch.arange(len(ids), device=ids.device)
        before, after = glance.feed(ids, places)
        shares = pointing(layer, before[rows, last], places[rows, last], glance).float()
        return after[rows, last].float(), (shares[..., glance.shown] * torch.from_numpy(cells).to(ids.device)).sum(-1)


class Lookup(nn.Module):
    """What a name has learnt, read from its state; thrown away afterwards."""

    def __init__(self, tokenizer: Tokenizer, width: int):
        super().__init__()
        self.names = Names(tokenizer)
        self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, 2)

    def losses(self, glance: Glance, layer: nn.Module, sought: Sought, numbers: torch.Tensor, rng: np.random.Generator) -> dict[str, torch.Tensor]:
        """Those of finding what is sought, and of saying where it is."""
        said, out = self.names.find(glance, layer, sought, numbers, rng)
        there, true = (torch.from_numpy(x).to(said.device) for x in (sought.things > 0, sought.places))
        error = functional.smooth_l1_loss(self.out(self.norm(said)).unflatten(0, there.shape), true, reduction="none", beta=0.05)
        return {**out, "looked up place": 4 * error[there].mean()}


def _missed(mass: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """The mean of minus the logarithm of the attention [B, Q] where there is something to find."""
    return -(mass + 1e-6).log()[there].mean()


def pointing(layer: nn.Module, names: torch.Tensor, places: torch.Tensor, glance: Glance) -> torch.Tensor:
    """How the first head of a layer shares its attention out over what was shown: names [B · Q, width] at positions [B · Q] to [B, Q, P]."""
    attention, width = layer.self_attn, layer.self_attn.head_dim
    config, sets = glance.text.config, len(glance.states)
    query = attention.q_proj(norm(layer.input_layernorm, names))[..., :width].unflatten(0, (sets, -1))
    key = attention.k_proj(norm(layer.input_layernorm, glance.states))[..., :width]
    query = turn(query, tuple(table[:, 0, 0] for table in rotary(config, places.unflatten(0, (sets, -1))[None, :, None].expand(3, -1, -1, -1))))
    key = turn(key, tuple(table[:, 0, 0] for table in rotary(config, glance.positions[:, None, None])))
    return (query.float() @ key.float().transpose(1, 2) * width**-0.5).softmax(-1)
