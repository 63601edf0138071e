"""What is kept of the last run is enough to go on from: rooms, base and stages need neither a new teacher nor a new start of seeing."""

import sys
from pathlib import Path

import pytest
import torch

from model.training import __main__ as command
from model.training import base, loop, vision
from model.training.data.settings import SCENE
from model.training.looking import Looking
from model.training.loop import BATCHES, Schedule
from model.training.nano import tokenizer
from model.training.parts import Parts
from model.training.sampling import Sampler
from model.training.stage1 import Teacher
from model.training.steps import MODEL, train
from model.training.teacher import load_teacher

from seeing import see

RUN = Path(__file__).resolve().parents[1] / "training" / "runs" / "nano-2"


def test_training_can_go_on_from_the_kept_weights(training_data):
    parts = Parts.fresh(RUN)
    before = parts.language.lm_head.weight.clone()
    parts.language.model.visual.load_state_dict(loop.weights(RUN / "vision", "visual"))
    vision.lower(parts.language).load_state_dict(loop.weights(RUN / "vision", "lower"))
    assert loop.steps(RUN / "vision") == 1900 and torch.equal(parts.language.lm_head.weight, before)

    teacher = Teacher(RUN / "teacher", training_data)
    assert teacher.channels == load_teacher(RUN / "teacher").config.feature_width == 192
    assert teacher.tokens == parts.size.teacher.tokens(SCENE["height"], SCENE["width"])


def test_kept_names_find_their_things_and_learn_to_go_on(training_data):
    parts = Parts.fresh(RUN)
    visual = parts.language.model.visual
    visual.load_state_dict(loop.weights(RUN / "vision", "visual"))
    looking, imaginer, sampler = Looking(parts, training_data, 1), parts.imaginer(imagines=False), Sampler(training_data, "train", 2, 1)

    def pointed() -> float:
        shares = []
        for step in range(8):
            asked = sampler.exercises(step, 2)
            with torch.no_grad():
                shares.append(looking.losses(imaginer, see(visual, training_data, asked), asked, step)[".pointed"])
        return float(torch.stack(shares).mean())

    before = pointed()
    vision.lower(parts.language).load_state_dict(loop.weights(RUN / "vision", "lower"))
    assert before < 0.3 and pointed() > 0.8

    asked = sampler.exercises(1, 2)
    losses = looking.losses(imaginer, see(visual, training_data, asked), asked, 1)
    (losses["pointing"] + losses["looked up view"] + losses["pointing in view"]).backward()
    assert all(layer.self_attn.k_proj.weight.grad.abs().max() > 0 for layer in looking.layers)


def test_the_base_drills_differences_beside_what_is_seen(training_data, tmp_path):
    """Many at first, then fewer, and the weights change in both parts."""
    (tmp_path / "tokenizer.json").write_bytes((RUN / "tokenizer.json").read_bytes())
    (tmp_path / "vision").symlink_to(RUN / "vision")
    drawn = []

    class Watched(Sampler):
        def arithmetic(self, step, count):
            drawn.append((step, count))
            return super().arithmetic(step, count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "Sampler", Watched)
        base.train(training_data, tmp_path, Schedule(1e-3, steps=3, warm_up=1, orthogonal=True), sets=1, questions=2, drilled=(1, 5), after=(2, 3))
    assert drawn == [(step, 5 if step // BATCHES / 3 < base.DRILLED else 3) for step in range(3 * BATCHES)]
    assert loop.steps(tmp_path / "base") == 3


def test_all_are_the_models_steps_and_made_again_keep_the_tokenizer(training_data, tmp_path, monkeypatch):
    """The rival is not among them, and the weights were trained with the tokenizer's numbers."""
    launched = []
    monkeypatch.setattr(sys, "argv", ["training", "all", "--data", str(training_data.folder), "--out", str(tmp_path)])
    monkeypatch.setattr(command, "take_large_pages", lambda: None)
    monkeypatch.setattr(command, "launch", lambda work, _: launched.append(work.args[0]))
    command.main()
    (tmp_path / "tokenizer.json").touch()
    command.main()
    assert "plain" not in launched and launched == [*MODEL, *MODEL[1:]]


class Stopped(Exception):
    """Ends a step while it writes."""


class HalfWritten:
    """A tokenizer that is stopped while it is saved."""

    def save(self, path, **_):
        Path(path).write_text("half")
        raise Stopped


def test_a_tokenizer_is_written_whole_or_not_at_all(training_data, tmp_path, monkeypatch):
    monkeypatch.setattr(tokenizer, "train", lambda _: HalfWritten())
    with pytest.raises(Stopped):
        train("tokenizer", training_data.folder, tmp_path, Schedule(0, 1))
    assert not (tmp_path / "tokenizer.json").exists()
