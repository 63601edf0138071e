"""The questions on held-out rooms: always the same for the same dataset and seed."""

from dataclasses import dataclass

import numpy as np

from ..data import Dataset
from ..data.splits import HELD_OUT
from ..questions import FAMILIES, Question, ask

_DRAWN = 6  # questions drawn about a set, of which one of a family at most is taken


@dataclass(frozen=True)
class Item:
    """A question about a set of views: `rows` are the views' rows in the dataset, `room` is the room's seed."""

    id: str
    room: int
    view_set: dict
    rows: tuple[int, ...]
    question: Question


def quiz(data: Dataset, count: int, seed: int = 7) -> list[Item]:
    """`count` questions of every family about held-out rooms; refuses a dataset that has not so many."""
    rng = np.random.default_rng([seed, 11])
    sets = [(room, one) for room in data.of(HELD_OUT) for one in room["sets"]]
    taken: dict[str, list[Item]] = {family: [] for family in FAMILIES}
    for place in rng.permutation(len(sets)):
        room, view_set = sets[place]
        of_set: set[str] = set()
        for question in ask(room, view_set, _DRAWN, np.random.default_rng([seed, place])):
            family = question.family
            if family not in of_set and len(taken[family]) < count:
                of_set.add(family)
                name = f"{family}-{len(taken[family]):03d}"
                taken[family].append(Item(name, room["seed"], view_set, tuple(Dataset.indices(room, view_set)), question))
        if all(len(items) == count for items in taken.values()):
            return [item for items in taken.values() for item in items]
    few = ", ".join(f"{family} {len(items)}" for family, items in taken.items() if len(items) < count)
    raise ValueError(f"dataset: its held-out rooms do not give {count} questions of each family, only {few}")
