"""Tests that run the Go engine: what they need, and skipping where it is not there."""

import os
import shutil
from pathlib import Path

import pytest


def need_engine() -> None:
    """Skips the test, naming what is missing to build and run the engine."""
    library = os.environ.get("THINKER3D_ONNXRUNTIME", "")
    missing = [what for what, there in (
        ("go", shutil.which("go")), ("a C++ compiler with pkg-config and OpenCV", shutil.which("pkg-config")),
        ("the library named by THINKER3D_ONNXRUNTIME", library and Path(library).is_file()),
    ) if not there]
    if missing:
        pytest.skip("not here: " + ", ".join(missing))
