"""A question before its choices have letters."""

from dataclasses import dataclass, field

from .settings import LETTERS


@dataclass(frozen=True)
class Draft:
    """The first choice is the true one.

    The chain of thought is in the frame of `view`, counted from 0: `facts` first, then each choice under its letter with
    what `told` says of it and whether it is the one, then the last that was. With `lengths` that is judged as one who
    compares does it: a choice is the one if no earlier choice had a better length, the least, or with `most` the greatest.
    `opening` replaces the scene's where that would give the answer away.
    """

    text: str
    choices: tuple[str, ...]
    facts: tuple[str, ...] = ()
    told: dict[str, str] = field(default_factory=dict)
    view: int = 0
    lengths: dict[str, float] = field(default_factory=dict)
    most: bool = False
    opening: str | None = None

    def think(self, order: list[str]) -> str:
        """The chain of thought for the choices in an order; the frame is said if it is not the first view's."""
        head = [f"from image {self.view + 1}"] if self.view else []
        told = [f"{letter} {self.told.get(choice, choice)} {mark}" for letter, choice, mark in zip(LETTERS, order, self._marks(order))]
        return "; ".join([*head, *self.facts, *told, f"so {LETTERS[order.index(self.choices[0])]} {self.choices[0]}"])

    def _marks(self, order: list[str]) -> list[str]:
        lengths = [self.lengths.get(choice, float(choice != self.choices[0])) * (-1 if self.most else 1) for choice in order]
        return so_far(lengths) if self.lengths else ["no" if length else "yes" for length in lengths]


def so_far(lengths: list[float]) -> list[str]:
    """Of each length whether it is less than all before it, as it is spoken."""
    spoken = [round(length, 1) for length in lengths]
    return ["yes" if all(length < earlier for earlier in spoken[:place]) else "no" for place, length in enumerate(spoken)]
