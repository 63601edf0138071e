"""The geometry teacher's loop: it learns, it can be taken up again, and it leaves files that can be read."""

import json

import numpy as np
import pytest
import torch

from model.geometry import GeometryConfig, HeadConfig
from model.rooms.pose import optical
from model.training.data import Dataset
from model.training.data.capture import capture
from model.training.teacher import TeacherConfig, Trainer, load_teacher
from model.training.teacher.augment import augment
from model.training.teacher.auxiliary import Auxiliary
from model.training.memory import keep_memory
from model.training.teacher.schedule import progress, rate
from model.training.teacher.sets import Sets

TINY = GeometryConfig(
    image_size=112, width=32, heads=2, mlp_ratio=2, backbone_depth=1, depth=4, camera_depth=1, camera_heads=2, camera_refinements=2,
    head=HeadConfig(layers=(0, 1, 2, 3), channels=(8, 8, 8, 8), features=16, last_channels=8),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("teacher") / "data"
    capture(folder, {"held_out": 1, "train": 2}, 1)
    return folder


@pytest.fixture
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def settings(steps, **changes):
    return TeacherConfig(minutes=None, steps=steps, views_in_batch=12, backbone_first=0.3, log_every=1, held_out_sets=6, **changes)


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(data, tmp_path, one_thread):
    whole = Trainer(settings(6), data, tmp_path / "whole", "cpu", sizes=TINY)
    whole.run()
    stopped = Trainer(settings(6), data, tmp_path / "stopped", "cpu", sizes=TINY)
    for _ in range(3):
        stopped._step(progress(stopped.config, stopped.step, 0))
        stopped.step += 1
    stopped.save()
    resumed = Trainer(settings(6), data, tmp_path / "stopped", "cpu", resume=True, sizes=TINY)
    assert resumed.step == 3
    resumed.run()
    for name, value in whole.average.items():
        torch.testing.assert_close(resumed.average[name], value, rtol=0, atol=0, msg=lambda text: f"{name}: {text}")


def test_a_run_leaves_its_config_its_log_its_scores_and_a_teacher_that_can_be_loaded(data, tmp_path, one_thread):
    trainer = Trainer(settings(4, seed=5), data, tmp_path / "run", "cpu", sizes=TINY)
    found = trainer.run()
    assert found["all"]["scenes"] == 6
    assert json.loads((tmp_path / "run" / "scores.json").read_text()) == found
    assert json.loads((tmp_path / "run" / "config.json").read_text())["seed"] == 5
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines if "held_out" not in line] == [1, 2, 3, 4]
    assert set(lines[0]) > {"backbone", "seconds"} and "camera" not in lines[0]
    teacher = load_teacher(tmp_path / "run")
    assert teacher.config == TINY
    for name, value in teacher.state_dict().items():
        torch.testing.assert_close(value, trainer.average[name], rtol=0, atol=0)


def test_losses_fall(data, tmp_path, one_thread):
    trainer = Trainer(settings(60, learning_rate=3e-3, mixed_sets=0.0), data, tmp_path / "run", "cpu", sizes=TINY)
    trainer.sets.of_size = {2: trainer.sets.of_size[2][:6]}
    seen = []
    while trainer.step < 60:
        seen.append(trainer._step(max(0.31, trainer.step / 60)))
        trainer.step += 1
    for name in ("camera", "dense", "patches"):
        first, last = (np.mean([losses[name] for losses in part]) for part in (seen[:5], seen[-5:]))
        assert last < 0.8 * first, name


def test_nothing_to_resume_from_is_said(data, tmp_path):
    with pytest.raises(ValueError, match="state.pt"):
        Trainer(settings(4), data, tmp_path / "none", "cpu", resume=True, sizes=TINY)
    with pytest.raises(ValueError, match="teacher.safetensors"):
        load_teacher(tmp_path)


def test_loaded_sets_are_the_datasets_views_in_order(data):
    sets = Sets(data, "train")
    raw = Dataset(data)
    chosen = sets.of_size[3][:2]
    sample = sets.load(chosen)
    assert sample.pictures.shape == (2, 3, 3, 84, 112)
    for number, one in enumerate(chosen):
        room = raw.of("train")[one.room]
        for place, view in enumerate(one.views):
            record = room["views"][view]
            np.testing.assert_array_equal(sample.pictures[number, place], np.moveaxis(raw.pictures[record["index"]], -1, 0))
            np.testing.assert_array_equal(sample.labels[number, place], raw.labels[record["index"]])
            np.testing.assert_allclose(sample.cameras.position[number, place], record["position"], rtol=1e-6)
            np.testing.assert_allclose(sample.cameras.view[number, place], np.radians(record["fov"]), rtol=1e-6)


