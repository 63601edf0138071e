"""The graphs that choose: the next token of each row, and what is fed for it."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from safetensors.numpy import load_file

from model.golden import sampling
from model.language.feed_graph import export_feed
from model.language.sampler_graph import export_sampler

VOCABULARY = 50
TYPES = {"logits": np.float32, "said": bool, "recorded": np.int64, "banned": bool, "repetition_penalty": np.float32,
         "temperature": np.float64, "top_p": np.float64, "uniform": np.float64, "candidates": np.int64, "letter_tokens": np.int64}


def _session(path):
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def sampler(tmp_path_factory):
    path = tmp_path_factory.mktemp("sampler") / "sampler.onnx"
    export_sampler(VOCABULARY, path)
    return _session(path)


def _choose(session, logits, **given):
    """What the graph makes of logits [rows, vocabulary]; greedy, and nothing said before, unless given otherwise."""
    rows, vocabulary = np.shape(logits)
    none = np.zeros((rows, vocabulary), bool)
    inputs = {
        "logits": logits, "said": none, "recorded": np.zeros(rows), "banned": none, "repetition_penalty": np.ones(rows),
        "temperature": np.zeros(rows), "top_p": np.ones(rows), "uniform": np.zeros(rows), "candidates": [vocabulary],
        "letter_tokens": np.zeros((rows, 1)),
    } | given
    outputs = session.run(None, {name: np.asarray(value, TYPES[name]) for name, value in inputs.items()})
    return dict(zip(("token", "finite", "letters", "present_said"), outputs))


def _mask(vocabulary, tokens):
    row = np.zeros(vocabulary, bool)
    row[tokens] = True
    return row


def test_tokens_are_those_of_transformers(bundle, golden):
    """All draws of all cases stand in one batch, so every row has settings of its own."""
    session, arrays = _session(bundle[0] / "sampler.onnx"), load_file(golden / "sampling.safetensors")
    cases = json.loads((golden / "sampling_cases.json").read_text(encoding="utf-8"))["cases"]
    rows = [(number, case, *draw) for number, case in enumerate(cases) for draw in case["draws"]]
    vocabulary = bundle[1]["decoder"]["vocabulary"]
    assert len(rows) > 200 and {case["kept"] for case in cases} >= {1, vocabulary}
    # A token that was said, or that is likely nowhere, is recorded last.
    recorded = [case["said"][0] if case["said"] else int(arrays[f"{number}.logits"].argmin()) for number, case, *_ in rows]
    found = _choose(
        session, np.stack([arrays[f"{number}.logits"] for number, *_ in rows]), recorded=recorded,
        said=np.stack([_mask(vocabulary, case["said"][1:]) for _, case, *_ in rows]),
        banned=np.stack([_mask(vocabulary, case["banned"]) for _, case, *_ in rows]),
        uniform=[number for *_, number, _ in rows],
        **{name: [case[name] for _, case, *_ in rows] for name in ("temperature", "top_p", "repetition_penalty")},
    )
    assert found["finite"].all()
    wrong = [(case["name"], number, token, got) for (_, case, number, token), got in zip(rows, found["token"]) if token != got]
    assert not wrong


def test_the_golden_cases_are_what_transformers_says_now(golden):
    arrays = load_file(golden / "sampling.safetensors")
    cases = json.loads((golden / "sampling_cases.json").read_text(encoding="utf-8"))["cases"]
    for number, (wanted, case) in enumerate(zip(sampling.WANTED, cases, strict=True)):
        scores = sampling.filtered(arrays[f"{number}.logits"], wanted, case["said"], case["banned"])
        assert [token for _, token in sampling.draws(scores, wanted)] == [token for _, token in case["draws"]], wanted.name


def test_the_lowest_token_is_taken_among_equals(sampler):
    logits = np.zeros((3, VOCABULARY))
    logits[1, [7, 30, 49]] = 2
    logits[2, 49] = 1
    for candidates in (1, VOCABULARY):
        assert _choose(sampler, logits, candidates=[candidates])["token"].tolist() == [0, 7, 49]


def test_equals_are_drawn_in_the_order_of_their_numbers(sampler):
    logits = np.full((4, VOCABULARY), -50.0)
    logits[:, [40, 3, 21, 9]] = 1
    given = {"temperature": [1] * 4, "top_p": [0.75, 0.75, 0.75, 1], "uniform": [0.1, 0.5, 0.9, 0.9]}
    assert _choose(sampler, logits, **given)["token"].tolist() == [3, 9, 21, 40]


@pytest.mark.parametrize("candidates", [1, 510, 511, 512, 513, 1023, 1100])
@pytest.mark.parametrize("top_p", [0.7, 1])
def test_sums_go_on_from_block_to_block(tmp_path, candidates, top_p):
    """Of flat logits, so that many tokens of all blocks are drawn; numbers are from the middle of each token's share."""
    vocabulary = 1100 if top_p < 1 else candidates
    export_sampler(vocabulary, tmp_path / "sampler.onnx")
    logits = np.random.default_rng(candidates).standard_normal(vocabulary).astype(np.float32) / 2
    order = np.argsort(-logits, kind="stable")[:candidates] if top_p < 1 else np.arange(candidates)
    shares = np.exp(logits[order].astype(np.float64))
    kept = np.concatenate([[0], shares.cumsum()[:-1]]) < top_p * shares.sum()
    order, shares = order[kept], shares[kept] / shares[kept].sum()
    given = {"temperature": np.ones(len(order)), "top_p": np.full(len(order), top_p), "uniform": shares.cumsum() - shares / 2}
    found = _choose(_session(tmp_path / "sampler.onnx"), np.tile(logits, (len(order), 1)), candidates=[candidates], **given)
    assert np.array_equal(found["token"], order)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_row_with_a_number_that_is_none_is_said_to_be_so(sampler, value):
    logits = np.zeros((3, VOCABULARY))
    logits[1, 17] = value
    found = _choose(sampler, logits, temperature=[0.5] * 3, top_p=[0.9] * 3, uniform=[0.3] * 3)
    assert found["finite"].tolist() == [True, False, True]
    assert found["token"][0] == found["token"][2]


