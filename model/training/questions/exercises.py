"""Exercises for the base model, in what chains of thought are made of, many in one reply: what is seen, and what follows from it."""

import numpy as np

from .ask import ask
from .chance import mixed
from .choosing import at_side, furthest, held, nearest, shown
from .scene import Scene
from .telling import apart, beside, camera, gaps, seen_from, turned, twice, ways, what, where
from .told import rearranged

_SHOWN_ONLY = ("passage",)  # families whose answers follow from more than looks at things


def exercises(room: dict, view_set: dict, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Pairs of question and reply about a set of views; fewer than `count` where the views show too little."""
    scene = Scene(room, view_set)
    kinds = [where, seen_from, what, apart, gaps, nearest, furthest, shown, at_side, ways]
    kinds += [camera, twice, twice] * (scene.count > 1) + [turned] * scene.one_spot + [beside] * 2 * (scene.middle is not None)
    return _drawn(scene, kinds, 2 * count, rng)[:count]


def sums(room: dict, view_set: dict, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Pairs of question and reply about the same views of other things, which are not shown: exercises and questions in what follows from looks."""
    other = rearranged(room, view_set, rng)
    scene = Scene(other, view_set)
    kinds = [seen_from, apart, apart, nearest, furthest, furthest, at_side, *[held] * 4]
    kinds += [turned] * 2 * scene.one_spot + [beside] * 3 * (scene.middle is not None) + [twice] * 3 * (scene.kind == "motion")
    told = _drawn(scene, kinds, count, rng)
    asked = [(question.text, question.reply) for question in ask(other, view_set, count, rng) if question.family not in _SHOWN_ONLY]
    return mixed(rng, told + asked)[:count]


def _drawn(scene: Scene, kinds: list, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    drawn = [kinds[int(rng.integers(len(kinds)))](scene, rng) for _ in range(count)]
    return [(f"{scene.opening} {asked}", reply) for asked, reply in filter(None, drawn)]
