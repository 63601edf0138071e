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


@pytest.fixture(scope="session")
def training_data(tmp_path_factory):
    """A dataset of three small rooms to train on and one held out."""
    from model.training.data import Dataset
    from model.training.data.capture import capture

    folder = tmp_path_factory.mktemp("rooms")
    capture(folder, {"train": 3, "held_out": 1}, workers=1)
    return Dataset(folder)


@pytest.fixture(scope="session")
def training_parts(training_data, tmp_path_factory):
    """The small model with random weights and a tokenizer of its own."""
    from model.training.nano import tokenizer
    from model.training.parts import Parts

    folder = tmp_path_factory.mktemp("run")
    tokenizer.train(training_data).save(str(folder / "tokenizer.json"))
    return Parts.fresh(folder)
