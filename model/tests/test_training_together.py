"""Several processes that train one model give what one process gives."""

import copy
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from model.training.data import Dataset
from model.training.data.capture import capture
from model.training.loop import Run, Schedule, steps, weights
from model.training.parts import Parts, Seen
from model.training.together import agree, launch, rank


def _train(out) -> None:
    torch.manual_seed(1)
    layer = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Linear(4, 4), torch.nn.Linear(4, 1))
    run = Run(out, {"layer": layer}, Schedule(1e-2, steps=3, warm_up=1, orthogonal=True), {}, log_every=1)

    def losses(number: int) -> dict[str, torch.Tensor]:
        row = torch.randn(8, 4, generator=torch.Generator().manual_seed(number))
        return {"square": (layer(row) - 1).square().mean(), ".rank": torch.tensor(float(rank()))}

    run.train(losses)


def test_two_processes_make_the_model_that_one_makes(tmp_path):
    launch(partial(_train, tmp_path / "two"), 2)
    launch(partial(_train, tmp_path / "one"), 1)
    two, one = (weights(tmp_path / name, "layer") for name in ("two", "one"))
    for name in one:
        torch.testing.assert_close(two[name], one[name])
    logged = [json.loads(line) for line in (tmp_path / "two" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in logged] == [1, 2, 3] and {line["rank"] for line in logged} == {0}


def _go_on(folder: Path) -> None:
    (folder / f"{os.getpid()}.going").touch()
    while True:
        agree(0.0)


def test_processes_end_when_the_one_that_began_them_is_killed(tmp_path):
    begin = "import pathlib, sys, functools, test_training_together as t; t.launch(functools.partial(t._go_on, pathlib.Path(sys.argv[1])), 2)"
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parents[1])])
    begun = subprocess.Popen([sys.executable, "-c", begin, str(tmp_path)], env={**os.environ, "PYTHONPATH": paths}, stderr=subprocess.DEVNULL)
    try:
        going = _until(lambda: [int(file.stem) for file in tmp_path.glob("*.going")], lambda found: len(found) == 2)
    finally:
        begun.send_signal(signal.SIGKILL)
        begun.wait()
    try:
        _until(lambda: [pid for pid in going if _runs(pid)], lambda left: not left)
    finally:
        for pid in filter(_runs, going):
            os.kill(pid, signal.SIGKILL)


def _until(look, enough, seconds: float = 60):
    end = time.monotonic() + seconds
    while not enough(found := look()):
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def _runs(pid: int) -> bool:
    """Whether it does; one that has ended and that nobody has asked after does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _see(rooms, run, out) -> None:
    Seen(out, Parts.fresh(run).language.model.visual, Dataset(rooms), chunk=3)


def test_two_processes_see_what_one_sees(training_data, training_parts, tmp_path):
    for name, workers in (("one", 1), ("two", 2)):
        launch(partial(_see, training_data.folder, training_parts.folder, tmp_path / f"{name}.npy"), workers)
    one, two = (np.load(tmp_path / f"{name}.npy") for name in ("one", "two"))
    assert len(one) == len(training_data.views) and np.abs(one).max() > 0 and np.array_equal(one, two)


def test_what_another_tower_or_other_rooms_gave_is_seen_anew(training_data, training_parts, tmp_path):
    visual, path, other = training_parts.language.model.visual, tmp_path / "seen.npy", tmp_path / "other"
    Seen(path, visual, training_data)
    first, made = np.load(path), path.stat().st_mtime_ns
    Seen(path, visual, training_data)
    assert path.stat().st_mtime_ns == made

    changed = copy.deepcopy(visual)
    torch.nn.init.ones_(changed.patch_embed.proj.weight)
    Seen(path, changed, training_data)
    assert not np.array_equal(np.load(path), first)
    capture(other, {"train": 1, "held_out": 1}, workers=1)
    Seen(path, visual, Dataset(other))
    assert len(np.load(path)) == len(Dataset(other).views) < len(first)


def test_a_run_that_was_stopped_goes_on(tmp_path):
    torch.manual_seed(1)
    layer = torch.nn.Linear(4, 1)

    def run(count: int) -> Run:
        return Run(tmp_path, {"layer": layer}, Schedule(1e-2, steps=count, warm_up=1), {}, log_every=1)

    def losses(number: int) -> dict[str, torch.Tensor]:
        return {"square": (layer(torch.randn(8, 4, generator=torch.Generator().manual_seed(number))) - 1).square().mean()}

    first = run(4)
    first.train(losses)
    first.save(tmp_path / "checkpoint.pt", whole=True)
    kept = {name: value.clone() for name, value in layer.state_dict().items()}
    torch.nn.init.zeros_(layer.weight)
    second = run(6)
    second.resume()
    assert second.step == 4 and all(torch.equal(layer.state_dict()[name], value) for name, value in kept.items())
    second.train(losses)
    assert second.step == 6 and steps(tmp_path) == 6


def test_what_a_gpu_wrote_is_read_without_one(tmp_path, monkeypatch):
    layer = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Linear(4, 1))

    def run() -> Run:
        return Run(tmp_path, {"layer": layer}, Schedule(1e-2, steps=2, warm_up=1, orthogonal=True), {})

    with monkeypatch.context() as patch:
        patch.setattr(torch.serialization, "location_tag", lambda _: "cuda:0")
        first = run()
        first.train(lambda _: {"square": layer(torch.ones(4)).square().mean()})
        first.save(tmp_path / "checkpoint.pt", whole=True)
    second = run()
    second.resume()
    assert second.step == 2 and weights(tmp_path, "layer").keys() == layer.state_dict().keys()
    assert {value.device.type for value in weights(tmp_path, "layer").values()} == {"cpu"}


def test_a_run_does_not_go_on_in_a_folder_of_another(tmp_path):
    layer, config = torch.nn.Linear(4, 1), {"step": "base", "seed": 1, "sets": 1}
    first = Run(tmp_path, {"layer": layer}, Schedule(1e-2, steps=4), config)
    Run(tmp_path, {"layer": layer}, Schedule(1e-2, steps=4), {**config, "seed": 2})  # nothing has been made yet
    Run(tmp_path, {"layer": layer}, Schedule(1e-2, steps=4), config)
    first.save(tmp_path / "checkpoint.pt", whole=True)
    with pytest.raises(ValueError, match="whose seed is 1, not 2"):
        Run(tmp_path, {"layer": layer}, Schedule(1e-2, steps=4), {**config, "seed": 2})
    assert json.loads((tmp_path / "config.json").read_text())["seed"] == 1
    Run(tmp_path, {"layer": layer}, Schedule(1e-3, steps=9, minutes=2), {**config, "sets": 2}).resume()
