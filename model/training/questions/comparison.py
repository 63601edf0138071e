"""Which of four things is nearest or farthest: to the camera, or to another thing."""

import numpy as np

from .chance import pick
from .direction import visible
from .draft import Draft
from .evenness import FARTHEST, FARTHEST_FROM_THING, FARTHEST_IN_VIEW, NEAREST, NEAREST_IN_VIEW, NEAREST_TO_THING
from .scene import Scene
from .settings import LEAST_METRES, LEAST_SHARE
from .thing import FLAT, Thing

_NEAREST = ("Which of these is nearest to the camera{of}?", "Which of these is the nearest{in_image}?")
_FARTHEST = ("Which of these is farthest from the camera{of}?", "Which of these is the farthest{in_image}?")
_TO_THING = {
    1: ("Which of these is nearest to the {name}?", "Which of these is the nearest thing to the {name}?"),
    -1: ("Which of these is farthest from the {name}?", "Which of these is the farthest thing from the {name}?"),
}


def nearest(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """The nearest to a camera."""
    return _to_camera(scene, rng, 1)


def relative_distance(scene: Scene, rng: np.random.Generator) -> Draft | None:
    """The farthest from a camera, or the nearest to or the farthest from a thing."""
    if rng.random() < 0.4:
        return _to_camera(scene, rng, -1)
    return _to_thing(scene, rng, pick(rng, (1, -1)))


def _to_camera(scene, rng, sign):
    view = int(rng.integers(scene.count))
    things = _solid(scene.things if scene.one_spot else visible(scene, view))
    far = {thing: (thing.distance[view], scene.edges[view, thing.number]) for thing in things}
    all_round = scene.one_spot and scene.count > 1
    strengths = (NEAREST if all_round else NEAREST_IN_VIEW) if sign > 0 else (FARTHEST if all_round else FARTHEST_IN_VIEW)
    chosen = _extreme(far, rng, sign, strengths)
    if not chosen:
        return None
    told = {thing.name: scene.clause(thing, None if scene.one_spot else view) for thing in chosen}
    said = {"of": "", "in_image": ""} if scene.one_spot else {"of": f" of image {view + 1}", "in_image": f" in image {view + 1}"}
    text = pick(rng, _NEAREST if sign > 0 else _FARTHEST).format(**said)
    return Draft(text, tuple(told), told=told, ranks={thing.name: _rank(far[thing][0], sign) for thing in chosen})


def _to_thing(scene, rng, sign):
    things = _solid(scene.things)
    if len(things) < 5:
        return None
    anchor = pick(rng, things)
    far = {thing: (scene.apart(thing, anchor), scene.gaps[thing.number, anchor.number]) for thing in things if thing is not anchor}
    chosen = _extreme(far, rng, sign, NEAREST_TO_THING if sign > 0 else FARTHEST_FROM_THING)
    if not chosen:
        return None
    told = {thing.name: f"{scene.whole_to(thing, anchor)} apart {far[thing][0]:.1f}" for thing in chosen}
    text, ranks = pick(rng, _TO_THING[sign]).format(name=anchor.name), {thing.name: _rank(far[thing][0], sign) for thing in chosen}
    return Draft(text, tuple(told), (scene.whole(anchor),), told, scene.frame(0), ranks)


def _rank(metres: float, sign: int) -> tuple[float, str]:
    return sign * round(metres, 1), f"{metres:.1f}"


def _solid(things: list[Thing]) -> list[Thing]:
    return [thing for thing in things if thing.category not in FLAT]


def _extreme(far: dict[Thing, tuple[float, float]], rng, sign: int, strengths: dict[str, float]) -> list[Thing] | None:
    """Four things of which the first is clearly the nearest (sign 1) or the farthest (-1) by their middles, given first,
    and not otherwise by their edges. A name's strength makes it likelier to be the first and less likely to be another."""
    for best in _drawn(list(far), rng, strengths, 1):
        if rng.random() > np.exp(strengths.get(best.name, 0.0) / 2):
            continue
        others = [thing for thing in far if thing is not best and _clearly(sign, far[best][0], far[thing][0])
                  and sign * (far[thing][1] - far[best][1]) > 0]
        if len(others) >= 3:
            return [best, *_drawn(others, rng, strengths, -1)[:3]]
    return None


def _drawn(things, rng, strengths, sign):
    """In a random order in which those of much strength (sign 1) or of little (-1) tend to come first."""
    keys = rng.gumbel(size=len(things))
    return [thing for _, _, thing in sorted((-key - sign * strengths.get(thing.name, 0.0), n, thing)
                                            for n, (key, thing) in enumerate(zip(keys, things)))]


def _clearly(sign, best, other):
    near, far = (best, other) if sign > 0 else (other, best)
    return far - near >= max(LEAST_METRES, LEAST_SHARE * far)
