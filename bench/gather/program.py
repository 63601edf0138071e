"""A program that measures one side, or several, and prints what it found."""

import json
import os
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

    def figures(self) -> list[Figure]:
        """Runs the command once."""
        for path, how in self.needs.items():
            if not path.exists():
                raise Missing(f"{path} is missing ({how})")
        return [figure for line in self._output().splitlines() if line.startswith("{") for figure in self.read(json.loads(line))]

    def _output(self) -> str:
        name = " ".join(self.command[:3])
        try:
            done = subprocess.run(self.command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, env=os.environ, check=False)
        except OSError as error:
            raise Missing(f"{name}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise Missing(f"{name}: not done after {TIMEOUT_SECONDS} s") from error
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
            raise Missing(f"{name}: {last}")
        return done.stdout
