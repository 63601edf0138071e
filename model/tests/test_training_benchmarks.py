"""The sample in the forms of the benchmarks."""

import json
from pathlib import Path

import pytest

pytest.importorskip("rosbags", reason="the Python package rosbags reads the bag")

from model.training import benchmarks  # noqa: E402

SAMPLE = Path("e2e/sample")


def test_the_committed_files_are_what_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["benchmarks", "--bag", str(SAMPLE / "room.mcap"), "--out", str(tmp_path)])
    benchmarks.main()
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 10
    for path in made:
        assert (tmp_path / path).read_bytes() == (SAMPLE / "benchmarks" / path).read_bytes(), path


def test_the_questions_of_the_first_moment_are_the_samples():
    asked = [json.loads(line)["question"] for line in (SAMPLE / "spatial.jsonl").read_text().splitlines()]
    mindcube = [json.loads(line) for line in (SAMPLE / "benchmarks" / "mindcube.jsonl").read_text().splitlines()]
    assert [line["question"] for line in mindcube if "moment00" in line["id"]] == asked
