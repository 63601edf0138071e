"""A question before its choices have letters."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Draft:
    """The first choice is the true one.

    The chain of thought is in the frame of `view`, counted from 0: `facts` first, then what `told` says of each choice
    in the order of the letters, then the answer. `opening` replaces the scene's where that would give the answer away.
    """

    text: str
    choices: tuple[str, ...]
    facts: tuple[str, ...] = ()
    told: dict[str, str] = field(default_factory=dict)
    view: int = 0
    opening: str | None = None

    def think(self, order: list[str]) -> str:
        """The chain of thought for the choices in an order; the frame is said if it is not the first view's."""
        head = [f"from image {self.view + 1}"] if self.view else []
        told = [self.told[choice] for choice in order if choice in self.told]
        return "; ".join([*head, *self.facts, *told, f"so {self.choices[0]}"])
