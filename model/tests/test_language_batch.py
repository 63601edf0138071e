"""The decoder graph on several rows at once, and in chunks, against the same graph on one row at a time."""

import numpy as np
import onnxruntime
import pytest
import torch

from model.language.decoder_graph import DecoderSizes, export_decoder
from model.language.embedding_graph import export_embedding
from model.language.small import small_config, small_model
from model.precision import Kind, PartPrecision

TOKENS = {name: number for number, name in enumerate(
    ("<|endoftext|>", "<|im_end|>", "<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>")
)}
# Of values around 1. A product of several rows sums in another order than that of one. Beside weights in blocks states are rounded
# to 8 bits a block, and a sum that differs in its last digit can fall to the other side of a rounding.
TOLERANCES = {Kind.FLOAT32: 1e-4, Kind.INT8: 0.1, Kind.INT4: 0.1, Kind.INT4_ASYMMETRIC: 0.1}
LENGTHS = (9, 1, 30, 17)  # tokens of each row before the rows are joined
CAPACITY, STEPS = 40, 3


@pytest.fixture(scope="module")
def model():
    return small_model(small_config(300, TOKENS), 5)


@pytest.fixture(scope="module", params=list(TOLERANCES))
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def tolerance(kind):
    return TOLERANCES[kind]


@pytest.fixture(scope="module")
def decoder(kind, model, tmp_path_factory):
    path = tmp_path_factory.mktemp("decoder") / "decoder.onnx"
    export_decoder(DecoderSizes.of(model), model.state_dict(), path, PartPrecision(kind))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class _Rows:
    """Rows of one buffer of keys and values; places that are not written hold NaN."""

    def __init__(self, session, sizes, lengths, cache=None):
        shape = (len(lengths), sizes.key_value_heads, CAPACITY, sizes.head)
        names = [f"{kind}.{index}" for index in range(sizes.layers) for kind in ("key", "value")]
        cache = cache or {name: np.full(shape, np.nan, np.float32) for name in names}
        self.session, self.lengths = session, np.array(lengths, np.int32)
        self.cache = {name: onnxruntime.OrtValue.ortvalue_from_numpy(value) for name, value in cache.items()}

    @classmethod
    def joined(cls, session, sizes, rows):
        cache = {name: np.concatenate([row.cache[name].numpy() for row in rows]) for name in rows[0].cache}
        return cls(session, sizes, np.concatenate([row.lengths for row in rows]), cache)

    def feed(self, embeddings, positions):
        """Embeddings [rows, tokens, hidden], positions [3, rows, tokens]; gives logits and hidden states."""
        self.lengths += embeddings.shape[1]
        binding = self.session.io_binding()
        binding.bind_cpu_input("input_embeddings", np.ascontiguousarray(embeddings))
        binding.bind_cpu_input("position_ids", np.ascontiguousarray(positions))
        binding.bind_cpu_input("seqlens_k", self.lengths - 1)
        binding.bind_cpu_input("total_sequence_length", self.lengths.max(keepdims=True))
        binding.bind_output("logits")
        binding.bind_output("hidden_states")
        for name, value in self.cache.items():
            binding.bind_ortvalue_input(f"past_{name}", value)
            binding.bind_ortvalue_output(f"present_{name}", value)
        self.session.run_with_iobinding(binding)
        return [value.numpy().copy() for value in binding.get_outputs()[:2]]


