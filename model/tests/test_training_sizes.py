"""A run may be larger than nano: every part is made, learns and is written at the size that its folder names."""

import json
from types import SimpleNamespace

import pytest
import torch

from model.geometry import VGGT
from model.training import bundle
from model.training.__main__ import _note_size
from model.training.data.settings import SCENE
from model.training.loop import BATCHES, Schedule, steps, weights
from model.training.nano import models, settings, sizes
from model.training.parts import Parts
from model.training.stage1 import train as stage1
from model.training.teacher.export import save_teacher
from model.training.teacher.initial import initial
from model.training.vision import pretrain


@pytest.fixture
def folder(training_parts, tmp_path):
    """A run of size micro that has a tokenizer and an untrained teacher."""
    (tmp_path / "tokenizer.json").write_bytes((training_parts.folder / "tokenizer.json").read_bytes())
    sizes.choose(tmp_path, sizes.MICRO)
    (tmp_path / "teacher").mkdir()
    torch.manual_seed(1)
    save_teacher(tmp_path / "teacher", sizes.MICRO.teacher, initial(VGGT(sizes.MICRO.teacher)).state_dict())
    return tmp_path


def test_a_larger_model_is_trained_and_written(training_data, folder):
    schedule = Schedule(1e-3, steps=1, warm_up=1, orthogonal=True)
    pretrain(training_data, folder, schedule, batch=4 * BATCHES)
    parts = Parts.fresh(folder)
    (folder / "base").mkdir()
    torch.save({"modules": {"language": parts.language.state_dict()}, "step": 0}, folder / "base" / "weights.pt")
    stage1(training_data, folder, schedule, sets=1, questions=2, sums=2, aligned=1)
    assert steps(folder / "vision") == steps(folder / "stage1") == 1
    changed = weights(folder / "stage1", "language")["lm_head.weight"] - parts.language.lm_head.weight
    assert changed.shape[1] == 384 and changed.abs().max() > 0

    description = bundle.write(folder, folder / "bundle", "stage1")
    assert description["name"] == "micro" and description["decoder"]["hidden"] == 384 and description["decoder"]["layers"] == 8
    assert json.loads((folder / "bundle" / "bundle.json").read_text())["projector"]["channels"] == sizes.MICRO.teacher.feature_width


def test_the_small_size_is_what_it_was(training_parts):
    assert sizes.of(training_parts.folder) is sizes.NANO is training_parts.size
    assert sum(p.numel() for p in training_parts.language.parameters()) < 6e6
    tokens = sizes.NANO.teacher.tokens(SCENE["height"], SCENE["width"])
    assert models.projector(tokens, sizes.NANO.teacher.feature_width).config.hidden == settings.TEXT["hidden_size"]


def test_a_run_keeps_its_size(tmp_path):
    _note_size(SimpleNamespace(step="tokenizer", out=tmp_path, size="micro"))
    assert sizes.of(tmp_path) is sizes.MICRO
    (tmp_path / "tokenizer.json").touch()
    _note_size(SimpleNamespace(step="all", out=tmp_path, size=None))
    assert sizes.of(tmp_path) is sizes.MICRO
    with pytest.raises(SystemExit, match="a run of size micro, not nano"):
        _note_size(SimpleNamespace(step="base", out=tmp_path, size="nano"))
    (tmp_path / "size").write_text("giant\n")
    with pytest.raises(ValueError, match="there is no size giant, only nano, micro"):
        sizes.of(tmp_path)
