"""The graphs in each precision: which operators they have, what they compute, and where their weights lie."""

from collections import Counter

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from model.language import graph as graph_module
from model.language.decoder_graph import DecoderSizes, export_decoder
from model.language.embedding_graph import export_embedding
from model.language.small import small_config, small_model
from model.language.vision_graph import export_vision
from model.precision import PARTS, Kind, PartPrecision, Precision, blocks

TOKENS = {name: number for number, name in enumerate(
    ("<|endoftext|>", "<|im_end|>", "<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>")
)}
TYPES = {"float32": onnx.TensorProto.FLOAT, "bfloat16": onnx.TensorProto.BFLOAT16, "float16": onnx.TensorProto.FLOAT16}
LAYERS, BLOCKS, WINDOWED = 4, 4, 2  # of the small model: layers, and blocks of the tower, of which these look into windows

# What each graph is made of, whatever its precision: so many of each fused operator; `linear` is MatMul or MatMulNBits.
# A layer: qkv, o, gate, up and down; a turn of queries and one of keys; two sums with their norm. And the output matrix.
DECODER = {
    "GroupQueryAttention": LAYERS, "RotaryEmbedding": 2 * LAYERS, "SkipSimplifiedLayerNormalization": 2 * LAYERS,
    "QuickGelu": LAYERS, "linear": 5 * LAYERS + 1,
    "ReduceMean": 1,  # the first norm, written out
}
# A block: qkv, proj, gate, up and down. And the patches, and the merger's two.
VISION = {
    "MultiHeadAttention": BLOCKS, "RotaryEmbedding": 2 * BLOCKS, "QuickGelu": BLOCKS, "Gelu": 1, "linear": 5 * BLOCKS + 3,
    "ReduceMean": 2 * BLOCKS + 1,  # norms, written out: the fused ones are no faster on a CPU, and less exact in bfloat16
}
FORBIDDEN = {"Softmax", "Attention", "Sigmoid", "Transpose"}  # signs of something that is not fused any more


@pytest.fixture(scope="module")
def model():
    return small_model(small_config(300, TOKENS), 5)


def _export(folder, model, precision):
    weights = model.state_dict()
    export_vision(model.config.vision_config, weights, folder / "vision.onnx", precision.of("vision"))
    export_embedding(weights, folder / "embedding.onnx", precision.of("embedding"))
    export_decoder(DecoderSizes.of(model), weights, folder / "decoder.onnx", precision.of("decoder"))
    return folder


def _session(path):
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def _operators(path):
    return Counter(node.op_type for node in onnx.load(path, load_external_data=False).graph.node)


@pytest.mark.parametrize("texts", [["float32"], ["bfloat16"], ["int4"], ["int4-asymmetric"], ["int8"], ["bfloat16", "decoder=int4", "vision=int4"]])
def test_operators_are_those_of_the_table(model, tmp_path, texts):
    precision = Precision.parse(texts)
    _export(tmp_path, model, precision)
    for part, table in (("decoder", DECODER), ("vision", VISION)):
        found = _operators(tmp_path / f"{part}.onnx")
        in_blocks, whole = found["MatMulNBits"], found["MatMul"]
        assert whole == (table["linear"] if not in_blocks else 1 if part == "vision" else 0), part  # the patches stay whole
        for operator, count in table.items():
            assert (in_blocks + whole if operator == "linear" else found[operator]) == count, (part, operator)
        assert not FORBIDDEN & found.keys(), part
        assert bool(in_blocks) is precision.of(part).kind.in_blocks


def test_the_decoders_casts_do_not_grow_with_its_layers(model, tmp_path):
    """Where edges and inside agree, no layer changes the type of a number."""
    for texts in (["float32"], ["bfloat16"], ["int4"], ["int8"], ["bfloat16", "decoder=int4"]):
        path = tmp_path / "decoder.onnx"
        export_decoder(DecoderSizes.of(model), model.state_dict(), path, Precision.parse(texts).of("decoder"))
        assert _operators(path)["Cast"] == 6, texts


