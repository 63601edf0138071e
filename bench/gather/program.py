"""A program that measures one side, or several, and prints what it found."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .figure import Figure

TIMEOUT_SECONDS = 120


class Missing(Exception):
    """What kept a comparison from running, in words for the table."""


@dataclass(frozen=True)
class Program:
    """`read` makes figures of each JSON object that the command prints; `needs` are files with how to get them."""

    command: list[str]
    read: Callable[[dict], list[Figure]]
    needs: dict[Path, str]

    def check(self) -> None:
        """Says what is missing for the program to run."""
        for path, how in self.needs.items():
            if not path.exists():
                raise Missing(f"{path} is missing ({how})")

    def figures(self) -> list[Figure]:
        """Runs the command once."""
        self.check()
        try:
            done = subprocess.run(self.command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
        except OSError as error:
            raise Missing(f"{self.name}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise Missing(f"{self.name}: not done after {TIMEOUT_SECONDS} s") from error
        if done.returncode != 0:
            raise Missing(f"{self.name}: {last_line(done.stderr)}")
        return [figure for line in done.stdout.splitlines() if line.startswith("{") for figure in self.read(json.loads(line))]

    @property
    def name(self) -> str:
        """What to call the program in a message."""
        return Path(next((part for part in self.command if part.endswith(".py")), self.command[0])).name


def last_line(text: str) -> str:
    """What a program said last, which is where the error is."""
    return (text.strip().splitlines() or ["it ended without a word"])[-1]
