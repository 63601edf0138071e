"""Reads OpenCV's YAML files without OpenCV: numbers and matrices at the top level, all that calibrations use."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CALIBRATION = Path(__file__).with_name("calibration.yml")
_ENTRY = re.compile(r"^(\w+):[ ]*(.*(?:\n[ ]+.*)*)", re.MULTILINE)
_MATRIX = re.compile(r"rows:\s*(\d+)\s+cols:\s*(\d+)\s+dt:\s*\w+\s+data:\s*\[([^\]]*)\]")


def parse(text: str) -> dict[str, float | np.ndarray]:
    """The numbers and matrices of an OpenCV YAML file by name; other entries are left out."""
    out: dict[str, float | np.ndarray] = {}
    for name, body in _ENTRY.findall(text):
        if body.startswith("!!opencv-matrix"):
            out[name] = _matrix(name, body)
        elif re.fullmatch(r"[-+.\deE]+", body.strip()):
            out[name] = float(body)
    return out


def _matrix(name, body):
    found = _MATRIX.search(body)
    if not found:
        raise ValueError(f"matrix {name}: no rows, cols, dt and data")
    values = np.array([float(value) for value in found[3].split(",")])
    rows, columns = int(found[1]), int(found[2])
    if len(values) != rows * columns:
        raise ValueError(f"matrix {name}: {len(values)} values for {rows} x {columns}")
    return values.reshape(rows, columns)


@dataclass(frozen=True)
class Lens:
    """One camera of the pair as sensor_msgs/CameraInfo wants it."""

    width: int
    height: int
    k: np.ndarray
    d: np.ndarray
    r: np.ndarray
    p: np.ndarray


@dataclass(frozen=True)
class Stereo:
    """The calibrated pair; `rotation` and `translation` (metres) take points of the left camera to the right one."""

    left: Lens
    right: Lens
    rotation: np.ndarray
    translation: np.ndarray


def load(path: Path = CALIBRATION) -> Stereo:
    """The calibration of the pairs, in metres."""
    values = parse(path.read_text())
    size = int(values["image_width"]), int(values["image_height"])
    lenses = [Lens(*size, *(values[f"{letter}{n}"] for letter in "KDRP")) for n in (1, 2)]
    return Stereo(*lenses, values["R"], values["T"].ravel())