def _dequantised(model, asymmetric, bits_of):
    """The model with the weights that the blocks stand for."""
    other = small_model(model.config, 5)
    for name, module in other.named_modules():
        bits = bits_of(name)
        if bits and isinstance(module, torch.nn.Linear):
            made = blocks.quantise(module.weight, bits, asymmetric)
            module.weight.copy_(blocks.dequantise(made, module.weight.shape[1]))
    return other


IN_BLOCKS = [Kind.INT8, Kind.INT4, Kind.INT4_ASYMMETRIC]


def _decode(path, sizes, embeddings, positions):
    count, capacity = embeddings.shape[1], 32
    shape = (1, sizes.key_value_heads, capacity, sizes.head)
    feeds = {
        "input_embeddings": embeddings.numpy(), "position_ids": positions.numpy(),
        "seqlens_k": np.array([count - 1], np.int32), "total_sequence_length": np.array([count], np.int32),
    }
    feeds |= {f"past_{kind}.{index}": np.zeros(shape, np.float32) for index in range(sizes.layers) for kind in ("key", "value")}
    return _session(path).run(["logits", "hidden_states"], feeds)


def _inputs(total):
    generator = torch.Generator().manual_seed(0)
    return torch.randn(1, total, 128, generator=generator), torch.randint(0, 60, (3, 1, total), generator=generator)


@pytest.mark.parametrize("kind", IN_BLOCKS)
def test_a_decoder_in_blocks_is_the_model_with_the_blocks_weights(model, tmp_path, kind):
    path, (embeddings, positions) = tmp_path / "decoder.onnx", _inputs(20)
    export_decoder(DecoderSizes.of(model), model.state_dict(), path, PartPrecision(kind))
    other = _dequantised(model, kind is Kind.INT4_ASYMMETRIC, lambda name: 8 if name == "lm_head" else kind.bits)
    run = lambda each: each.model.language_model(inputs_embeds=embeddings, position_ids=positions, use_cache=False).last_hidden_state
    expected, whole = run(other), run(model)
    logits, hidden = _decode(path, DecoderSizes.of(model), embeddings, positions)
    off = (torch.from_numpy(hidden) - expected).norm() / expected.norm()
    assert off < 0.05  # of what is rounded to 8 bits between the layers
    if kind.bits == 4:
        assert 2 * off < (whole - expected).norm() / whole.norm()  # the weights of 4 bits themselves shift it far more
    else:
        assert (whole - expected).norm() / whole.norm() < 0.02
    expected = other.lm_head(expected[:, -1])
    assert (torch.from_numpy(logits) - expected).norm() < 0.05 * expected.norm()


@pytest.mark.parametrize("kind", IN_BLOCKS)
def test_a_vision_in_blocks_is_the_tower_with_the_blocks_weights(model, tmp_path, kind):
    path = tmp_path / "vision.onnx"
    export_vision(model.config.vision_config, model.state_dict(), path, PartPrecision(kind))
    pixels = torch.randn(2 * 16 * 12, 1176, generator=torch.Generator().manual_seed(0))
    grids = torch.tensor([[1, 16, 12]] * 2)
    other = _dequantised(model, kind is Kind.INT4_ASYMMETRIC, lambda name: kind.bits if name.startswith("model.visual") else 0)
    expected = other.model.visual(pixels, grid_thw=grids).pooler_output
    found = torch.from_numpy(_session(path).run(None, {"pixel_values": pixels.numpy(), "grid_thw": grids.numpy()})[0])
    assert (found - expected).norm() < 0.05 * expected.norm()


def test_embedding_table_of_two_bytes_between_edges_of_four(model, tmp_path):
    path = tmp_path / "embedding.onnx"
    for kind, narrow in ((Kind.FLOAT16, torch.float16), (Kind.BFLOAT16, torch.bfloat16)):
        export_embedding(model.state_dict(), path, PartPrecision(kind))
        found = _session(path).run(None, {"input_ids": np.array([[3, 299]])})[0]
        assert found.dtype == np.float32
        assert np.array_equal(found[0], model.get_input_embeddings().weight[[3, 299]].to(narrow).float().numpy())


