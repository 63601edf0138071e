"""The vision, embedding and decoder graphs in ONNX Runtime against transformers' own Qwen2.5-VL."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from model.language.decoder_graph import DecoderSizes, export_decoder
from model.language.embedding_graph import export_embedding
from model.language.small import small_config, small_model
from model.language.vision_graph import export_vision
from model.precision import Kind, PartPrecision, Precision

TOLERANCE = 1e-4  # of values around 1: the same fp32 sums in another order
TOKENS = {name: number for number, name in enumerate(
    ("<|endoftext|>", "<|im_end|>", "<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>")
)}
ROW = 3 * 2 * 14 * 14


def _export(folder, model, precision=Precision()):
    weights = model.state_dict()
    export_vision(model.config.vision_config, weights, folder / "vision.onnx", precision.of("vision"))
    export_embedding(weights, folder / "embedding.onnx", precision.of("embedding"))
    export_decoder(DecoderSizes.of(model), weights, folder / "decoder.onnx", precision.of("decoder"))
    return folder


@pytest.fixture(scope="module")
def model():
    return small_model(small_config(300, TOKENS), 5)


@pytest.fixture(scope="module")
def folder(model, tmp_path_factory):
    return _export(tmp_path_factory.mktemp("graphs"), model)


def _session(folder, name):
    return onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("views", [1, 2, 6])
@pytest.mark.parametrize("grid", [(16, 12), (8, 8), (2, 2), (46, 34), (10, 22)])
def test_vision_agrees_for_every_grid_and_number_of_views(model, folder, views, grid):
    height, width = grid
    generator = torch.Generator().manual_seed(views)
    pixels = torch.randn(views * height * width, ROW, generator=generator)
    grids = torch.tensor([[1, height, width]] * views)
    expected = model.model.visual(pixels, grid_thw=grids).pooler_output.numpy()
    found = _session(folder, "vision").run(None, {"pixel_values": pixels.numpy(), "grid_thw": grids.numpy()})[0]
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= TOLERANCE


def test_embedding_is_the_table(model, folder):
    ids = np.array([[0, 299, 17, 17]])
    found = _session(folder, "embedding").run(None, {"input_ids": ids})[0]
    assert np.array_equal(found, model.get_input_embeddings()(torch.from_numpy(ids)).numpy())


class _Steps:
    """Runs a decoder graph step by step, one buffer bound as past and as present; unwritten places hold NaN."""

    def __init__(self, session, sizes, capacity, number=np.float32):
        self.session, self.sizes, self.number, self.length = session, sizes, number, 0
        shape = (1, sizes.key_value_heads, capacity, sizes.head)
        names = [f"{kind}.{index}" for index in range(sizes.layers) for kind in ("key", "value")]
        self.cache = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(np.full(shape, np.nan, number)) for name in names
        }

    def feed(self, embeddings, positions):
        count = embeddings.shape[1]
        self.length += count
        binding = self.session.io_binding()
        binding.bind_cpu_input("input_embeddings", np.ascontiguousarray(embeddings.astype(self.number)))
        binding.bind_cpu_input("position_ids", np.ascontiguousarray(positions))
        binding.bind_cpu_input("seqlens_k", np.array([self.length - 1], np.int32))
        binding.bind_cpu_input("total_sequence_length", np.array([self.length], np.int32))
        binding.bind_output("logits")
        binding.bind_output("hidden_states")
        for name, value in self.cache.items():
            binding.bind_ortvalue_input(f"past_{name}", value)
            binding.bind_ortvalue_output(f"present_{name}", value)
        self.session.run_with_iobinding(binding)
        logits, hidden = binding.get_outputs()[:2]
        return logits.numpy(), hidden.numpy()


def _inputs(total, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(1, total, 128, generator=generator), torch.randint(0, 60, (3, 1, total), generator=generator)


@pytest.mark.parametrize("steps, capacity", [
    ([1], 8), ([20], 64), ([20, 1, 1, 1], 64), ([1, 1, 1], 64), ([63, 1], 64), ([64], 64), ([20, 7, 1], 64), ([250, 1, 1], 512),
])
def test_decoder_agrees_and_writes_its_cache_in_place(model, folder, steps, capacity):
    embeddings, positions = _inputs(sum(steps))
    hidden = model.model.language_model(inputs_embeds=embeddings, position_ids=positions, use_cache=False).last_hidden_state
    logits = model.lm_head(hidden).numpy()
    run = _Steps(_session(folder, "decoder"), DecoderSizes.of(model), capacity)
    done = 0
    for count in steps:
        part = slice(done, done + count)
        found_logits, found = run.feed(embeddings[:, part].numpy(), positions[:, :, part].numpy())
        done += count
        assert found_logits.shape == (1, 300) and found_logits.dtype == np.float32
        assert np.abs(found - hidden[:, part].numpy()).max() <= TOLERANCE
        assert np.abs(found_logits - logits[:, done - 1]).max() <= TOLERANCE
    for name, value in run.cache.items():
        assert np.isfinite(value.numpy()[:, :, :done]).all(), name
        assert np.isnan(value.numpy()[:, :, done:]).all(), name


def test_a_buffer_used_again_for_a_shorter_sequence_shows_nothing_of_the_longer_one(model, folder):
    run = _Steps(_session(folder, "decoder"), DecoderSizes.of(model), 64)
    long, places = _inputs(50, seed=1)
    run.feed(long.numpy(), places.numpy())
    short, places = _inputs(9, seed=2)
    expected = model.model.language_model(inputs_embeds=short, position_ids=places, use_cache=False).last_hidden_state.numpy()
    run.length = 0
    _, first = run.feed(short[:, :8].numpy(), places[:, :, :8].numpy())
    _, last = run.feed(short[:, 8:].numpy(), places[:, :, 8:].numpy())
    assert np.abs(np.concatenate([first, last], axis=1) - expected).max() <= TOLERANCE


def test_more_tokens_than_the_buffer_holds_are_refused(model, folder):
    run = _Steps(_session(folder, "decoder"), DecoderSizes.of(model), 8)
    embeddings, positions = _inputs(9)
    with pytest.raises(Exception, match="(?i)shape|size|length|present|past"):
        run.feed(embeddings.numpy(), positions.numpy())


def test_float16_is_refused_for_the_decoder(model, tmp_path):
    with pytest.raises(ValueError, match="decoder.*float16.*overflow"):
        export_decoder(DecoderSizes.of(model), model.state_dict(), tmp_path / "decoder.onnx", PartPrecision(Kind.FLOAT16))
    assert not list(tmp_path.iterdir())


def test_bfloat16_graphs_are_well_formed(model, tmp_path):
    folder = _export(tmp_path, model, Precision.of_all(Kind.BFLOAT16))
    for name in ("vision", "embedding", "decoder"):
        graph = onnx.load(folder / f"{name}.onnx").graph
        assert {t.data_type for t in graph.initializer if len(t.dims) == 2} == {onnx.TensorProto.BFLOAT16}, name
        assert graph.output[0].type.tensor_type.elem_type == (
            onnx.TensorProto.FLOAT if name == "decoder" else onnx.TensorProto.BFLOAT16
        )


def test_tied_output_layer_is_exported(tmp_path):
    config = small_config(300, TOKENS)
    config.tie_word_embeddings = True
    tied = small_model(config, 6)
    assert tied.lm_head.weight.data_ptr() == tied.get_input_embeddings().weight.data_ptr()
    _export(tmp_path, tied)
    embeddings, positions = _inputs(3)
    hidden = tied.model.language_model(inputs_embeds=embeddings, position_ids=positions, use_cache=False).last_hidden_state
    found, _ = _Steps(_session(tmp_path, "decoder"), DecoderSizes.of(tied), 4).feed(embeddings.numpy(), positions.numpy())
    assert np.abs(found - tied.lm_head(hidden[:, -1]).numpy()).max() <= TOLERANCE * 10  # logits are around 10


def test_what_the_graph_cannot_say_is_refused(model):
    config = small_config(300, TOKENS)
    config.text_config.hidden_act = "gelu"
    with pytest.raises(ValueError, match="silu"):
        DecoderSizes.of(type(model)(config))


def test_the_same_model_gives_the_same_bytes(model, folder, tmp_path):
    _export(tmp_path, model)
    for name in ("vision", "embedding", "decoder"):
        assert (tmp_path / f"{name}.onnx").read_bytes() == (folder / f"{name}.onnx").read_bytes(), name
