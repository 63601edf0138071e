"""Which of four things is nearest or farthest: to the camera, or to another thing."""

import numpy as np

from .chance import mixed, pick
from .direction import visible
from .draft import Draft
from .scene import Scene
from .settings import LEAST_METRES, LEAST_SHARE
from .thing import FLAT, Thing

_NEAREST = ("Which of these is nearest to the camera{of}?", "Which of these is the nearest{of}?")
_FARTHEST = ("Which of these is farthest from the camera{of}?", "Which of these is the farthest{of}?")
_TO_THING = {
    1: ("Which of these is nearest to the {name}?", "Which of these is the nearest thing to the {name}?"),
    -1: ("Which of these is farthest from the {name}?", "Which of these is the farthest thing from the {name}?"),
}


def nearest(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """The nearest to a camera."""
    return _to_camera(scene, rng, 1, _NEAREST)


def relative_distance(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """The farthest from a camera, or the nearest to or the farthest from a thing."""
    if rng.random() < 0.4:
        return _to_camera(scene, rng, -1, _FARTHEST)
    return _to_thing(scene, rng, pick(rng, (1, -1)))


def _to_camera(scene, rng, sign, phrases):
    view = int(rng.integers(scene.count))
    things = _solid(scene.things if scene.one_spot else visible(scene, view))
    chosen = _extreme(things, rng, sign, lambda thing: thing.distance[view], lambda thing: scene.edges[view, thing.number])
    if not chosen:
        return None
    told = {thing.name: scene.clause(thing, None if scene.one_spot else view) for thing in chosen}
    text = pick(rng, phrases).format(of="" if scene.one_spot else f" of image {view + 1}")
    return Draft(text, tuple(told), told=told)


def _to_thing(scene, rng, sign):
    things = _solid(scene.things)
    if len(things) < 5:
        return None
    anchor = pick(rng, things)
    others = [thing for thing in things if thing is not anchor]
    far = {thing: scene.apart(thing, anchor) for thing in others}
    chosen = _extreme(others, rng, sign, lambda thing: far[thing], lambda thing: scene.gaps[thing.number, anchor.number])
    if not chosen:
        return None
    told = {thing.name: f"{scene.whole(thing)} apart {far[thing]:.1f}" for thing in chosen}
    return Draft(pick(rng, _TO_THING[sign]).format(name=anchor.name), tuple(told), (scene.whole(anchor),), told)


def _solid(things: list[Thing]) -> list[Thing]:
    return [thing for thing in things if thing.category not in FLAT]


def _extreme(things, rng, sign, middle, edge):
    """Four things of which the first is clearly the nearest (sign 1) or farthest (-1) by middles, and not otherwise by edges."""
    for best in mixed(rng, things):
        others = [thing for thing in things if thing is not best and _clearly(sign, middle(best), middle(thing))
                  and sign * (edge(thing) - edge(best)) > 0]
        if len(others) >= 3:
            return [best, *mixed(rng, others)[:3]]
    return None


def _clearly(sign, best, other):
    near, far = (best, other) if sign > 0 else (other, best)
    return far - near >= max(LEAST_METRES, LEAST_SHARE * far)
