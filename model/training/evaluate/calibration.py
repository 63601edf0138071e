"""How often an answer of some confidence is right, and the temperature that makes the two agree."""

import numpy as np

from .responses import LETTERS, Response

BINS = 10


def reliability(confidences: np.ndarray, right: np.ndarray) -> dict:
    """Expected calibration error over ten bins of equal width, and the bins that hold any answer."""
    place = np.minimum((confidences * BINS).astype(int), BINS - 1)
    bins, error = [], 0.0
    for number in range(BINS):
        inside = place == number
        if inside.any():
            mean, share = float(confidences[inside].mean()), float(right[inside].mean())
            error += abs(mean - share) * inside.mean()
            bins.append({"from": number / BINS, "count": int(inside.sum()), "confidence": round(mean, 4), "right": round(share, 4)})
    return {"error": round(float(error), 4), "count": len(confidences), "bins": bins}


def measure(responses: list[Response]) -> dict:
    """As the letters' own softmax, and with a temperature that was found on the other half of the rooms."""
    known = [one for one in responses if one.scores]
    if not known:
        return {"without": len(responses)}
    right = np.array([one.right for one in known])
    half = np.array([one.room for one in known])
    half = np.isin(half, sorted(set(half.tolist()))[::2])
    crossed = np.zeros(len(known))
    found = []
    for side in (half, ~half):
        if side.any() and (~side).any():
            found.append(temperature([one for one, other in zip(known, side) if not other]))
            crossed[side] = _shares([one for one, mine in zip(known, side) if mine], found[-1])
    return {"without": len(responses) - len(known), "plain": reliability(_shares(known, 1.0), right),
            "scaled": reliability(crossed, right) | {"temperatures": found}, "temperature": temperature(known)}


def temperature(responses: list[Response]) -> float:
    """By what the letters' logits must be divided so that the true letters are the likeliest; from 0.25 to 64."""
    offered = [one for one in responses if one.letter in LETTERS[:len(one.scores)]]
    steps = 2 ** np.arange(-2, 6.01, 0.125)
    losses = [-np.mean([_logarithms(one, step)[LETTERS.index(one.letter)] for one in offered]) for step in steps]
    return round(float(steps[int(np.argmin(losses))]), 3)


def _shares(responses: list[Response], step: float) -> np.ndarray:
    return np.array([np.exp(_logarithms(one, step)[LETTERS.index(one.said)]) for one in responses])


def _logarithms(one: Response, step: float) -> np.ndarray:
    scores = np.array(one.scores) / step
    return scores - scores.max() - np.log(np.exp(scores - scores.max()).sum())
