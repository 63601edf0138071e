"""Exercises for the base model, in what chains of thought are made of, many in one reply: what is seen, and what follows from it."""

import numpy as np

from .angles import SIDES, off, off_turn, sided, spoken, toward
from .ask import ask
from .chance import mixed
from .circle import SIDES as AROUND
from .direction import shared, sideways, visible
from .draft import compared, under_letters
from .lengths import off as off_length, spoken as spoken_length
from .measures import judged as passable, way
from .motion import followed
from .scene import Scene
from .settings import LETTERS
from .told import rearranged

_MOST = 7  # things in one exercise
_SHOWN_ONLY = ("passage",)  # families whose answers follow from more than looks at things
_UNCLEAR = 12  # degrees from the border between two sides
_SAID = {"ahead": "ahead", "behind": "behind"}


def exercises(room: dict, view_set: dict, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Pairs of question and reply about a set of views; fewer than `count` where the views show too little."""
    scene = Scene(room, view_set)
    kinds = [_where, _seen_from, _what, _apart, _gaps, _nearest, _furthest, _shown, _at_side, _ways]
    kinds += [_camera, _twice, _twice] * (scene.count > 1) + [_turned] * scene.one_spot + [_beside] * 2 * (scene.middle is not None)
    drawn = [kinds[int(rng.integers(len(kinds)))](scene, rng) for _ in range(2 * count)]
    return [(f"{scene.opening} {asked}", reply) for asked, reply in filter(None, drawn)][:count]


def sums(room: dict, view_set: dict, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Pairs of question and reply about the same views of other things, which are not shown: exercises and questions in what follows from looks."""
    other = rearranged(room, view_set, rng)
    scene = Scene(other, view_set)
    kinds = [_seen_from, _apart, _apart, _nearest, _furthest, _furthest, _at_side, *[_held] * 4]
    kinds += [_turned] * 2 * scene.one_spot + [_beside] * 3 * (scene.middle is not None) + [_twice] * 3 * (scene.kind == "motion")
    drawn = [kinds[int(rng.integers(len(kinds)))](scene, rng) for _ in range(count)]
    told = [(f"{scene.opening} {asked}", reply) for asked, reply in filter(None, drawn)]
    asked = [(question.text, question.reply) for question in ask(other, view_set, count, rng) if question.family not in _SHOWN_ONLY]
    return mixed(rng, told + asked)[:count]


def _where(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things = _some(scene, rng)
    return things and (f"Where are {_named(things)}?", "; ".join(scene.clause(thing) for thing in things))


def _seen_from(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things, view = _some(scene, rng), int(rng.integers(scene.count))
    tell = scene.from_view if rng.random() < 0.5 else scene.whole
    clauses = [scene.frame(view), *(tell(thing, view) for thing in things)]
    return things and (f"Seen from image {view + 1}, where are {_named(things)}{'' if tell == scene.from_view else ' in metres'}?", "; ".join(clauses))


def _turned(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things, view, turn = _some(scene, rng), int(rng.integers(scene.count)), int(rng.integers(-11, 13)) * 15
    clauses = [scene.frame(view), *(scene.after_turn(thing, view, turn) for thing in things)]
    return things and (f"The camera of image {view + 1} turns {spoken(turn)} degrees. Where are {_named(things)} then?", "; ".join(clauses))


def _beside(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things, view = [thing for thing in _some(scene, rng) if thing is not scene.middle], int(rng.integers(scene.count))
    clauses = [f"{scene.beside(thing, view)} on {sided(scene.from_middle(thing, view), AROUND)}" for thing in things]
    return things and (f"Seen from image {view + 1}, where are {_named(things)} from the {scene.middle.name}?", "; ".join([scene.frame(view), *clauses]))


def _what(scene: Scene, rng: np.random.Generator) -> tuple[str, str]:
    view = int(rng.integers(scene.count))
    shown = sorted(visible(scene, view), key=lambda thing: -thing.bearing[view])
    return f"What is in image {view + 1}?", "; ".join(scene.clause(thing, view) for thing in shown) or "nothing"


def _apart(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things = _some(scene, rng)
    if len(things) < 2:
        return None
    first, *others = things
    clauses = [scene.frame(0), scene.whole(first), *(f"{scene.whole_to(thing, first)} apart {scene.apart(thing, first):.1f}" for thing in others)]
    return f"How far from the {first.name} are {_named(others)}?", "; ".join(clauses)


def _gaps(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    things = [thing for thing in mixed(rng, scene.things) if thing.stands][:int(rng.integers(2, _MOST))]
    if len(things) < 2:
        return None
    first, *others = things
    clauses = [f"{scene.whole_to(thing, first)} apart {scene.apart(thing, first):.1f} gap {spoken_length(scene.gaps[thing.number, first.number])}" for thing in others]
    return f"How wide are the gaps from the {first.name} to {_named(others)}?", "; ".join([scene.frame(0), scene.whole(first), *clauses])


def _ways(scene: Scene, _: np.random.Generator) -> tuple[str, str] | None:
    met = {view: found for view in range(scene.count) if (found := way(scene, view))}
    return met and ("How far is the way ahead free?", "; ".join(f"{name} image {view + 1} ahead {spoken_length(metres)}" for view, (name, metres) in met.items()))


def _twice(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """Things in two views that both show them; if the camera moved between these, how."""
    first, second = (int(each) for each in rng.permutation(scene.count)[:2])
    things = mixed(rng, shared(scene, first, second))
    if scene.kind == "motion":
        asked, clauses = f"How did the camera move from image {first + 1} to image {second + 1}?", followed(scene, first, second, things[:2])
    else:
        things = things[:_MOST // 2]
        asked, clauses = f"Where are {_named(things)} in image {first + 1} and in image {second + 1}?", [scene.clause(thing, view) for thing in things for view in (first, second)]
    return things and (asked, "; ".join(clauses))


def _furthest(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """Which of some lettered things is the furthest left or right in a view, each held against the best so far."""
    view, sign = int(rng.integers(scene.count)), 1 if rng.integers(2) else -1
    things = mixed(rng, visible(scene, view))[:len(LETTERS)]
    if len(things) < 2:
        return None
    ranks = [sideways(thing, view, sign) for thing in things]
    asked = f"Which is the furthest {'left' if sign > 0 else 'right'} in image {view + 1}? {_lettered(things)}"
    return asked, _best(things, [scene.clause(thing, view) for thing in things], ranks, toward)


def _nearest(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """Which of some lettered things is the nearest or farthest to where each is seen best, each held against the best so far."""
    things, sign = mixed(rng, scene.things)[:len(LETTERS)], 1 if rng.integers(2) else -1
    if len(things) < 2:
        return None
    ranks = [(sign * round(thing.distance[thing.best], 1), f"{thing.distance[thing.best]:.1f}") for thing in things]
    return f"Which is {'nearest' if sign > 0 else 'farthest'}? {_lettered(things)}", _best(things, [scene.clause(thing) for thing in things], ranks)


def _held(_: Scene, rng: np.random.Generator) -> tuple[str, str]:
    """Which of some lettered lengths or turns is nearest to one that is told."""
    if rng.random() < 0.6:
        # In equal steps, as in questions, three of four differences would follow from one.
        estimate, *lengths = rng.permutation(np.arange(1, 80))[:len(LETTERS) + 1] / 10
        choices = [spoken_length(metres) for metres in lengths]
        choices = list(passable(choices)) if rng.random() < 0.5 else choices
        said, far = spoken_length(estimate), [off_length(choice, estimate) for choice in choices]
    else:
        estimate, (turn, other) = 5 * int(rng.integers(-16, 17)), 5 * rng.permutation(np.arange(3, 17))[:2]
        choices = mixed(rng, [spoken(degrees) for degrees in (turn, -turn, other, -other)])
        said, far = spoken(estimate), [off_turn(choice, estimate) for choice in choices]
    told = compared([f"{choice} {one.told}" for choice, one in zip(choices, far)], [(one.size, one.spoken) for one in far])
    best = min(range(len(choices)), key=lambda place: far[place].size)
    listed = " ".join(f"{letter}. {choice}" for letter, choice in zip(LETTERS, choices))
    return f"Which is nearest to {said}? {listed}", "; ".join([*under_letters(told), f"so {LETTERS[best]} {choices[best]}"])


def _shown(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """Which of some lettered things one image shows best."""
    things, view = mixed(rng, scene.things)[:len(LETTERS)], int(rng.integers(scene.count))
    asked = f"Which are in image {view + 1}? {_lettered(things)}"
    return things and (asked, _sorted_out(things, [(scene.clause(thing), thing.best == view) for thing in things]))


def _at_side(scene: Scene, rng: np.random.Generator) -> tuple[str, str] | None:
    """Which of some lettered things lie to one side of a camera."""
    view, side = int(rng.integers(scene.count)), list(SIDES)[int(rng.integers(len(SIDES)))]
    clear = [thing for thing in scene.things if abs(off(thing.bearing[view], SIDES[side]) - 45) > _UNCLEAR]
    things = mixed(rng, clear)[:len(LETTERS)]
    sides = [sided(thing.bearing[view]) for thing in things]
    judged = [(f"{scene.from_view(thing, view)} on {there}", there == side) for thing, there in zip(things, sides)]
    asked = f"Seen from image {view + 1}, which are {_SAID.get(side, f'to the {side}')}? {_lettered(things)}"
    return things and (asked, f"{scene.frame(view)}; {_sorted_out(things, judged)}")


def _sorted_out(things, judged: list[tuple[str, bool]]) -> str:
    """Lettered clauses with their verdicts, and the things that are meant."""
    told = under_letters([f"{clause} {'yes' if meant else 'no'}" for clause, meant in judged])
    found = ", ".join(f"{letter} {thing.name}" for letter, thing, (_, meant) in zip(LETTERS, things, judged) if meant)
    return "; ".join([*told, f"so {found or 'none'}"])


def _best(things, clauses: list[str], ranks: list[tuple[float, str]], between=None) -> str:
    """Lettered clauses, each held against the best so far, and the best."""
    best = min(range(len(things)), key=lambda place: ranks[place][0])
    return "; ".join([*under_letters(compared(clauses, ranks, between)), f"so {LETTERS[best]} {things[best].name}"])


def _lettered(things) -> str:
    return " ".join(f"{letter}. {thing.name}" for letter, thing in zip(LETTERS, things))


def _camera(scene: Scene, rng: np.random.Generator) -> tuple[str, str]:
    other, view = (int(each) for each in rng.permutation(scene.count)[:2])
    return f"Where is the camera of image {other + 1}, seen from image {view + 1}?", scene.other(other, view)


def _some(scene, rng):
    return mixed(rng, scene.things)[:int(rng.integers(1, _MOST + 1))]


def _named(things):
    return ", ".join(f"the {thing.name}" for thing in things)
