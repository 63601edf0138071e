"""Which sets and questions a step of training sees: the same for the same seed and step."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from .data import Dataset
from .questions import Question, arithmetic, ask, exercises, sums

_KINDS = {"single": 0.08, "surround": 0.2, "rotation": 0.22, "among": 0.22, "around": 0.12, "motion": 0.16}
_TRIES = 40
_SUMS_OF_SET = 4


@dataclass(frozen=True)
class Asked:
    """Questions on one set of views: the rows of the views in the dataset, pairs of question and reply, and what is known of each."""

    rows: list[int]
    pairs: list[tuple[str, str]]
    questions: list[Question]


class Sampler:
    """Draws batches of sets with the same number of views."""

    def __init__(self, data: Dataset, split: str, questions: int, seed: int):
        self.data, self.questions, self.seed = data, questions, seed
        self._by_views: dict[tuple[str, int], list[tuple[dict, dict]]] = {}
        for room in data.of(split):
            for one in room["sets"]:
                self._by_views.setdefault((one["kind"], len(one["views"])), []).append((room, one))
        if not self._by_views:
            raise ValueError(f"dataset: there is no room of the split {split}")

    def quizzes(self, step: int, sets: int, exercised: int = 0) -> list[Asked]:
        """Sets with questions from true geometry, so many of them exercises instead."""
        return self._draw(step, sets, partial(self._quiz, exercised=exercised))

    def exercises(self, step: int, sets: int, alone: bool = False) -> list[Asked]:
        """Sets with exercises in seeing; `alone`: single views."""
        return self._draw(step, sets, self._exercise, alone)

    def sums(self, step: int, count: int) -> Asked:
        """Exercises in what follows from looks, on no views."""
        rng, pairs = np.random.default_rng([self.seed, step, 1]), []
        kinds = list(self._by_views)
        while len(pairs) < count:
            pool = self._by_views[kinds[rng.integers(len(kinds))]]
            pairs += sums(*pool[rng.integers(len(pool))], _SUMS_OF_SET, rng)
        return Asked([], pairs[:count], [])

    def arithmetic(self, step: int, count: int) -> Asked:
        """Differences of numbers, on no views."""
        rng = np.random.default_rng([self.seed, step, 2])
        return Asked([], [arithmetic(rng) for _ in range(count)], [])

    def _draw(self, step, sets, make, alone=False):
        rng = np.random.default_rng([self.seed, step])
        count = 1 if alone else self._count(rng)
        kinds = [key for key in self._by_views if key[1] == count]
        weights = np.array([_KINDS[kind] for kind, _ in kinds])
        out: list[Asked] = []
        for _ in range(_TRIES * sets):
            pool = self._by_views[kinds[rng.choice(len(kinds), p=weights / weights.sum())]]
            made = make(*pool[rng.integers(len(pool))], rng)
            if made:
                out.append(made)
            if len(out) == sets:
                return out
        raise ValueError(f"dataset: no {sets} sets of {count} views can be asked {self.questions} questions each")

    def _count(self, rng):
        kinds = list(self._by_views)
        totals = {kind: sum(len(pool) for (other, _), pool in self._by_views.items() if other == kind) for kind, _ in kinds}
        weights = np.array([_KINDS[kind] * len(self._by_views[kind, count]) / totals[kind] for kind, count in kinds])
        return kinds[rng.choice(len(kinds), p=weights / weights.sum())][1]

    def _quiz(self, room, one, rng, exercised):
        questions = ask(room, one, self.questions - exercised, rng)
        pairs = [(question.text, question.reply) for question in questions] + exercises(room, one, exercised, rng)
        return Asked(Dataset.indices(room, one), pairs, questions) if len(pairs) == self.questions else None

    def _exercise(self, room, one, rng):
        pairs = exercises(room, one, self.questions, rng)
        return Asked(Dataset.indices(room, one), pairs, []) if len(pairs) == self.questions else None
