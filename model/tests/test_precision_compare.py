"""The measured deviation between bundles, and bfloat16 as a CPU can run it."""

import json
import shutil

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto

from model.bundles import verify, write_description
from model.language.decoder_graph import DecoderSizes, export_decoder
from model.language.embedding_graph import export_embedding
from model.language.graph import Graph
from model.language.pictures import picture
from model.language.vision_graph import export_vision
from model.precision import PARTS, Kind, PartPrecision, Precision
from model.precision.asker import Question
from model.precision.compare import compare
from model.precision.deviation import cosine, divergence
from model.precision.positions import positions
from model.precision.rounding import rounded

QUESTIONS = [
    Question("What is behind the table?", tuple(picture(160, 120, 10 * views + view, "blocks") for view in range(views)))
    for views in (1, 2)
]


@pytest.fixture(scope="module")
def made(models, bundle, tmp_path_factory):
    """Makes the reference bundle in another precision of its language graphs."""

    def make(*texts):
        precision, weights = Precision.parse([*texts, "projector=float32", "geometry=float32"]), models.language.state_dict()
        folder = shutil.copytree(bundle[0], tmp_path_factory.mktemp("precision") / "bundle")
        export_vision(models.language.config.vision_config, weights, folder / "vision.onnx", precision.of("vision"))
        export_embedding(weights, folder / "embedding.onnx", precision.of("embedding"))
        export_decoder(DecoderSizes.of(models.language), weights, folder / "decoder.onnx", precision.of("decoder"))
        sections = {key: value for key, value in bundle[1].items() if key not in ("schema", "files")}
        (folder / "bundle.json").unlink()
        write_description(folder, {**sections, "precision": precision.described()})
        return folder

    return make


# At most so far from float32: KL divergence, and 1 - cosine of image embeddings and of states; at least so often the same token.
BOUNDS = {
    "float32": (1e-9, 1e-9, 1e-9, 1.0), "bfloat16": (0.005, 0.001, 0.005, 0.85),
    "int8": (0.05, 0.01, 0.02, 0.8), "int4": (0.2, 0.12, 0.15, 0.6), "int4-asymmetric": (0.2, 0.12, 0.15, 0.6),
}


REMADE = 1e-4  # of logits: another processor than the one that made the bundle rounds the last bits of its weights otherwise


def test_deviations_are_small_and_in_the_order_of_the_precisions(bundle, made):
    found = {}
    for text, (farthest, image, hidden, agreement) in BOUNDS.items():
        folder = made(text, "number_type=float32")
        verify(folder)
        deviation = found[text] = compare(bundle[0], folder, QUESTIONS, limit=24)
        assert deviation.steps > 20
        assert -1e-12 <= deviation.divergence <= farthest, text
        assert 1 - deviation.image_cosine <= image and 1 - deviation.hidden_cosine <= hidden, text
        assert deviation.agreement >= agreement, text
        assert deviation.logits_mean <= deviation.logits_largest and len(deviation.lines()) in (7, 10)
    assert found["float32"].logits_largest < REMADE
    assert 0 < found["bfloat16"].logits_mean < found["int4"].logits_mean
    assert 0 < found["int8"].logits_mean < found["int4"].logits_mean
    assert found["bfloat16"].image_cosine > found["int4"].image_cosine


def test_a_precision_that_the_weights_do_not_show_is_refused(made):
    folder = made("int4", "vision=float32")
    description = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    for change, say in (
        ({"decoder": "float32"}, "decoder is float32, its weights are int4"), ({"vision": "int4"}, "vision is int4, its weights are float32"),
    ):
        told = {**description, "precision": {**description["precision"], **change}}
        (folder / "bundle.json").write_text(json.dumps(told), encoding="utf-8")
        with pytest.raises(ValueError, match=say):
            verify(folder)
    del description["precision"]
    (folder / "bundle.json").write_text(json.dumps(description), encoding="utf-8")
    with pytest.raises(ValueError, match="decoder is float32, its weights are int4"):
        verify(folder)


def test_bundles_of_different_models_are_not_compared(bundle, tmp_path):
    folder = shutil.copytree(bundle[0], tmp_path / "other")
    description = {**bundle[1], "latents": {**bundle[1]["latents"], "maximum": 5}}
    (folder / "bundle.json").write_text(json.dumps(description), encoding="utf-8")
    with pytest.raises(ValueError, match="latents"):
        compare(bundle[0], folder, QUESTIONS)


def test_rounded_graphs_compute_what_bfloat16_holds(tmp_path):
    path = tmp_path / "sum.onnx"
    graph = Graph("sum", path, PartPrecision(Kind.BFLOAT16, torch.bfloat16))
    value = graph.input("x", TensorProto.BFLOAT16, [1, 8])
    weight = torch.randn(4, 8, generator=torch.Generator().manual_seed(1))
    graph.op("Add", graph.linear(value, "layer", weight), graph.real_weight("one", torch.tensor(1.0)), name="y")
    graph.output("y", TensorProto.BFLOAT16, [1, 4])
    graph.write()
    model = rounded(onnx.load(path))
    onnx.checker.check_model(model)
    given = torch.randn(1, 8, generator=torch.Generator().manual_seed(2))
    found = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"x": given.numpy()})[0]
    product = (given.bfloat16().float() @ weight.bfloat16().float().T).bfloat16()
    expected = (product.float() + 1).bfloat16()
    assert np.array_equal(found, expected.float().numpy())
    assert not np.array_equal(found, (given @ weight.T + 1).numpy())


def test_positions_are_those_of_transformers(models):
    pad, merge = 7, models.language.config.vision_config.spatial_merge_size
    grids = np.array([[1, 4, 6], [1, 8, 2], [1, 2, 2]])
    ids = [1, 2]
    for grid in grids:
        ids += [3] + [pad] * (int(grid.prod()) // merge**2) + [4]
    found, delta = positions(ids, pad, grids, merge)
    row = torch.tensor([ids])
    expected, other = models.language.model.get_rope_index(row, (row == pad).int(), image_grid_thw=torch.from_numpy(grids))
    assert np.array_equal(found, expected[:, 0].numpy()) and delta == int(other)


def test_measures():
    rows = np.array([[1.0, 0.0], [0.0, 2.0]])
    assert cosine(rows, rows * 3) == pytest.approx(1)
    assert cosine(rows, rows[::-1]) == pytest.approx(0)
    assert divergence(rows, rows + 5) == pytest.approx(0)
    assert divergence(np.log([[0.5, 0.5]]), np.log([[0.25, 0.75]])) == pytest.approx(0.5 * np.log(2) + 0.5 * np.log(2 / 3))
    assert PARTS == tuple(Precision().described())
