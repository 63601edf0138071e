"""Which image shows a thing, and which thing an image shows."""

import numpy as np

from .chance import mixed, pick
from .draft import Draft
from .scene import Scene
from .settings import UNSEEN_PIXELS

_WHICH = ("Which image shows the {name}?", "In which image is the {name}?")
_SHOWN = ("Which of these is in image {view}?", "Which of these does image {view} show?")
_CLEAR_PIXELS = 400


def which_view(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """The image of a thing, or a thing of an image."""
    if scene.count < 2:
        return None
    return _which(scene, rng) if scene.count > 2 and rng.random() < 0.4 else _shown(scene, rng)


def _which(scene, rng):
    view = int(rng.integers(scene.count))
    there = [thing for thing in scene.things if thing.pixels[view] >= _CLEAR_PIXELS]
    found = [(thing, [n for n in range(scene.count) if thing.pixels[n] <= UNSEEN_PIXELS]) for thing in there]
    found = [(thing, without) for thing, without in found if len(without) >= min(3, scene.count - 1)]
    if not found:
        return None
    thing, without = pick(rng, found)
    choices = tuple(f"image {n + 1}" for n in (view, *mixed(rng, without)[:3]))
    return Draft(pick(rng, _WHICH).format(name=thing.name), choices, (scene.clause(thing, view),))


def _shown(scene, rng):
    view = int(rng.integers(scene.count))
    # What every image shows could only be the true choice, and would be known by that.
    parted = [thing for thing in scene.things if max(thing.pixels) >= _CLEAR_PIXELS and min(thing.pixels) <= UNSEEN_PIXELS]
    there = [thing for thing in parted if thing.pixels[view] >= _CLEAR_PIXELS]
    away = [thing for thing in parted if thing.pixels[view] <= UNSEEN_PIXELS]
    if not there or len(away) < 3:
        return None
    first = pick(rng, there)
    told = {first.name: scene.clause(first, view)} | {thing.name: scene.clause(thing) for thing in mixed(rng, away)[:3]}
    return Draft(pick(rng, _SHOWN).format(view=view + 1), tuple(told), told=told)
