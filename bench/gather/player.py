"""A program that stays loaded and measures whenever it is its turn."""

import json
import subprocess
import tempfile
from types import TracebackType
from typing import Self

from .figure import Figure
from .program import Missing, Program, last_line


class Player:
    """A running program that prints one JSON object for each line on its standard input; it ends with its input."""

    def __init__(self, program: Program):
        program.check()
        self.program = program
        self.errors = tempfile.TemporaryFile("w+")
        try:
            self.process = subprocess.Popen(program.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        except OSError as error:
            self.errors.close()
            raise Missing(f"{program.name}: {error.strerror}") from error

    def figures(self) -> list[Figure]:
        """One turn."""
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, which the next line tells
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise Missing(f"{self.program.name}: {last_line(self.errors.read())}")
        return self.program.read(json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self.process.communicate()
        except BrokenPipeError:
            self.process.wait()
        self.errors.close()