def test_a_penalty_that_overflows_is_not_finite(sampler):
    logits = np.full((2, VOCABULARY), 1.0)
    logits[:, 4] = 1e38
    found = _choose(sampler, logits, said=[_mask(VOCABULARY, [4]), _mask(VOCABULARY, [])], repetition_penalty=[0.1, 0.1])
    assert found["finite"].tolist() == [False, True]


def test_the_recorded_token_counts_as_said_in_the_same_buffer(sampler):
    logits = np.zeros((2, VOCABULARY), np.float32)
    logits[:, 5], logits[:, 6] = 2, 1.5
    inputs = {
        "logits": logits, "recorded": np.array([5, 6]), "banned": np.zeros((2, VOCABULARY), bool), "repetition_penalty": np.full(2, 2, np.float32),
        **{name: np.zeros(2) for name in ("temperature", "uniform")}, "top_p": np.ones(2), "candidates": np.array([1]),
        "letter_tokens": np.array([[5, 6], [7, 5]]),
    }
    said = onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros((2, VOCABULARY), bool))
    binding = sampler.io_binding()
    for name, value in inputs.items():
        binding.bind_cpu_input(name, value)
    binding.bind_ortvalue_input("said", said)
    for name in ("token", "finite", "letters"):
        binding.bind_output(name)
    binding.bind_ortvalue_output("present_said", said)
    sampler.run_with_iobinding(binding)
    token, _, letters = (value.numpy() for value in binding.get_outputs()[:3])
    assert token.tolist() == [6, 5] and letters.tolist() == [[2, 1.5], [0, 2]]
    assert said.numpy().nonzero()[1].tolist() == [5, 6]


def test_nothing_but_candidates_is_drawn(sampler):
    logits = np.zeros((2, VOCABULARY))
    logits[:, [8, 2]] = [3, 2]
    given = {"temperature": [1, 1], "top_p": [0.999, 0.999], "uniform": [0.01, 0.99]}
    assert _choose(sampler, logits, candidates=[2], **given)["token"].tolist() == [8, 2]


def test_feed_takes_the_last_state_or_the_tokens_embedding(tmp_path):
    export_feed(4, tmp_path / "feed.onnx")
    tokens, states = np.arange(12, dtype=np.float32).reshape(3, 1, 4), -np.arange(24, dtype=np.float32).reshape(3, 2, 4)
    chosen = np.array([True, False, True])
    found = _session(tmp_path / "feed.onnx").run(None, {"token_embeddings": tokens, "hidden_states": states, "feed_hidden": chosen})[0]
    assert np.array_equal(found, np.stack([states[0, 1:], tokens[1], states[2, 1:]]))


def test_feed_has_the_number_type_of_its_bundle(tmp_path):
    export_feed(4, tmp_path / "feed.onnx", torch.bfloat16)
    graph = onnx.load(tmp_path / "feed.onnx").graph
    assert graph.output[0].type.tensor_type.elem_type == onnx.TensorProto.BFLOAT16
