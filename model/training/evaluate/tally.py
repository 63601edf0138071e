"""Counts of right answers and of replies out of form."""

from collections import Counter

from ..questions import FAMILIES
from . import calibration
from .intervals import share
from .responses import Response


def tally(responses: list[Response]) -> dict:
    """Accuracy in all, of each family, kind of set and number of views; form and confidence."""
    return {
        "all": _accuracy(responses),
        "families": {family: _accuracy([one for one in responses if one.family == family]) for family in FAMILIES
                     if any(one.family == family for one in responses)},
        "kinds": _by(responses, lambda one: one.kind), "views": _by(responses, lambda one: str(one.views)),
        "letters": {letter: _accuracy([one for one in responses if one.letter == letter]) for letter in sorted({one.letter for one in responses})},
        "form": {
            "in_form": share(sum(one.in_form for one in responses), len(responses)),
            "imagined_first": share(sum(one.imagined_first for one in responses), len(responses)),
            "problems": dict(Counter(one.problem for one in responses if one.problem).most_common()),
            "tokens": round(sum(len(one.tokens) for one in responses) / len(responses), 1),
        },
        "confidence": calibration.measure(responses),
    }


def _by(responses, name):
    return {value: _accuracy([one for one in responses if name(one) == value]) for value in sorted({name(one) for one in responses})}


def _accuracy(responses: list[Response]) -> dict:
    """`chance` is what a guess among the choices offered gets."""
    chance = sum(1 / len(one.choices) for one in responses) / len(responses)
    return share(sum(one.right for one in responses), len(responses)) | {"chance": round(chance, 4)}
