"""A run's weights become a bundle that replies, in the engine too, as the evaluation says they do."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import torch

from engine import need_engine

from model.bundles import verify
from model.geometry import VGGT, GeometryConfig, HeadConfig
from model.reference import tokenizer as form
from model.training import bundle, loop
from model.training import recover as recovering
from model.training.data import Dataset
from model.training.data.capture import capture
from model.training.evaluate import parity, responses
from model.training.evaluate.__main__ import measure
from model.training.evaluate.imagined import Imagined, Judge
from model.training.evaluate.quiz import quiz
from model.training.evaluate.responses import Images
from model.training.nano import models, settings, sizes
from model.training.packing import pack
from model.training.parts import Parts
from model.training.recover import recover
from model.training.questions import FAMILIES
from model.training.teacher import load_teacher
from model.training.teacher.export import save_teacher
from model.training.teacher.initial import initial

ROOT = Path(__file__).resolve().parents[2]
TEACHER = GeometryConfig(  # the trained one's structure, quicker to export
    image_size=112, width=32, heads=2, mlp_ratio=2, backbone_depth=1, depth=4, camera_depth=1, camera_heads=2, camera_refinements=2,
    head=HeadConfig(layers=(0, 1, 2, 3), channels=(8, 8, 8, 8), features=16, last_channels=8),
)
TOKENS, FEATURES = 5 + 6 * 8, 2 * TEACHER.width


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle") / "data"
    capture(folder, {"held_out": 3, "train": 1}, 1)
    return folder


@pytest.fixture(scope="module", autouse=True)
def short():
    """Random weights never come to an end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(settings.SAMPLING, "maximum_new_tokens", 30)
        yield


@pytest.fixture(scope="module")
def run(data, tmp_path_factory):
    """A run of random weights that says latent_start after the prompt, and the report of its evaluation."""
    folder = tmp_path_factory.mktemp("run")
    lines = [text for item in quiz(Dataset(data), 1) for text in (item.question.text, item.question.reply)]
    form.train(500, [*lines, settings.PROMPT["system"], settings.PROMPT["instruction"], "system\n", "user\n", "assistant"] * 4).save(
        str(folder / "tokenizer.json"))
    parts = Parts.fresh(folder)
    _plant(parts, Dataset(data))
    torch.manual_seed(3)
    projector = models.projector(TOKENS, FEATURES).requires_grad_(False)
    for name, bias in projector.named_parameters():
        if name.endswith("bias"):
            bias.normal_(std=0.1)  # equal ones would be stored once
    state = {"language": parts.language.state_dict(), "projector": projector.state_dict()}
    for step in ("stage1", "teacher"):
        (folder / step).mkdir()
    torch.save({"modules": state}, folder / "stage1" / "weights.pt")
    save_teacher(folder / "teacher", TEACHER, initial(VGGT(TEACHER)).state_dict())
    return folder, measure(data, folder, "stage1", 1, 4)


@torch.no_grad()
def _plant(parts: Parts, data: Dataset) -> None:
    imaginer, (item, *_) = parts.imaginer(), quiz(data, 1)
    state = imaginer.read(Images(parts.language.model.visual, data, sorted(item.rows)).of([item]),
                          pack(imaginer.speech, len(item.rows), [[(item.question.text, "")]])).state[0]
    parts.language.lm_head.weight.mul_(0.3)
    parts.language.lm_head.weight[imaginer.speech.start] = 3 * state / state.norm() ** 2


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    made = tmp_path_factory.mktemp("questions")
    bundle.write(run[0], made / "bundle", "stage1")
    return made


def test_a_bundle_gives_its_weights_back(run, folder, tmp_path):
    recover(folder / "bundle", tmp_path / "run")
    for name in ("language", "projector"):
        state, before = loop.weights(tmp_path / "run" / "base", name), loop.weights(run[0] / "stage1", name)
        assert state.keys() == before.keys() and all(torch.equal(value, before[key]) for key, value in state.items())
    assert (tmp_path / "run" / "tokenizer.json").read_bytes() == (run[0] / "tokenizer.json").read_bytes()


