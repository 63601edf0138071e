"""The pixel settings of a checkpoint, from either file that transformers writes them to."""

import json

import pytest

from model.checkpoint.source import Source

STORED = {"image_mean": [0.5, 0.5, 0.5], "size": {"shortest_edge": 784, "longest_edge": 50176}}
OTHER = {"image_mean": [0.1, 0.1, 0.1]}


@pytest.mark.parametrize("files", [
    {"preprocessor_config.json": STORED},
    {"processor_config.json": {"image_processor": STORED, "processor_class": "Qwen2_5_VLProcessor"}},
    {"processor_config.json": {"image_processor": STORED}, "preprocessor_config.json": OTHER},
    {"processor_config.json": {"processor_class": "Qwen2_5_VLProcessor"}, "preprocessor_config.json": STORED},
])
def test_the_settings_are_those_that_transformers_would_take(tmp_path, files):
    for name, content in {"config.json": {}, **files}.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    assert Source(tmp_path).preprocessor == STORED