@pytest.mark.parametrize("texts", [
    ["bfloat16"], ["bfloat16", "decoder=int4", "vision=int4-asymmetric"], ["bfloat16", "decoder=float32", "vision=float32", "embedding=float32"],
    ["decoder=bfloat16", "vision=bfloat16"], ["decoder=int4", "vision=int4", "embedding=float16", "number_type=bfloat16"], ["bfloat16", "decoder=int8", "vision=int8"],
])
def test_every_mix_is_typed_as_onnxruntime_wants_it(model, tmp_path, texts):
    """The CPU has few kernels for bfloat16; that one is missing is said only after every node's types have been found right."""
    precision = Precision.parse(texts)
    _export(tmp_path, model, precision)
    edge = TYPES[precision.number_type]
    for part in PARTS[:3]:
        graph = onnx.load(tmp_path / f"{part}.onnx").graph
        found = {value.name: value.type.tensor_type.elem_type for value in (*graph.input, *graph.output)}
        assert {kind for name, kind in found.items() if name != "logits"} <= {edge, onnx.TensorProto.INT64, onnx.TensorProto.INT32}
        assert found.get("logits", onnx.TensorProto.FLOAT) == onnx.TensorProto.FLOAT
        try:
            _session(tmp_path / f"{part}.onnx")
        except Exception as error:
            assert "NOT_IMPLEMENTED" in str(error) and "bfloat16" in " ".join([*texts, str(precision.number_type)]), error


def test_large_weights_go_beside_the_graph_one_by_one(model, tmp_path, monkeypatch):
    whole, parted = tmp_path / "whole.onnx", tmp_path / "parted.onnx"
    (tmp_path / "parted.onnx.data").write_bytes(b"what was there")
    sizes = DecoderSizes.of(model)
    export_decoder(sizes, model.state_dict(), whole)
    monkeypatch.setattr(graph_module, "_LARGEST_SINGLE_FILE", 200_000)
    export_decoder(sizes, model.state_dict(), parted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parted.onnx", "parted.onnx.data", "whole.onnx"]
    assert parted.stat().st_size < 60_000
    bare = onnx.load(parted, load_external_data=False).graph
    outside = [tensor for tensor in bare.initializer if tensor.data_location == onnx.TensorProto.EXTERNAL]
    places = [{entry.key: entry.value for entry in tensor.external_data} for tensor in outside]
    assert all(place["location"] == "parted.onnx.data" and int(place["offset"]) % 4096 == 0 for place in places)
    assert len(outside) > 20 and all(int(place["length"]) >= 1024 for place in places)
    first, second = (onnx.load(path).graph for path in (whole, parted))
    for one, other in zip(first.initializer, second.initializer, strict=True):
        assert one.name == other.name and one.raw_data == other.raw_data
    assert first.node == second.node
    embeddings, positions = _inputs(5)
    for one, other in zip(_decode(whole, sizes, embeddings, positions), _decode(parted, sizes, embeddings, positions)):
        assert np.array_equal(one, other)


class _Lazy(dict):
    """Makes each tensor anew when it is looked up, as a reader of files does, and counts how often."""

    def __init__(self, model):
        super().__init__(model.state_dict())
        self.looked_up = Counter()

    def __getitem__(self, name):
        self.looked_up[name] += 1
        return super().__getitem__(name).clone()


@pytest.mark.parametrize("text", ["float32", "int4"])
def test_each_weight_is_looked_up_once_and_none_is_forgotten(model, tmp_path, text):
    weights, precision = _Lazy(model), Precision.parse([text])
    export_vision(model.config.vision_config, weights, tmp_path / "vision.onnx", precision.of("vision"))
    export_embedding(weights, tmp_path / "embedding.onnx", precision.of("embedding"))
    export_decoder(DecoderSizes.of(model), weights, tmp_path / "decoder.onnx", precision.of("decoder"))
    assert weights.looked_up == Counter(weights.keys())
