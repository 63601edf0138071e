"""What a conversion says of itself, as plain lines."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LONG = 1 << 30  # bytes; shorter steps are only said when they are done


class Progress:
    """Says lines, and four times in a long step how far it is."""

    def __init__(self, tell: Callable[[str], None] = lambda _: None):
        self.tell = tell

    @contextmanager
    def step(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """A step that goes through so many bytes; gives what is to be told of each part of them."""
        done = said = 0

        def advance(count: int) -> None:
            nonlocal done, said
            done += count
            quarters = min(done * 4 // total, 3) if total >= _LONG else 0
            if quarters > said:
                said = quarters
                self.tell(f"{title}: {25 * quarters} %")

        yield advance
