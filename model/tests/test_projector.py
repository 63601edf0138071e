"""The projector: its arithmetic written out, its sizes read off weights, its graph."""

import math
from dataclasses import replace

import numpy as np
import onnxruntime
import pytest
import torch

from model.geometry import export_projector, initialise
from model.projector import PREFIX, Projector, ProjectorConfig, from_state_dict

SMALL = ProjectorConfig(latents=4, hidden=8, image_tokens=6, features=9, channels=10, prompt_tokens=5, depth=3)


@pytest.fixture(params=[0, 6])
def projector(request):
    """As published, and one that tells views apart by their numbers."""
    return initialise(Projector(replace(SMALL, views=request.param)), 3).eval().requires_grad_(False)


def _state(projector):
    return {PREFIX + name: tensor for name, tensor in projector.state_dict().items()}


def _inputs(views, seed=0):
    generator = torch.Generator().manual_seed(10 * seed + views)
    return (
        torch.randn(SMALL.latents, SMALL.hidden, generator=generator),
        torch.randn(views, SMALL.image_tokens, SMALL.hidden, generator=generator),
    )


def _by_hand(state, latents, embeddings):
    """The same arithmetic with loops over tokens, channels and views, in float64."""
    gelu = np.vectorize(lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2)

    def stage(name, depth, row):
        for layer in range(depth):
            weight, bias = (state[f"{PREFIX}{name}.{2 * layer}.{part}"].double().numpy() for part in ("weight", "bias"))
            row = weight @ (gelu(row) if layer else row) + bias
        return row

    latents, embeddings, gates = latents.double().numpy(), embeddings.double().numpy(), state.get(f"{PREFIX}view_gates")
    views = []
    for of_view in embeddings:
        columns = []
        for channel in range(latents.shape[1]):
            prompt = stage("prompte_model", 2, latents[:, channel])
            if gates is not None:
                prompt = prompt * gates[len(views)].numpy()
            columns.append(stage("fusion_model", SMALL.depth, np.concatenate([prompt, of_view[:, channel]])))
        views.append([stage("proj_3d_model", SMALL.depth, token) for token in np.stack(columns, axis=1)])
    return np.array(views)


def test_arithmetic_is_that_of_the_description(projector):
    latents, embeddings = _inputs(2)
    found = projector(latents, embeddings)
    assert found.shape == (2, 9, 10)
    np.testing.assert_allclose(found.numpy(), _by_hand(_state(projector), latents, embeddings), rtol=1e-4, atol=1e-5)


def test_a_view_takes_the_prompt_by_its_number_if_there_are_gates():
    told = initialise(Projector(replace(SMALL, views=3)), 3).eval().requires_grad_(False)
    told.view_gates.copy_(torch.tensor([1.0, 0.0, -2.0])[:, None].expand(3, SMALL.prompt_tokens))
    plain = Projector(SMALL)
    plain.load_state_dict({name: value for name, value in told.state_dict().items() if name != "view_gates"})
    latents, embeddings = _inputs(3)
    found = told(latents, embeddings)
    for view, factor in enumerate((1.0, 0.0, -2.0)):
        last = plain.prompte_model[2]
        weight, bias = last.weight.clone(), last.bias.clone()
        last.weight.data, last.bias.data = weight * factor, bias * factor
        torch.testing.assert_close(found[view], plain(latents, embeddings)[view])
        last.weight.data, last.bias.data = weight, bias
    torch.testing.assert_close(from_state_dict(_state(told))(latents, embeddings), found)


def test_published_size():
    with torch.device("meta"):
        published = Projector(ProjectorConfig())
    assert sum(parameter.numel() for parameter in published.parameters()) == 35_255_898
    assert published.state_dict()["fusion_model.0.weight"].shape == (1374, 455)
    assert published.state_dict()["proj_3d_model.10.bias"].shape == (2048,)


@pytest.mark.parametrize("depth", [1, 4, 6])
def test_sizes_are_read_off_the_weights(depth):
    config = ProjectorConfig(latents=3, hidden=8, image_tokens=6, features=9, channels=10, prompt_tokens=5, depth=depth)
    original = initialise(Projector(config), 1)
    loaded = from_state_dict(_state(original) | {"model.norm.weight": torch.zeros(8)})
    assert loaded.config == config
    latents, embeddings = torch.randn(3, 8), torch.randn(2, 6, 8)
    assert torch.equal(loaded(latents, embeddings), original(latents, embeddings))


def _without(name):
    return lambda state: state.pop(PREFIX + name)


def _with(name, *shape):
    return lambda state: state.update({PREFIX + name: torch.zeros(shape)})


@pytest.mark.parametrize(
    "damage, fault",
    [
        (lambda state: state.clear(), "no tensor is named projector_model."),
        (_without("fusion_model.0.weight"), "no matrix named projector_model.fusion_model.0.weight"),
        (_with("prompte_model.0.weight", 5), "no matrix named projector_model.prompte_model.0.weight"),
        (_without("fusion_model.2.bias"), r"missing projector_model.fusion_model.2.bias \[9\]"),
        (_without("proj_3d_model.2.weight"), r"missing projector_model.proj_3d_model.2.weight \[10, 10\]"),
        (_with("proj_3d_model.6.weight", 10, 10), "missing projector_model.proj_3d_model.6.bias"),
        (_with("norm.weight", 3), r"extra projector_model.norm.weight \[3\]"),
        (_with("prompte_model.2.weight", 5, 4), r"prompte_model.2.weight is \[5, 4\], must be \[5, 5\]"),
        (_with("fusion_model.0.weight", 9, 5), "takes 5 tokens, not more than the 5 prompt tokens"),
    ],
)
def test_weights_that_do_not_fit_are_refused(projector, damage, fault):
    state = _state(projector)
    damage(state)
    with pytest.raises(ValueError, match=fault):
        from_state_dict(state)


def test_every_fault_is_named_at_once(projector):
    state = _state(projector)
    for damage in (_without("prompte_model.0.bias"), _with("other", 1), _with("proj_3d_model.0.bias", 3)):
        damage(state)
    with pytest.raises(ValueError) as refused:
        from_state_dict(state)
    for fault in ("missing projector_model.prompte_model.0.bias", "extra projector_model.other", "proj_3d_model.0.bias is [3]"):
        assert fault in str(refused.value)


def test_graph_agrees_with_pytorch(projector, tmp_path):
    path = tmp_path / "projector.onnx"
    export_projector(projector, path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    shapes = {value.name: value.shape for value in (*session.get_inputs(), *session.get_outputs())}
    assert shapes == {"latents": ["sets", 4, 8], "image_embeddings": ["sets", "views", 6, 8], "imagined": ["sets", "views", 9, 10]}
    for sets, views in ((1, 1), (1, 2), (2, 3), (3, 1), (2, 6)):
        each = [_inputs(views, seed) for seed in range(sets)]
        latents, embeddings = (torch.stack(parts) for parts in zip(*each))
        found = session.run(["imagined"], {"latents": latents.numpy(), "image_embeddings": embeddings.numpy()})[0]
        together = projector(latents, embeddings)
        for of_set, of_all, inputs in zip(found, together, each, strict=True):
            alone = projector(*inputs)
            torch.testing.assert_close(of_all, alone)
            np.testing.assert_allclose(of_set, alone.numpy(), atol=1e-4 * alone.abs().max().item())
