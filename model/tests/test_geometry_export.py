"""The geometry and scene graphs in ONNX Runtime against PyTorch, for every number of views with one graph each."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from model.geometry import VGGT, calibrate, export, export_geometry, export_scene, initialise, small
from model.projector import Projector, ProjectorConfig

SIZE = HEIGHT, WIDTH = 84, 112
NAMES = "geometry", "scene", "whole"  # the last is a scene graph with points
TOLERANCE = 1e-4  # of the largest value: the same fp32 sums in another order


def _inputs(model, views, seed):
    generator = torch.Generator().manual_seed(seed)
    shape = (views, model.config.tokens(HEIGHT, WIDTH), model.config.feature_width)
    return torch.rand(views, 3, HEIGHT, WIDTH, generator=generator), torch.randn(shape, generator=generator)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    model = initialise(VGGT(small()), 2).eval().requires_grad_(False)
    calibrate(model, *_inputs(model, 4, 0))
    folder = tmp_path_factory.mktemp("graphs")
    export_geometry(model, folder / "geometry.onnx", SIZE)
    export_scene(model, folder / "scene.onnx", SIZE)
    export_scene(model, folder / "whole.onnx", SIZE, points=True)
    return model, folder


@pytest.fixture(scope="module")
def sessions(exported):
    return {name: onnxruntime.InferenceSession(exported[1] / f"{name}.onnx", providers=["CPUExecutionProvider"]) for name in NAMES}


@pytest.mark.parametrize("sets, views", [(1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (2, 1), (3, 2), (2, 3)])
def test_graphs_agree_with_pytorch_which_is_given_one_set_at_a_time(exported, sessions, sets, views):
    model, _ = exported
    asked = [_inputs(model, views, 10 * number + views) for number in range(sets)]
    layers = sessions["geometry"].run(None, {"pictures": np.stack([pictures.numpy() for pictures, _ in asked])})[0]
    imagined = np.stack([imagined.numpy() for _, imagined in asked])
    every = [model(*one) for one in asked]
    for graph, fields in (("whole", every[0]._fields), ("scene", every[0]._fields[:3])):
        found = sessions[graph].run(list(fields), {"layers": layers, "imagined": imagined})
        for name, values, parts in zip(fields, found, zip(*every)):
            for value, part in zip(values, parts, strict=True):
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
    latents, embeddings = torch.randn(1, 3, 16), torch.randn(1, 2, 5, 16)
    found = session.run(None, {"latents": latents.numpy(), "image_embeddings": embeddings.numpy()})[0]
    np.testing.assert_allclose(found, projector(latents, embeddings).numpy(), atol=1e-5)


def test_graphs_have_the_names_and_shapes_of_the_bundle_description(sessions):
    both, tokens = ["sets", "views"], 5 + 6 * 8
    scene = {
        "layers": [*both, 3, tokens, 128], "imagined": [*both, tokens, 128],
        "pose_encoding": [*both, 9], "depth": [*both, HEIGHT, WIDTH], "depth_confidence": [*both, HEIGHT, WIDTH],
    }
    points = {"points": [*both, HEIGHT, WIDTH, 3], "points_confidence": [*both, HEIGHT, WIDTH]}
    geometry = {"pictures": [*both, 3, HEIGHT, WIDTH], "layers": [*both, 3, tokens, 128]}
    wanted = {"geometry": geometry, "scene": scene, "whole": scene | points}
    for graph, session in sessions.items():
        ports = (*session.get_inputs(), *session.get_outputs())
        assert {value.name: value.shape for value in ports} == wanted[graph]
        assert {value.type for value in ports} == {"tensor(float)"}


def test_files_stand_alone_hold_each_weight_once_and_tell_nothing_of_the_machine(exported):
    model, folder = exported
    assert sorted(entry.name for entry in folder.iterdir()) == sorted(f"{name}.onnx" for name in NAMES)
    stored = {}
    for name in NAMES:
        written = (folder / f"{name}.onnx").read_bytes()
        assert b".py" not in written and b"/site-packages" not in written
        graph = onnx.load(folder / f"{name}.onnx").graph
        assert graph.name == ("geometry" if name == "geometry" else "scene")
        stored[name] = sum(int(np.prod(tensor.dims)) for tensor in graph.initializer)
    assert stored["scene"] < stored["whole"]
    assert stored["geometry"] + stored["whole"] < 1.1 * sum(parameter.numel() for parameter in model.parameters())
