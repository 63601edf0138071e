"""What the figures were measured on and with."""

import datetime
import json
import os
import platform
import subprocess
from pathlib import Path

from .contests import Places

MODEL_PACKAGES = ("numpy", "pillow", "torch", "torchvision", "transformers", "tokenizers", "onnxruntime")
PEER_PACKAGES = ("rosbags", "mcap")
DEBIAN_PACKAGES = ("libfastrtps-dev", "libopencv-dev", "libjpeg-dev", "cyclonedds-dev")
LIST = """import importlib.metadata, json, platform, sys
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        found[name] = "missing"
print(json.dumps({"Python": platform.python_version(), **found}))"""


def describe(places: Places) -> list[tuple[str, str]]:
    """Rows of what and which."""
    processor = _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()
    memory = int((_field("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) * 1024
    load = os.getloadavg()[0]
    return [
        ("date", datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("processor", f"{processor}, {os.cpu_count()} cores"),
        ("memory", f"{memory / 2**30:.0f} GiB"),
        ("system", f"{platform.freedesktop_os_release().get('PRETTY_NAME', 'Linux')}, kernel {platform.release().split('-')[0]}"),
        ("load before the run", f"{load:.1f} (other work that shares the machine)"),
        ("Go", _first(["go", "env", "GOVERSION"]).removeprefix("go")),
        ("Debian packages", ", ".join(f"{name} {_debian(name)}" for name in DEBIAN_PACKAGES)),
        ("ONNX Runtime", _runtime(places)),
        ("Python", _packages(places.model_python, MODEL_PACKAGES)),
        ("Python of the readers", _packages(places.peer_python, PEER_PACKAGES)),
    ]


def _field(path: str, name: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def _first(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout.strip() else ""


def _debian(name: str) -> str:
    return _first(["dpkg-query", "-W", "-f=${Version}", name]) or "missing"


def _runtime(places: Places) -> str:
    pinned = places.runtime.parent / "version"
    return pinned.read_text().strip() if pinned.exists() else f"named in THINKER3D_ONNXRUNTIME: {places.runtime.name}"


def _packages(interpreter: Path, names: tuple[str, ...]) -> str:
    text = _first([str(interpreter), "-c", LIST, *names])
    if not text:
        return "missing"
    versions = json.loads(text)
    return ", ".join([versions.pop("Python"), *(f"{name} {version}" for name, version in versions.items())])