def test_training_sees_no_held_out_view(data):
    train, held_out = Sets(data, "train"), Sets(data, "held_out")
    rows = [{view["index"] for room in part.rooms for view in room["views"]} for part in (train, held_out)]
    assert rows[0] and rows[1] and not rows[0] & rows[1]
    rng = np.random.default_rng(0)
    for _ in range(50):
        drawn = train.draw(rng, 12, mixed=0.5)
        assert len({len(one.views) for one in drawn}) == 1
        for one in drawn:
            assert {train.rooms[one.room]["views"][view]["index"] for view in one.views} <= rows[0]
    with pytest.raises(ValueError, match="validation"):
        Sets(data, "validation")


def test_augmented_pictures_stay_pictures_and_views_alike():
    pictures = torch.rand(2, 3, 3, 28, 28, generator=torch.Generator().manual_seed(0))
    changed = augment(pictures, torch.Generator().manual_seed(1))
    assert changed.shape == pictures.shape and changed.min() >= 0 and changed.max() <= 1
    assert 0.005 < (changed - pictures).abs().mean() < 0.25
    torch.testing.assert_close(changed, augment(pictures, torch.Generator().manual_seed(1)), rtol=0, atol=0)
    for before, after in zip(pictures.flatten(0, 1), changed.flatten(0, 1)):
        assert np.corrcoef(before.flatten(), after.flatten())[0, 1] > 0.95


def test_patches_show_their_own_pixels():
    auxiliary = Auxiliary(TINY, 5)
    depth, labels = torch.ones(1, 84, 112), torch.zeros(1, 84, 112, dtype=torch.uint8)
    depth[0, 14:21, 28 + 7 : 42] = 3.0  # the upper right quarter of the patch in row 1, column 2
    labels[0, 14:28, 28:35] = 4  # that patch's left half
    looks = auxiliary.looks(depth, labels)
    patch = 1 * 8 + 2
    torch.testing.assert_close(looks.depths[0, patch].exp(), torch.tensor([1.0, 3, 1, 1]))
    assert looks.depths[0].abs().sum(-1).nonzero().flatten().tolist() == [patch]
    shares = looks.shares[0, patch]
    assert shares.sum() == pytest.approx(1) and shares[4] == pytest.approx(4 / 7)
    assert looks.shares[0, :, 4].nonzero().flatten().tolist() == [patch]


@pytest.mark.parametrize(
    "degrees, sectors", [(0, {0: 1}), (7.5, {0: 0.5, 1: 0.5}), (-15, {23: 1}), (180, {12: 1}), (355, {23: 1 / 3, 0: 2 / 3})]
)
def test_a_heading_is_learnt_as_the_sectors_beside_it(degrees, sectors):
    """A level camera that has turned to the right of the first by `degrees`: the loss is least where these sectors are said."""
    auxiliary = Auxiliary(TINY, 5)
    first, second = (torch.tensor(optical(yaw, 0.0), dtype=torch.float32) for yaw in (0.4, 0.4 - np.radians(degrees)))
    right = torch.full((24,), -20.0)
    for sector, share in sectors.items():
        right[sector] = np.log(share)
    of_first = torch.full((24,), -20.0)
    of_first[0] = 0.0
    for read in auxiliary.of_cameras:
        read[1].weight.data.zero_()
        read[1].bias.data.zero_()
    tokens = [torch.zeros(2, TINY.feature_width) for _ in auxiliary.of_cameras]
    blind = auxiliary.heading_loss(tokens, torch.stack([first, second])[None])
    assert blind.item() == pytest.approx(np.log(24), rel=1e-4)
    auxiliary.of_cameras = torch.nn.ModuleList([torch.nn.Identity() for _ in auxiliary.of_cameras])
    told = auxiliary.heading_loss([torch.stack([of_first, right])] * 4, torch.stack([first, second])[None])
    least = -sum(share * np.log(share) for share in sectors.values()) / 2
    assert told.item() == pytest.approx(least, abs=0.02)


def test_schedule():
    config = TeacherConfig(minutes=2.0)
    assert progress(config, 7, 60) == 0.5
    assert progress(settings(10), 5, 999) == 0.5
    assert rate(config, 0) < 0.1 * rate(config, config.warm_up)
    assert rate(config, config.backbone_first) < 0.1 * rate(config, config.backbone_first - 1e-9)
    assert rate(config, 1) == pytest.approx(config.learning_rate * config.last_rate)


@pytest.mark.parametrize("changes", [{"minutes": None}, {"minutes": 1.0, "steps": 1}, {"views_in_batch": 0}, {"dense_share": 1.5}])
def test_settings_that_make_no_sense_are_refused(changes):
    with pytest.raises(ValueError, match="teacher config"):
        TeacherConfig(**changes)


def test_memory_can_be_kept_where_the_allocator_is_known():
    assert keep_memory() in (True, False)
