"""Exercises in telling: where things are, how far apart, how free the way is, how a camera stands and moved."""

import numpy as np

from .angles import sided, spoken
from .chance import mixed
from .circle import SIDES as AROUND
from .direction import shared, visible
from .lengths import spoken as spoken_length
from .measures import way
from .motion import followed
from .question import replied
from .scene import Scene

_MOST = 7  # things in one exercise
Exercise = tuple[str, str] | None  # what is asked and the reply; None where the views show too little


def where(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Looks at things."""
    things = _some(scene, rng)
    return things and (f"Where {_are(things)}?", replied((), [scene.clause(thing) for thing in things]))


def seen_from(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Where things are for one view, whichever shows them."""
    things, view, metres = _some(scene, rng), int(rng.integers(scene.count)), rng.random() >= 0.5
    tell = scene.whole if metres else scene.from_view
    said = [spoken(scene.angle(thing, view)) if not metres and (scene.one_spot or thing.best == view) else scene.at(thing, view) for thing in things]
    asked = f"Seen from image {view + 1}, where {_are(things)}{' in metres' if metres else ''}?"
    return things and (asked, replied([scene.frame(view), *(tell(thing, view) for thing in things)], [f"{thing.name} {place}" for thing, place in zip(things, said)]))


def turned(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Where things are when a camera has turned."""
    things, view, turn = _some(scene, rng), int(rng.integers(scene.count)), int(rng.integers(-11, 13)) * 15
    thought = [scene.frame(view), *(scene.after_turn(thing, view, turn) for thing in things)]
    said = [f"{thing.name} {spoken(scene.angle(thing, view) - turn)}" for thing in things]
    return things and (f"The camera of image {view + 1} turns {spoken(turn)} degrees. Where {_are(things)} then?", replied(thought, said))


def beside(scene: Scene, rng: np.random.Generator) -> Exercise:
    """On which side of the middle piece things are."""
    things, view = [thing for thing in _some(scene, rng) if thing is not scene.middle], int(rng.integers(scene.count))
    sides = [sided(scene.from_middle(thing, view), AROUND) for thing in things]
    thought = [scene.frame(view), *(f"{scene.beside(thing, view)} on {side}" for thing, side in zip(things, sides))]
    said = [f"{thing.name} {side}" for thing, side in zip(things, sides)]
    return things and (f"Seen from image {view + 1}, where {_are(things)} from the {scene.middle.name}?", replied(thought, said))


def what(scene: Scene, rng: np.random.Generator) -> Exercise:
    """All that a view shows, from left to right."""
    view = int(rng.integers(scene.count))
    shown = sorted(visible(scene, view), key=lambda thing: -thing.bearing[view])
    return f"What is in image {view + 1}?", replied([scene.clause(thing, view) for thing in shown], [", ".join(thing.name for thing in shown) or "nothing"])


def apart(scene: Scene, rng: np.random.Generator) -> Exercise:
    """How far things are from one of them."""
    things = _some(scene, rng)
    if len(things) < 2:
        return None
    first, *others = things
    far = [f"{scene.apart(thing, first):.1f}" for thing in others]
    thought = [scene.frame(0), scene.whole(first), *(f"{scene.whole_to(thing, first)} apart {metres}" for thing, metres in zip(others, far))]
    return f"How far from the {first.name} {_are(others)}?", replied(thought, [f"{thing.name} {metres} m" for thing, metres in zip(others, far)])


def gaps(scene: Scene, rng: np.random.Generator) -> Exercise:
    """How much floor is free between things and one of them."""
    things = [thing for thing in mixed(rng, scene.things) if thing.stands][:int(rng.integers(2, _MOST))]
    if len(things) < 2:
        return None
    first, *others = things
    free = [spoken_length(scene.gaps[thing.number, first.number]) for thing in others]
    clauses = [f"{scene.whole_to(thing, first)} apart {scene.apart(thing, first):.1f} gap {metres}" for thing, metres in zip(others, free)]
    said = [f"{thing.name} {metres}" for thing, metres in zip(others, free)]
    return f"How wide {'is the gap' if len(others) == 1 else 'are the gaps'} from the {first.name} to {_named(others)}?", replied([scene.frame(0), scene.whole(first), *clauses], said)


def ways(scene: Scene, _: np.random.Generator) -> Exercise:
    """How far every view's way ahead is free."""
    met = {view: found for view in range(scene.count) if (found := way(scene, view))}
    return met and ("How far is the way ahead free?", replied((), [f"{name} image {view + 1} ahead {spoken_length(metres)}" for view, (name, metres) in met.items()]))


def camera(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Where another view's camera is."""
    other, view = (int(each) for each in rng.permutation(scene.count)[:2])
    return f"Where is the camera of image {other + 1}, seen from image {view + 1}?", replied((), [scene.other(other, view)])


def twice(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Things in two views that both show them; if the camera moved between these, how."""
    first, second = (int(each) for each in rng.permutation(scene.count)[:2])
    things = mixed(rng, shared(scene, first, second))
    if scene.kind == "motion":
        asked = f"How did the camera move from image {first + 1} to image {second + 1}?"
        return things and (asked, replied(followed(scene, first, second, things[:2]), [scene.other(second, first)]))
    things = things[:_MOST // 2]
    asked = f"Where {_are(things)} in image {first + 1} and in image {second + 1}?"
    return things and (asked, replied((), [scene.clause(thing, view) for thing in things for view in (first, second)]))


def _some(scene, rng):
    return mixed(rng, scene.things)[:int(rng.integers(1, _MOST + 1))]


def _are(things):
    return f"{'is' if len(things) == 1 else 'are'} {_named(things)}"


def _named(things):
    return ", ".join(f"the {thing.name}" for thing in things)
