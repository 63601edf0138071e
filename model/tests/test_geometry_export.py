"""The scene graph in ONNX Runtime against PyTorch, for every number of views with one graph."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from model.geometry import VGGT, calibrate, export, export_scene, initialise, small
from model.projector import Projector, ProjectorConfig

HEIGHT, WIDTH = 84, 112
TOLERANCE = 1e-4  # of the largest value: the same fp32 sums in another order


def _inputs(model, views, seed):
    generator = torch.Generator().manual_seed(seed)
    shape = (views, model.config.tokens(HEIGHT, WIDTH), model.config.feature_width)
    return torch.rand(views, 3, HEIGHT, WIDTH, generator=generator), torch.randn(shape, generator=generator)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    model = initialise(VGGT(small()), 2).eval().requires_grad_(False)
    calibrate(model, *_inputs(model, 4, 0))
    path = tmp_path_factory.mktemp("scene") / "scene.onnx"
    export_scene(model, path, HEIGHT, WIDTH)
    return model, path


@pytest.fixture(scope="module")
def session(exported):
    return onnxruntime.InferenceSession(exported[1], providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("views", [1, 2, 3, 4, 6])
def test_graph_agrees_with_pytorch(exported, session, views):
    model, _ = exported
    pictures, imagined = _inputs(model, views, views)
    expected = model(pictures, imagined)
    found = session.run(list(expected._fields), {"pictures": pictures.numpy(), "imagined": imagined.numpy()})
    for name, value, part in zip(expected._fields, found, expected):
        assert value.shape == tuple(part.shape), name
        assert np.abs(value - part.numpy()).max() <= TOLERANCE * part.abs().max().item(), name


def test_large_weights_lie_in_one_file_beside_the_graph(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "_LARGEST_SINGLE_FILE", 1000)
    projector = initialise(Projector(ProjectorConfig(latents=3, hidden=16, image_tokens=5, features=7, channels=9)), 1)
    projector = projector.eval().requires_grad_(False)
    path = tmp_path / "projector.onnx"
    export.export_projector(projector, path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["projector.onnx", "projector.onnx.data"]
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    latents, embeddings = torch.randn(3, 16), torch.randn(2, 5, 16)
    found = session.run(None, {"latents": latents.numpy(), "image_embeddings": embeddings.numpy()})[0]
    np.testing.assert_allclose(found, projector(latents, embeddings).numpy(), atol=1e-5)


def test_graph_has_the_names_and_shapes_of_the_bundle_description(session):
    shapes = {value.name: value.shape for value in (*session.get_inputs(), *session.get_outputs())}
    assert shapes == {
        "pictures": ["views", 3, HEIGHT, WIDTH], "imagined": ["views", 5 + 6 * 8, 128],
        "pose_encoding": ["views", 9], "depth": ["views", HEIGHT, WIDTH], "depth_confidence": ["views", HEIGHT, WIDTH],
        "points": ["views", HEIGHT, WIDTH, 3], "points_confidence": ["views", HEIGHT, WIDTH],
    }
    assert {value.type for value in (*session.get_inputs(), *session.get_outputs())} == {"tensor(float)"}


def test_file_stands_alone_and_tells_nothing_of_the_machine(exported):
    model, path = exported
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    written = path.read_bytes()
    assert b".py" not in written and b"/site-packages" not in written
    graph = onnx.load(path).graph
    assert graph.name == "scene"
    stored = sum(int(np.prod(tensor.dims)) for tensor in graph.initializer)
    assert stored < 1.1 * sum(parameter.numel() for parameter in model.parameters())
