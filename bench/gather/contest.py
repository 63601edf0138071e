"""One comparison: programs that take turns, so that a machine that is busy for a while is busy for all of them."""

import statistics
from contextlib import ExitStack
from dataclasses import dataclass, field

from .figure import FLOOR, OURS, Figure
from .player import Player
from .program import Missing, Program

SHOWN = 40  # letters of two results that differ


@dataclass(frozen=True)
class Row:
    """One line of the table: median seconds, their ratio (below 1 we are faster) and the quartiles of the rounds' own ratios."""

    line: str
    who: str
    ours: float
    theirs: float
    ratio: float
    lower: float
    upper: float
    floor: float | None
    same: str


@dataclass
class Contest:
    """A comparison by name. With `turns` the programs stay loaded and have so many turns in a round."""

    name: str
    programs: list[Program]
    turns: int = 0
    missing: str = ""
    rounds: list[list[Figure]] = field(default_factory=list)

    def run(self, rounds: int) -> None:
        """Every second round goes the other way about."""
        try:
            if self.turns == 0:
                self._play(self.programs, rounds)
                return
            with ExitStack() as stack:
                self._play([stack.enter_context(Player(program)) for program in self.programs], rounds * self.turns)
        except Missing as error:
            self.missing = str(error)

    def _play(self, sides: list[Program] | list[Player], rounds: int) -> None:
        for number in range(rounds):
            order = sides if number % 2 == 0 else sides[::-1]
            self.rounds.append([figure for side in order for figure in side.figures()])

    def rows(self) -> list[Row]:
        """The lines in the order of the first round, one for each rival."""
        if not self.rounds:
            return []
        rivals = dict.fromkeys((figure.line, figure.who) for figure in self.rounds[0] if figure.who not in (OURS, FLOOR))
        return [self._row(line, who) for line, who in rivals]

    def _row(self, line: str, who: str) -> Row:
        ours, theirs, floor = self._all(line, OURS), self._all(line, who), self._all(line, FLOOR)
        ratios = [a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)]
        lower, _, upper = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
        return Row(
            line=line, who=who, ours=_median(ours), theirs=_median(theirs),
            ratio=_median(ours) / _median(theirs), lower=lower, upper=upper,
            floor=_median(floor) if floor else None, same=_same(ours, theirs),
        )

    def _all(self, line: str, who: str) -> list[Figure]:
        return [figure for turn in self.rounds for figure in turn if (figure.line, figure.who) == (line, who)]


def _median(figures: list[Figure]) -> float:
    return statistics.median(figure.seconds for figure in figures)


def _same(ours: list[Figure], theirs: list[Figure]) -> str:
    results = [sorted({figure.result for figure in side}) for side in (ours, theirs)]
    if results[0] == results[1] == [""]:
        return "–"
    if results[0] == results[1] and len(results[0]) == 1:
        return "yes"
    shown = " / ".join("…".join(dict.fromkeys((side[0], side[-1]))) for side in results)
    return f"no: {shown}" if len(shown) <= SHOWN else "no"
