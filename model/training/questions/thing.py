"""One object as the views of a set show it."""

from dataclasses import dataclass

FLAT = ("rug",)
HUNG = ("window", "painting", "clock")


@dataclass(frozen=True, eq=False)
class Thing:
    """`number` is its place among the room's pieces; pixels, bearing (degrees, left positive) and distance to its
    middle along the floor (metres) have an entry a view; `best` is the view that shows most of it."""

    name: str
    category: str
    number: int
    pixels: tuple[int, ...]
    bearing: tuple[float, ...]
    distance: tuple[float, ...]
    best: int

    @property
    def stands(self) -> bool:
        """Whether it stands on the floor and has a height."""
        return self.category not in FLAT + HUNG
