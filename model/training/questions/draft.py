"""A question before its choices have letters."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .settings import LETTERS


@dataclass(frozen=True)
class Off:
    """How far a choice is from an estimate: a number, and in words."""

    estimate: str
    size: float
    spoken: str

    @property
    def told(self) -> str:
        """The step from the choice to the estimate, in words."""
        return f"to {self.estimate} by {self.spoken}"


@dataclass(frozen=True)
class Draft:
    """The first choice is the true one.

    The chain of thought says the `frame` that it is in, if it needs one, then the `facts`, then each choice under its letter with
    what `told` says of it and the verdict whether it is the one, then the last that was. With `ranks`, a number and how it is
    spoken for each choice, the least is sought as one who compares does it: each choice is held against the best so far.
    `between` says how far one of these is from the best, where that has to be worked out. `opening` replaces the scene's where that would give the answer away.
    """

    text: str
    choices: tuple[str, ...]
    facts: tuple[str, ...] = ()
    told: dict[str, str] = field(default_factory=dict)
    frame: str = ""
    ranks: dict[str, tuple[float, str]] = field(default_factory=dict)
    between: Callable[[str, str], str] | None = None
    opening: str | None = None

    @classmethod
    def measured(cls, text: str, choices: tuple[str, ...], facts: tuple[str, ...], off: Callable[[str], "Off"], opening: str | None = None) -> "Draft":
        """A question about a measure: each choice is held against what was estimated."""
        held = {choice: off(choice) for choice in choices}
        told = {choice: f"{choice} {far.told}" for choice, far in held.items()}
        return cls(text, choices, facts, told, ranks={choice: (far.size, far.spoken) for choice, far in held.items()}, opening=opening)

    def think(self, order: list[str]) -> str:
        """The chain of thought for the choices in an order."""
        told = [self.told.get(choice, choice) for choice in order]
        if self.ranks:
            judged = compared(told, [self.ranks[choice] for choice in order], self.between)
        else:
            judged = [f"{clause} {'yes' if choice == self.choices[0] else 'no'}" for clause, choice in zip(told, order)]
        return "; ".join([*([self.frame] if self.frame else []), *self.facts, *under_letters(judged), f"so {LETTERS[order.index(self.choices[0])]} {self.choices[0]}"])


def under_letters(clauses: list[str]) -> list[str]:
    """Each clause after its letter."""
    return [f"{letter} {clause}" for letter, clause in zip(LETTERS, clauses)]


def compared(clauses: list[str], ranks: list[tuple[float, str]], between: Callable[[str, str], str] | None = None) -> list[str]:
    """Each clause with the best so far that it is held against, how far from it if `between` says that, and the verdict whether it is better."""
    out, best = [], None
    for clause, (value, spoken) in zip(clauses, ranks):
        better = best is None or value < best[0]
        against = "" if best is None else f" of {best[1]}" + (f" by {between(best[1], spoken)}" if between else "")
        out.append(f"{clause}{against} {'yes' if better else 'no'}")
        best = (value, spoken) if better else best
    return out