def _inputs(rows, tokens, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(rows, tokens, 128, generator=generator).numpy(), torch.randint(0, 60, (3, rows, tokens), generator=generator).numpy()


def test_rows_of_different_lengths_step_together_as_each_alone(model, decoder, tolerance):
    sizes = DecoderSizes.of(model)
    alone = [_Rows(decoder, sizes, [0]) for _ in LENGTHS]
    for number, (row, length) in enumerate(zip(alone, LENGTHS)):
        row.feed(*_inputs(1, length, number))
    together = _Rows.joined(decoder, sizes, alone)
    for step in range(STEPS):
        embeddings, positions = _inputs(len(LENGTHS), 1, 100 + step)
        logits, hidden = together.feed(embeddings, positions)
        assert logits.shape == (len(LENGTHS), 300) and hidden.shape == (len(LENGTHS), 1, 128)
        for number, row in enumerate(alone):
            expected = row.feed(embeddings[number:number + 1], positions[:, number:number + 1])
            assert np.abs(logits[number] - expected[0][0]).max() <= tolerance, (step, number)
            assert np.abs(hidden[number] - expected[1][0]).max() <= tolerance, (step, number)
    for number, row in enumerate(alone):
        for name, value in together.cache.items():
            found, expected = value.numpy()[number], row.cache[name].numpy()[0]
            assert np.abs(found[:, :row.lengths[0]] - expected[:, :row.lengths[0]]).max() <= tolerance, name
            assert np.isnan(found[:, row.lengths[0]:]).all(), name


def test_a_row_says_the_same_whatever_its_neighbours_are(model, decoder):
    """Bit for bit: the sums of a row have the same order in every batch of one size."""
    sizes = DecoderSizes.of(model)
    results = []
    for neighbour in (1, 2):
        rows = [_Rows(decoder, sizes, [0]) for _ in range(3)]
        for number, row in enumerate(rows):
            row.feed(*_inputs(1, 12 if number == 1 else 5 * neighbour + number, 7 if number == 1 else neighbour))
        batch = _Rows.joined(decoder, sizes, rows)
        embeddings, positions = _inputs(3, 1, neighbour)
        embeddings[1], positions[:, 1] = _inputs(1, 1, 50)[0][0], _inputs(1, 1, 50)[1][:, 0]
        results.append([part[1] for part in batch.feed(embeddings, positions)])
    for first, second in zip(*results):
        assert np.array_equal(first, second)


@pytest.mark.parametrize("chunks", [(10, 10, 10), (29, 1), (1, 29), (16, 14), (7, 1, 22)])
def test_a_prompt_in_chunks_is_the_whole_prompt(model, decoder, tolerance, chunks):
    sizes, (embeddings, positions) = DecoderSizes.of(model), _inputs(1, 30, 3)
    whole, parted = _Rows(decoder, sizes, [0]), _Rows(decoder, sizes, [0])
    expected_logits, expected = whole.feed(embeddings, positions)
    found, done = [], 0
    for count in chunks:
        logits, hidden = parted.feed(embeddings[:, done:done + count], positions[:, :, done:done + count])
        found.append(hidden)
        done += count
    assert np.abs(np.concatenate(found, axis=1) - expected).max() <= tolerance
    assert np.abs(logits - expected_logits).max() <= tolerance


def test_prompts_of_one_length_are_read_together(model, decoder, tolerance):
    sizes, (embeddings, positions) = DecoderSizes.of(model), _inputs(3, 11, 4)
    logits, hidden = _Rows(decoder, sizes, [0, 0, 0]).feed(embeddings, positions)
    for number in range(3):
        expected = _Rows(decoder, sizes, [0]).feed(embeddings[number:number + 1], positions[:, number:number + 1])
        assert np.abs(logits[number] - expected[0][0]).max() <= tolerance
        assert np.abs(hidden[number] - expected[1][0]).max() <= tolerance


def test_embeddings_of_rows_are_the_table(model, tmp_path):
    export_embedding(model.state_dict(), tmp_path / "embedding.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "embedding.onnx"), providers=["CPUExecutionProvider"])
    ids = np.array([[0, 299, 17], [4, 17, 17]])
    assert np.array_equal(session.run(None, {"input_ids": ids})[0], model.get_input_embeddings()(torch.from_numpy(ids)).numpy())


def test_several_tokens_of_several_rows_that_have_a_past_are_refused(model, decoder):
    rows = _Rows(decoder, DecoderSizes.of(model), [0, 0])
    rows.feed(*_inputs(2, 5, 1))
    with pytest.raises(Exception, match="batch_size must be 1 when sequence_length > 1"):
        rows.feed(*_inputs(2, 2, 2))