def test_weights_that_do_not_give_the_graphs_again_are_not_kept(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(recovering, "_read_tower", lambda language, _: language.model.visual.patch_embed.proj.weight.data.add_(1))
    with pytest.raises(ValueError, match="graphs again: vision;"):
        recover(folder / "bundle", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_weights_are_not_recovered_over_others(folder, tmp_path):
    (tmp_path / "base").mkdir()
    with pytest.raises(ValueError, match="base exists"):
        recover(folder / "bundle", tmp_path)


def test_no_weights_are_recovered_of_another_model(tmp_path):
    with pytest.raises(ValueError, match="no bundle of a small model"):
        recover(ROOT / "model" / "bundles" / "reference", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_evaluation_asks_every_family_and_scores_scenes_beside_the_truth(run):
    report = run[1]
    assert report["all"]["count"] == len(FAMILIES) and set(report["families"]) == set(FAMILIES)
    assert report["form"]["imagined_first"]["share"] > 0.8 and report["held_out"]["held_out_rooms"] == 3
    assert report["scenes"]["imagined"]["medians"]["all"]["scenes"] == 4 == report["scenes"]["teacher"]["medians"]["all"]["scenes"]
    assert json.loads((run[0] / "evaluation" / "stage1.json").read_text())["all"] == report["all"]


def test_the_teachers_own_features_imagine_the_teachers_own_scene(run, data):
    items, teacher = quiz(Dataset(data), 1)[:3], load_teacher(run[0] / "teacher")
    judge = Judge(data, teacher, None)
    with torch.inference_mode():
        for item in items:
            sample = judge.sample(item)
            features = teacher.features(sample.pictures[0].float() / 255)
            (own,), (same,) = judge.scenes(sample.pictures, None), judge.scenes(sample.pictures, [features])
            for name, value, other in zip(own._fields, own, same):
                torch.testing.assert_close(value, other, rtol=1e-3, atol=1e-3, msg=lambda text: f"{name}: {text}")
        judge.projector = lambda latents, images: torch.zeros(len(images), TOKENS, FEATURES)
        scenes = [Imagined(item, torch.zeros(8, 1), torch.zeros(len(item.rows), 1, 1)) for item in items]
        assert judge.score(scenes, [one.latents for one in scenes]) != judge.score(scenes, None)


def test_the_bundle_says_what_it_is_and_is_small(run, folder):
    description = verify(folder / "bundle")
    assert description["trained"] is True and description["name"] == "nano"
    assert ("confidence" in description) == ("temperature" in run[1]["confidence"])
    assert description["projector"]["features"] == TOKENS and description["projector"]["channels"] == FEATURES
    assert description["scene"] == {"width": 112, "maximum_height": 84, "patch": 14, "resampling": "bicubic"}
    assert {licence["spdx"] for licence in description["licences"]} == {"Apache-2.0"}
    assert sum(file["bytes"] for file in description["files"]) <= sizes.NANO.largest_bundle


def test_the_confidences_temperature_is_the_evaluations(tmp_path):
    (tmp_path / "evaluation").mkdir()
    assert bundle._confidence(tmp_path, "stage2") == {}
    (tmp_path / "evaluation" / "stage2.json").write_text(json.dumps({"confidence": {"without": 3}}))
    assert bundle._confidence(tmp_path, "stage2") == {}
    (tmp_path / "evaluation" / "stage2.json").write_text(json.dumps({"confidence": {"temperature": 4.5}}))
    assert bundle._confidence(tmp_path, "stage2") == {"confidence": {"temperature": 4.5}}


def test_the_go_engine_replies_as_the_evaluation_did(run, folder, data):
    need_engine()
    parity.write(folder, Dataset(data), quiz(Dataset(data), 1), responses.read(run[0] / "evaluation" / "stage1.jsonl"), 1.0)
    done = subprocess.run(["go", "test", "./reasoning", "-run", f"^{parity.TEST}$", "-count=1", "-v"], cwd=ROOT,
                          env={**os.environ, parity.VARIABLE: str(folder)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((folder / parity.FOUND).read_text())
    assert found["questions"] == len(FAMILIES) == found["same_answers"] and found["same_tokens"] >= 8 and found["scenes"] >= 8, found
