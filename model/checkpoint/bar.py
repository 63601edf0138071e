"""What a conversion says of itself on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from .progress import Progress


class Bar(Progress):
    """A bar for each step, above it the lines."""

    def __init__(self):
        super().__init__(lambda line: tqdm.write(line, file=sys.stderr))

    @contextmanager
    def step(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """A step that goes through so many bytes."""
        with tqdm(total=total or None, desc=title, unit="B", unit_scale=True, leave=False, file=sys.stderr) as bar:
            yield bar.update
