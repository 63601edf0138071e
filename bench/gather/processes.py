"""What whole processes take, thinker3d and Python ready for the same work: memory at rest and at its peak, and the time until they are ready."""

import json
import os
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from .contests import BUNDLE, SAMPLE, Places
from .program import Missing, last_line

DOMAIN = "91"
NANO = Path("model/bundles/nano")  # which the sample's configuration names
READY, LOOK_SECONDS, SETTLE_SECONDS, PATIENCE_SECONDS = "listening", 0.01, 2.0, 60.0
STARTS = 5
QUESTION = "Where is the sofa, seen from the robot? A. Behind B. Ahead C. To the left D. To the right"


def measure(places: Places) -> list[tuple[str, str]]:
    """Rows of what and how much, or what is missing."""
    rows = []
    for what, work in (
        ("thinker3d run, the bundle nano loaded and warmed, no camera, at rest (VmRSS)", _at_rest),
        ("thinker3d replay of the sample bag, one question, peak", _replay),
        ("Python with onnxruntime, numpy, Pillow and tokenizers, the same graphs loaded, none run (VmRSS)", _onnxruntime),
        ("Python with torch and transformers, the reference bundle's language model in PyTorch, the rest not loaded (VmRSS)", _torch),
        ("thinker3d run, from the start of the process until it listens, model warm", _start),
        ("Python with onnxruntime as above, from start to end", _start_onnxruntime),
        ("Python with torch as above, from start to end", _start_torch),
    ):
        try:
            rows.append((what, work(places)))
        except Missing as error:
            rows.append((what, f"not measured: {error}"))
    return rows


def _mebibytes(number: int) -> str:
    return f"{number / 2**20:.0f} MiB"


def _program(places: Places) -> Path:
    path = places.built / "thinker3d"
    for needed in (path, NANO / "bundle.json", places.runtime):
        if not needed.exists():
            raise Missing(f"{needed} is missing")
    return path


@contextmanager
def _listening(places: Places) -> Iterator[subprocess.Popen]:
    """A node that listens; it is stopped afterwards."""
    environment = {**os.environ, "ROS_LOCALHOST_ONLY": "1", "ROS_DOMAIN_ID": DOMAIN}
    command = [_program(places), "run", "--config", SAMPLE / "thinker3d.yaml"]
    log = places.temporary / "run.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        try:
            _await(process, log)
            yield process
        finally:
            _stop(process)


def _at_rest(places: Places) -> str:
    with _listening(places) as process:
        time.sleep(SETTLE_SECONDS)
        return _mebibytes(_resident(process.pid))


def _start(places: Places) -> str:
    return _starts(lambda: _listening(places))


def _starts(ready: Callable[[], AbstractContextManager]) -> str:
    """The median of the times until something is ready, and their range."""
    took = []
    for _ in range(STARTS):
        began = time.monotonic()
        with ready():
            took.append(time.monotonic() - began)
    return f"{statistics.median(took):.2f} s ({min(took):.2f}…{max(took):.2f})"


def _await(process: subprocess.Popen, log: Path) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while READY not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > ends:
            raise Missing(f"thinker3d run did not listen: {last_line(log.read_text(errors='replace'))}")
        time.sleep(LOOK_SECONDS)


def _stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _resident(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def _replay(places: Places) -> str:
    """The kernel's own record of the ended process, which is its last VmHWM."""
    command = [_program(places), "replay", SAMPLE / "room.mcap", "--config", SAMPLE / "thinker3d.yaml", "--ask", QUESTION,
               "--out", places.temporary / "answers.mcap", "--report", places.temporary / "answers.jsonl"]
    log = places.temporary / "replay.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Missing(f"thinker3d replay: {last_line(log.read_text(errors='replace'))}")
    return _mebibytes(1024 * used.ru_maxrss)


def _onnxruntime(places: Places) -> str:
    return _mebibytes(_python(places, "onnxruntime", NANO))


def _torch(places: Places) -> str:
    return _mebibytes(_python(places, "torch", BUNDLE))


def _start_onnxruntime(places: Places) -> str:
    return _starts(lambda: nullcontext(_python(places, "onnxruntime", NANO)))


def _start_torch(places: Places) -> str:
    return _starts(lambda: nullcontext(_python(places, "torch", BUNDLE)))


def _python(places: Places, kind: str, bundle: Path) -> int:
    command = [places.model_python, "bench/resident.py", kind, bundle]
    try:
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "."}, check=False)
    except OSError as error:
        raise Missing(f"{places.model_python}: {error.strerror}") from error
    if done.returncode != 0:
        raise Missing(last_line(done.stderr))
    return json.loads(done.stdout)["resident_bytes"]
