"""A command run in a process of its own, and what it took."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """Seconds on the clock and of the processors, and the most memory that was resident (mapped files included)."""

    seconds: float
    processor_seconds: float
    peak_bytes: int

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s, {self.processor_seconds:.0f} s of processors, {self.peak_bytes / 2**30:.2f} GiB at peak"


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None) -> Measured:
    """Runs the command in that folder; what it prints is printed. Raises ValueError if it fails."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **(variables or {})})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ValueError(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
