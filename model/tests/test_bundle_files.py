"""The bundle in the repository, its writer and its verifier."""

import json
import re
import shutil

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer

from model.bundles import verify, write_description
from model.language.generate import generate, image_embeddings
from model.reference import builder
from model.reference.asking import asked

FORM = re.compile(r"<think>( \w+)+</think> <answer>[ABCD]\. \w+</answer>")


@pytest.fixture
def copy(bundle, tmp_path):
    return shutil.copytree(bundle[0], tmp_path / "copy")


@pytest.fixture(scope="module")
def rebuilt(models, tmp_path_factory):
    """The bundle made anew, where another was."""
    folder = tmp_path_factory.mktemp("rebuilt") / "reference"
    folder.mkdir()
    (folder / "old.onnx").write_bytes(b"old")
    builder.write(folder, models)
    return folder


def test_the_bundle_of_the_repository_verifies_and_says_what_it_is(bundle):
    folder, _ = bundle
    description = verify(folder)
    assert description["trained"] is False and "noise" in description["description"]
    assert {licence["spdx"] for licence in description["licences"]} == {"Apache-2.0"}
    assert sum(entry["bytes"] for entry in description["files"]) < 10e6


def _weights(path):
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}


@pytest.mark.parametrize("graph", ["vision", "embedding", "decoder", "sampler", "feed", "projector", "geometry", "scene"])
def test_making_it_anew_gives_the_bundle_of_the_repository(bundle, rebuilt, graph):
    """Other processors round the sums of the fit otherwise, so the weights are compared and not the bytes."""
    stored, made = (_weights(folder / f"{graph}.onnx") for folder in (bundle[0], rebuilt))
    assert stored.keys() == made.keys()
    for name, weight in stored.items():
        assert np.allclose(weight, made[name], rtol=1e-3, atol=1e-4), name


def test_making_it_twice_gives_the_same_bytes(models, rebuilt, tmp_path):
    from model.reference.models import build

    again = builder.write(tmp_path / "reference", build())
    first = json.loads((rebuilt / "bundle.json").read_text(encoding="utf-8"))
    assert again["files"] == first["files"]


def test_a_bundle_that_was_there_is_replaced_whole(bundle, rebuilt):
    assert sorted(path.name for path in rebuilt.iterdir()) == sorted(path.name for path in bundle[0].iterdir())
    assert [entry.name for entry in rebuilt.parent.iterdir()] == ["reference"]


def _change(folder, change):
    path = folder / "bundle.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    change(description)
    path.write_text(json.dumps(description), encoding="utf-8")


@pytest.mark.parametrize("change, says", [
    (lambda d: d.update(schema="thinker3d.bundle/9"), "schema"),
    (lambda d: d.update(extra=1), "key extra"),
    (lambda d: d.pop("latents"), "key latents"),
    (lambda d: d["files"].pop(), "not listed"),
    (lambda d: d["files"].append({"path": "more", "bytes": 1, "sha256": "0" * 64}), "file more is missing"),
    (lambda d: d["files"][0].update(sha256="0" * 64), "decoder.onnx has changed"),
    (lambda d: d["tokens"].update(latent_pad="<|nothing|>"), r"<\|nothing\|> is not in"),
    (lambda d: d["tokens"].update(stop=["a"]), "token a is no special token"),
    (lambda d: d["decoder"].update(layers=5), "decoder: inputs"),
    (lambda d: d["decoder"].update(head=64), "past_key.0"),
    (lambda d: d["decoder"].update(vocabulary=1000), "logits"),
    (lambda d: d["projector"].update(features=70), "imagined"),
    (lambda d: d["scene"].update(width=126), "pictures"),
    (lambda d: d["graphs"].pop("geometry"), "graphs.geometry and graphs.scene"),
    (lambda d: d["graphs"].pop("feed"), "graphs.sampler and graphs.feed"),
    (lambda d: d["graphs"].update(sampler="feed.onnx"), "sampler: inputs"),
    (lambda d: d["latents"].update(count=5), "latents.count"),
    (lambda d: d["latents"].update(maximum=2), "latents.maximum"),
    (lambda d: d.update(number_type="float16"), "pixel_values"),
    (lambda d: d["sampling"].update(maximum_new_tokens=2048), "maximum_new_tokens"),
])
def test_what_does_not_fit_is_refused_by_name(copy, change, says):
    _change(copy, change)
    with pytest.raises(ValueError, match=says):
        verify(copy)


def test_changed_and_foreign_files_are_refused(copy):
    with open(copy / "tokenizer.json", "ab") as file:
        file.write(b" ")
    (copy / "foreign").write_bytes(b"")
    with pytest.raises(ValueError, match="foreign is not listed; file tokenizer.json has changed"):
        verify(copy)


def test_the_writer_refuses_other_keys(tmp_path):
    with pytest.raises(ValueError, match="colour"):
        write_description(tmp_path, {"colour": 1})


def test_replies_keep_the_form_to_which_the_output_layer_was_fitted(models, bundle):
    """On questions that the fit has not seen; noise may break the form now and then, so most count."""
    tokenizer, good, lengths = Tokenizer.from_file(str(bundle[0] / "tokenizer.json")), 0, set()
    questions = asked(4321, 16)
    for one in questions:
        images = image_embeddings(models.language, one.pixel_values, one.grid_thw)
        made = generate(models.decoder(), models.prompt(one.question, len(one.grid_thw)), images, torch.from_numpy(one.grid_thw), models.rule(), 60)
        good += made.stopped and bool(FORM.fullmatch(tokenizer.decode(made.tokens)))
        lengths.add(made.latents)
    assert good >= 0.85 * len(questions)
    assert len(lengths) >= 3 and models.rule().maximum in lengths
