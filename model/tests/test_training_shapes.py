"""Padding to few shapes, and layers that are compiled: what a model says and learns is the same without."""

import pytest
import torch

from model.training import decoder, imagining, shapes
from model.training.parts import batch
from model.training.sampling import Sampler

from seeing import see


@pytest.fixture(scope="module")
def asked(training_data):
    """Three questions on a set of several views."""
    sampler = Sampler(training_data, "train", 3, 1)
    return next(asked for asked in (sampler.quizzes(step, 1) for step in range(50)) if len(asked[0].rows) > 1)


@pytest.mark.parametrize("length, wanted", [(1, 1), (8, 8), (9, 16), (16, 16), (17, 32), (160, 160)])
def test_lengths_go_up_to_one_of_few(length, wanted):
    assert shapes.up(length) == wanted


def test_rows_that_are_filled_up_begin_with_the_valid_ones_in_order():
    valid = torch.rand(40, 9, generator=torch.Generator().manual_seed(1)) < 0.5
    rows, count = shapes.filled(valid), int(valid.sum())
    assert torch.equal(rows[:count], valid.flatten().nonzero()[:, 0])
    assert len(rows) == 256 and not valid.flatten()[rows[count:]].any()


def test_padding_to_few_shapes_changes_no_loss_and_no_gradient(monkeypatch, training_data, training_parts, asked):
    ours = _learnt(training_data, training_parts, asked)
    for module in (decoder, imagining):
        monkeypatch.setattr(module, "filled", lambda valid: valid.flatten().nonzero()[:, 0])
    monkeypatch.setattr(decoder, "up", lambda length: length)
    _assert_alike(ours, _learnt(training_data, training_parts, asked))


def test_compiled_layers_give_the_same_losses_and_gradients(monkeypatch, training_data, training_parts, asked):
    plain = _learnt(training_data, training_parts, asked, imagines=False)
    monkeypatch.setattr(decoder, "_compiled", [])
    monkeypatch.setattr(decoder, "device", lambda: torch.device("cpu"))
    torch._dynamo.utils.counters.clear()
    decoder.compile_layers()
    compiled = _learnt(training_data, training_parts, asked, imagines=False)
    assert torch._dynamo.utils.counters["stats"]["unique_graphs"] > 0
    _assert_alike(plain, compiled)


def _learnt(data, parts, asked, imagines=True):
    """The losses of replies, and the gradients of their mean by layers."""
    language, imaginer = parts.language, parts.imaginer(imagines)
    language.zero_grad()
    images = see(language.model.visual, data, asked)
    said = imaginer.say(images, batch(imaginer, asked))
    said.cross_entropy.mean().backward()
    gradients = {name: weight.grad.clone() for name, weight in language.model.language_model.layers.named_parameters()}
    language.zero_grad()
    return {"losses": said.cross_entropy.detach(), **gradients}


def _assert_alike(first, second):
    for name, value in first.items():
        torch.testing.assert_close(value, second[name], atol=1e-5, rtol=1e-3, msg=lambda text: f"{name}: {text}")
