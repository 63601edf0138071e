"""The scene and projector graphs in types of two bytes."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from model.geometry import VGGT, calibrate, export_geometry, export_projector, export_scene, initialise, small
from model.precision import Kind, PartPrecision
from model.projector import Projector, ProjectorConfig

SIZE = HEIGHT, WIDTH = 56, 84


def _inputs(model, views, seed):
    generator = torch.Generator().manual_seed(seed)
    shape = (views, model.config.tokens(HEIGHT, WIDTH), model.config.feature_width)
    return torch.rand(views, 3, HEIGHT, WIDTH, generator=generator), torch.randn(shape, generator=generator)


@pytest.fixture(scope="module")
def model():
    made = initialise(VGGT(small()), 2).eval().requires_grad_(False)
    calibrate(made, *_inputs(made, 4, 0))
    return made


def _paths(folder):
    return folder / "geometry.onnx", folder / "scene.onnx"


def _session(path):
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def test_a_float16_aggregator_changes_the_scene_little_and_the_model_not_at_all(model, tmp_path):
    paths, before = _paths(tmp_path), {name: value.clone() for name, value in model.state_dict().items()}
    export_geometry(model, paths[0], SIZE, PartPrecision(Kind.FLOAT16))
    export_scene(model, paths[1], SIZE, points=True)
    after = model.state_dict()
    assert before.keys() == after.keys() and all(torch.equal(value, after[name]) for name, value in before.items())
    pictures, imagined = _inputs(model, 2, 7)
    sessions = [_session(path) for path in paths]
    assert {port.type for each in sessions for port in (*each.get_inputs(), *each.get_outputs())} == {"tensor(float)"}
    for views in (1, 2):
        expected = model(pictures[:views], imagined[:views])
        layers = sessions[0].run(None, {"pictures": pictures[None, :views].numpy()})[0]
        found = sessions[1].run(list(expected._fields), {"layers": layers, "imagined": imagined[None, :views].numpy()})
        for name, value, part in zip(expected._fields, found, expected):
            assert np.abs(value[0] - part.numpy()).max() <= 0.01 * part.abs().max().item(), name
    stored = {tensor.name: tensor.data_type for path in paths for tensor in onnx.load(path).graph.initializer}
    heads = [kind for name, kind in stored.items() if name.startswith(("model.depth_head", "model.camera_head"))]
    assert len(heads) > 50 and set(heads) == {onnx.TensorProto.FLOAT}
    aggregator = [kind for name, kind in stored.items() if ".inner." in name and name.endswith("qkv.bias")]
    assert len(aggregator) > 5 and set(aggregator) == {onnx.TensorProto.FLOAT16}


def test_graphs_between_bfloat16_edges_are_typed_as_onnxruntime_wants_it(model, tmp_path):
    paths = _paths(tmp_path)
    export_geometry(model, paths[0], SIZE, PartPrecision(Kind.BFLOAT16, torch.bfloat16))
    export_scene(model, paths[1], SIZE, precision=PartPrecision(Kind.FLOAT32, torch.bfloat16))
    for path in paths:
        graph = onnx.load(path).graph
        assert {port.type.tensor_type.elem_type for port in (*graph.input, *graph.output)} == {onnx.TensorProto.BFLOAT16}
    with pytest.raises(Exception, match="NOT_IMPLEMENTED"):  # and not INVALID_GRAPH; the CPU has no kernels
        _session(paths[0])
    _session(paths[1])


@pytest.mark.parametrize("kind, edge", [(Kind.FLOAT16, torch.float32), (Kind.FLOAT32, torch.bfloat16), (Kind.BFLOAT16, torch.bfloat16)])
def test_projector(tmp_path, kind, edge):
    projector = initialise(Projector(ProjectorConfig(latents=3, hidden=16, image_tokens=5, features=7, channels=9)), 1).eval()
    path = tmp_path / "projector.onnx"
    export_projector(projector.requires_grad_(False), path, precision=PartPrecision(kind, edge))
    assert next(projector.parameters()).dtype == torch.float32
    graph = onnx.load(path).graph
    assert {port.type.tensor_type.elem_type for port in (*graph.input, *graph.output)} == {
        onnx.TensorProto.FLOAT if edge == torch.float32 else onnx.TensorProto.BFLOAT16
    }
    if edge == torch.float32:
        latents, embeddings = torch.randn(1, 3, 16), torch.randn(1, 2, 5, 16)
        found = _session(path).run(None, {"latents": latents.numpy(), "image_embeddings": embeddings.numpy()})[0]
        np.testing.assert_allclose(found, projector(latents, embeddings).numpy(), atol=0.02)


def test_weights_in_blocks_are_refused(model, tmp_path):
    with pytest.raises(ValueError, match="geometry.*int4"):
        export_geometry(model, tmp_path / "geometry.onnx", SIZE, PartPrecision(Kind.INT4))


@pytest.mark.parametrize("kind", [Kind.INT4, Kind.FLOAT16, Kind.BFLOAT16])
def test_the_heads_are_float32(model, tmp_path, kind):
    with pytest.raises(ValueError, match=f"scene.*float32.*{kind}"):
        export_scene(model, tmp_path / "scene.onnx", SIZE, precision=PartPrecision(kind))
