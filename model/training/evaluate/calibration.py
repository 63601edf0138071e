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
    """Of the letters' own softmax; and with a temperature found on every other room, of the rooms between these alone."""
    known = [one for one in responses if one.scores]
    rooms = sorted({one.room for one in known})
    fitted, tested = ([one for one in known if one.room in part] for part in (set(rooms[::2]), set(rooms[1::2])))
    if not fitted or not tested:
        return {"without": len(responses) - len(known)}
    found = temperature(fitted)
    return {"without": len(responses) - len(known), "plain": _reliability(known, 1.0), "temperature": found,
            "plain_tested": _reliability(tested, 1.0), "scaled_tested": _reliability(tested, found)}


def _reliability(responses: list[Response], step: float) -> dict:
    return reliability(_shares(responses, step), np.array([one.right for one in responses]))


def temperature(responses: list[Response]) -> float:
    """By what the letters' logits must be divided so that the true letters are the likeliest; from 0.25 to 64."""
    offered = [one for one in responses if one.letter in LETTERS[:len(one.scores)]]
    steps = 2 ** np.arange(-2, 6.01, 0.125)
    losses = [-np.mean([_logarithms(one, step)[LETTERS.index(one.letter)] for one in offered]) for step in steps]
    return round(float(steps[int(np.argmin(losses))]), 3)


def confidence_of(one: Response, step: float) -> float:
    """The confidence of an answer with a temperature."""
    return float(np.exp(_logarithms(one, step)[LETTERS.index(one.said)]))


def _shares(responses: list[Response], step: float) -> np.ndarray:
    return np.array([confidence_of(one, step) for one in responses])


def _logarithms(one: Response, step: float) -> np.ndarray:
    scores = np.array(one.scores) / step
    return scores - scores.max() - np.log(np.exp(scores - scores.max()).sum())
