"""Golden cases of the choice of a token: what transformers' own processors leave of random logits, and what is drawn of it."""

from dataclasses import dataclass

import numpy as np
import torch
from transformers import RepetitionPenaltyLogitsProcessor, SuppressTokensLogitsProcessor, TemperatureLogitsWarper, TopPLogitsWarper

from .files import FOLDER, write_arrays, write_cases

_MARGIN = 1e-5  # of probability between a drawn number and the next boundary: the processors sum in float32
_SMALLEST = 1e-4  # a token less likely than that is not drawn
_DRAWN = 12  # tokens of a case


@dataclass(frozen=True)
class Wanted:
    """One way to choose; `spread` is the standard deviation of the logits."""

    name: str
    temperature: float
    top_p: float
    penalty: float = 1.0
    said: int = 0
    banned: int = 0
    spread: float = 3.0


WANTED = (
    Wanted("greedy", 0, 1), Wanted("greedy, penalty", 0, 1, 1.3, 400), Wanted("greedy, reward", 0, 1, 0.7, 400, spread=1),
    Wanted("greedy, banned", 0, 0.5, banned=600), Wanted("whole", 1, 1), Wanted("whole, hot", 2.5, 1, spread=2),
    Wanted("whole, banned", 1, 1, 1.05, 100, 300), Wanted("nucleus", 1, 0.9), Wanted("nucleus, cold", 0.3, 0.8),
    Wanted("nucleus of few", 0.7, 0.05), Wanted("nucleus, penalty", 1, 0.95, 1.2, 300), Wanted("nucleus, penalty and banned", 0.9, 0.9, 1.1, 200, 200),
    Wanted("nucleus, flat", 1, 0.5, spread=0.3), Wanted("smallest nucleus", 1, 1e-6),
)


def write(vocabulary: int) -> None:
    """Writes sampling_cases.json and sampling.safetensors."""
    cases, arrays = [], {}
    for number, wanted in enumerate(WANTED):
        generator = np.random.default_rng(number)
        logits = (generator.standard_normal(vocabulary) * wanted.spread).astype(np.float32)
        said, banned = (sorted(generator.choice(vocabulary, count, replace=False).tolist()) for count in (wanted.said, wanted.banned))
        scores = filtered(logits, wanted, said, banned)
        cases.append({
            "name": wanted.name, "temperature": wanted.temperature, "top_p": wanted.top_p, "repetition_penalty": wanted.penalty,
            "said": said, "banned": banned, "kept": int(np.isfinite(scores).sum()), "draws": draws(scores, wanted),
        })
        arrays[f"{number}.logits"] = logits
    write_cases("sampling_cases", {"note": "written by python -m model.golden", "margin": _MARGIN}, cases)
    write_arrays("sampling", arrays)


def filtered(logits: np.ndarray, wanted: Wanted, said: list[int], banned: list[int]) -> np.ndarray:
    """What the processors leave, minus infinity where they leave nothing."""
    ids, scores = torch.tensor([said], dtype=torch.int64), torch.from_numpy(logits)[None]
    processors = [RepetitionPenaltyLogitsProcessor(wanted.penalty)] if said else []
    if banned:
        processors.append(SuppressTokensLogitsProcessor(banned, device="cpu"))
    if wanted.temperature > 0:
        processors += [TemperatureLogitsWarper(float(wanted.temperature)), TopPLogitsWarper(float(wanted.top_p))]
    for processor in processors:
        scores = processor(ids, scores)
    return scores[0].numpy()


def draws(scores: np.ndarray, wanted: Wanted) -> list[list]:
    """Numbers from 0 to 1 and the token that each draws: both ends of a token's share, and its middle."""
    likeliest = int(scores.argmax())
    if wanted.temperature == 0:
        return [[number, likeliest] for number in (0.0, 0.5, 0.999)]
    shares = np.exp(scores.astype(np.float64) - scores.max())
    shares /= shares.sum()
    order = np.flatnonzero(shares) if wanted.top_p >= 1 else np.argsort(-scores, kind="stable")[: np.isfinite(scores).sum()]
    ends = np.cumsum(shares[order])
    places = [place for place in range(len(order)) if shares[order[place]] > _SMALLEST]
    chosen = sorted({places[int(at)] for at in np.linspace(0, len(places) - 1, min(_DRAWN, len(places)))})
    found = []
    for place in chosen:
        end, share = ends[place], shares[order[place]]
        for number in (end - share + _MARGIN, end - share / 2, end - _MARGIN):
            found.append([float(number), int(order[place])])
    return found
