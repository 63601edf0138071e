"""What is kept of the last run is enough to go on from: rooms, base and stages need neither a new teacher nor a new start of seeing."""

from pathlib import Path

import torch

from model.training import loop, vision
from model.training.data.settings import SCENE
from model.training.parts import Parts
from model.training.stage1 import Teacher
from model.training.teacher import load_teacher

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
