"""Draws that several families share."""

import numpy as np


def pick(rng: np.random.Generator, items):
    """One of them, all alike."""
    return items[int(rng.integers(len(items)))]


def mixed(rng: np.random.Generator, items) -> list:
    """All of them in a random order."""
    return [items[place] for place in rng.permutation(len(items))]
