"""Writes golden files: JSON with one case a line, and numbers as safetensors."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

FOLDER = Path(__file__).resolve().parent


def write_cases(name: str, head: dict, cases: list[dict], folder: Path = FOLDER) -> None:
    """Writes {…head, "cases": […]}, each case on a line of its own."""
    start = json.dumps(head, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    (folder / f"{name}.json").write_text(f'{start}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")


def write_arrays(name: str, arrays: dict[str, np.ndarray], folder: Path = FOLDER) -> None:
    """Writes a safetensors file; the same arrays give the same bytes."""
    path = folder / f"{name}.safetensors"
    save_file({key: np.ascontiguousarray(arrays[key]) for key in sorted(arrays)}, path)
    path.chmod(0o644)
