"""Writes golden cases of cameras and points: `python -m model.geometry.golden`."""

import json
from pathlib import Path

import numpy as np

from .camera import pose_encoding_to_camera, unproject

PATH = Path(__file__).resolve().parents[1] / "golden" / "geometry_cases.json"

# name, translation, quaternion xyzw, (vertical, horizontal) field of view in radians, (height, width)
_CASES = (
    ("first camera", (0, 0, 0), (0, 0, 0, 1), (1.0, 1.0), (4, 4)),
    ("quarter turn about y", (0.5, -0.25, 2), (0, 0.7071067811865476, 0, 0.7071067811865476), (0.9, 1.2), (3, 5)),
    ("quaternion of length 3", (1, 2, 3), (1.0, -2.0, 0.5, 1.9364916731037085), (1.1, 0.7), (5, 3)),
    ("quaternion of length 0.01, w negative", (-0.2, 0.1, 0), (0.004, 0.002, -0.006, -0.006633249580710799), (0.6, 0.8), (2, 6)),
    ("half turn about x", (0, 0, -1), (1, 0, 0, 0), (2.5, 2.9), (6, 4)),
    ("narrow lens", (10, -20, 30), (0.1, 0.2, 0.3, 0.9273618495495703), (0.05, 0.1), (3, 4)),
)


def cases() -> list[dict]:
    """Each case: an encoding, the picture's size, the camera that follows from it, depths and their world points."""
    generator = np.random.default_rng(1)
    made = []
    for name, translation, quaternion, view, (height, width) in _CASES:
        encoding = np.array([*translation, *quaternion, *view], dtype=np.float32).astype(np.float64)
        depth = generator.uniform(0.5, 4, (height, width)).astype(np.float32).astype(np.float64)
        camera = pose_encoding_to_camera(encoding, height, width)
        made.append({
            "name": name, "height": height, "width": width,
            "pose_encoding": encoding.tolist(),
            "camera_from_world": camera.camera_from_world.tolist(),
            "intrinsics": camera.intrinsics.tolist(),
            "depth": depth.tolist(),
            "points": unproject(depth, camera).tolist(),
        })
    return made


def write(path: Path = PATH) -> None:
    """Writes the cases; inputs are float32 numbers, everything computed from them is float64."""
    path.parent.mkdir(parents=True, exist_ok=True)
    note = "written by python -m model.geometry.golden; lengths in scene units, angles in radians, pixels at (u, v)"
    path.write_text(json.dumps({"note": note, "cases": cases()}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
