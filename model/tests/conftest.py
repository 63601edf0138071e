"""What several tests share: the reference models are made once."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def models():
    """The reference bundle's models in PyTorch."""
    from model.reference.models import build

    return build()


@pytest.fixture(scope="session")
def bundle():
    """The folder of the reference bundle and its description."""
    folder = ROOT / "bundles" / "reference"
    return folder, json.loads((folder / "bundle.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def golden():
    """The folder of the golden files."""
    return ROOT / "golden"
