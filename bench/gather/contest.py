"""One comparison: programs that take turns, so that a machine that is busy for a while is busy for all of them."""

import statistics
from dataclasses import dataclass, field

from .figure import FLOOR, OURS, Figure
from .program import Missing, Program


@dataclass(frozen=True)
class Row:
    """One line of the table. A ratio is our time over theirs, so below 1 we are faster; the median and both ends."""

    line: str
    who: str
    ours: float
    theirs: float
    ratio: float
    least: float
    most: float
    floor: float | None
    same: str


@dataclass
class Contest:
    """A comparison by name."""

    name: str
    programs: list[Program]
    missing: str = ""
    rounds: list[list[Figure]] = field(default_factory=list)

    def run(self, rounds: int) -> None:
        """Every second round goes the other way about."""
        try:
            for number in range(rounds):
                order = self.programs if number % 2 == 0 else self.programs[::-1]
                self.rounds.append([figure for program in order for figure in program.figures()])
        except Missing as error:
            self.missing = str(error)

    def rows(self) -> list[Row]:
        """The lines in the order of the first round, one for each rival."""
        if not self.rounds:
            return []
        rivals = dict.fromkeys((figure.line, figure.who) for figure in self.rounds[0] if figure.who not in (OURS, FLOOR))
        return [self._row(line, who) for line, who in rivals]

    def _row(self, line: str, who: str) -> Row:
        ours, theirs, floor = self._all(line, OURS), self._all(line, who), self._all(line, FLOOR)
        ratios = [a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)]
        return Row(
            line=line, who=who, ours=_median(ours), theirs=_median(theirs),
            ratio=statistics.median(ratios), least=min(ratios), most=max(ratios),
            floor=_median(floor) if floor else None, same=_same(ours + theirs),
        )

    def _all(self, line: str, who: str) -> list[Figure]:
        return [figure for turn in self.rounds for figure in turn if (figure.line, figure.who) == (line, who)]


def _median(figures: list[Figure]) -> float:
    return statistics.median(figure.seconds for figure in figures)


def _same(figures: list[Figure]) -> str:
    results = {figure.result for figure in figures}
    if results == {""}:
        return "–"
    return "yes" if len(results) == 1 else "no"
