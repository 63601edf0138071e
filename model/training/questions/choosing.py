"""Exercises in choosing: which of some lettered things, lengths or turns are meant."""

import numpy as np

from .angles import SIDES, off, off_turn, sided, spoken, toward
from .chance import mixed
from .direction import sideways, visible
from .draft import compared, under_letters
from .lengths import off as off_length, spoken as spoken_length
from .measures import judged as passable
from .question import replied
from .scene import Scene
from .settings import LETTERS
from .telling import Exercise

_UNCLEAR = 12  # degrees from the border between two sides
_SAID = {"ahead": "ahead", "behind": "behind"}


def furthest(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Which is the furthest left or right in a view, each held against the best so far."""
    view, sign = int(rng.integers(scene.count)), 1 if rng.integers(2) else -1
    things = mixed(rng, visible(scene, view))[:len(LETTERS)]
    if len(things) < 2:
        return None
    ranks = [sideways(thing, view, sign) for thing in things]
    asked = f"Which is the furthest {'left' if sign > 0 else 'right'} in image {view + 1}? {_lettered(things)}"
    return asked, _best(things, [scene.clause(thing, view) for thing in things], ranks, toward)


def nearest(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Which is the nearest or farthest to where each is seen best, each held against the best so far."""
    things, sign = mixed(rng, scene.things)[:len(LETTERS)], 1 if rng.integers(2) else -1
    if len(things) < 2:
        return None
    ranks = [(sign * round(thing.distance[thing.best], 1), f"{thing.distance[thing.best]:.1f}") for thing in things]
    return f"Which is {'nearest' if sign > 0 else 'farthest'}? {_lettered(things)}", _best(things, [scene.clause(thing) for thing in things], ranks)


def held(_: Scene, rng: np.random.Generator) -> Exercise:
    """Which length or turn is nearest to one that is told."""
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
    listed = " ".join(f"{letter}. {choice}" for letter, choice in zip(LETTERS, choices))
    return f"Which is nearest to {said}? {listed}", _concluded(under_letters(told), choices, [min(range(len(choices)), key=lambda place: far[place].size)])


def shown(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Which are shown best by one view."""
    things, view = mixed(rng, scene.things)[:len(LETTERS)], int(rng.integers(scene.count))
    asked = f"Which are in image {view + 1}? {_lettered(things)}"
    return things and (asked, _sorted_out((), things, [(scene.clause(thing), thing.best == view) for thing in things]))


def at_side(scene: Scene, rng: np.random.Generator) -> Exercise:
    """Which lie to one side of a camera."""
    view, side = int(rng.integers(scene.count)), list(SIDES)[int(rng.integers(len(SIDES)))]
    clear = [thing for thing in scene.things if abs(off(thing.bearing[view], SIDES[side]) - 45) > _UNCLEAR]
    things = mixed(rng, clear)[:len(LETTERS)]
    sides = [sided(thing.bearing[view]) for thing in things]
    judged = [(f"{scene.from_view(thing, view)} on {there}", there == side) for thing, there in zip(things, sides)]
    asked = f"Seen from image {view + 1}, which are {_SAID.get(side, f'to the {side}')}? {_lettered(things)}"
    return things and (asked, _sorted_out((scene.frame(view),), things, judged))


def _sorted_out(frame: tuple[str, ...], things, judged: list[tuple[str, bool]]) -> str:
    """Lettered clauses with their verdicts, and the things that are meant."""
    told = under_letters([f"{clause} {'yes' if meant else 'no'}" for clause, meant in judged])
    return _concluded([*frame, *told], [thing.name for thing in things], [place for place, (_, meant) in enumerate(judged) if meant])


def _best(things, clauses: list[str], ranks: list[tuple[float, str]], between=None) -> str:
    """Lettered clauses, each held against the best so far, and the best."""
    told = under_letters(compared(clauses, ranks, between))
    return _concluded(told, [thing.name for thing in things], [min(range(len(things)), key=lambda place: ranks[place][0])])


def _concluded(clauses: list[str], choices: list[str], meant: list[int]) -> str:
    """The reply that ends with the choices that are meant."""
    last, said = (", ".join(f"{LETTERS[place]}{mark} {choices[place]}" for place in meant) or "none" for mark in ("", "."))
    return replied([*clauses, f"so {last}"], [said])


def _lettered(things) -> str:
    return " ".join(f"{letter}. {thing.name}" for letter, thing in zip(LETTERS, things))
