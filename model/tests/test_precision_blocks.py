"""Weights in blocks: their bytes against ONNX Runtime's own tool, and their meaning in MatMulNBits."""

import numpy as np
import onnxruntime
import pytest
import torch
from onnx import TensorProto
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, DefaultWeightOnlyQuantizer

from model.language.graph import Graph
from model.precision import Kind, PartPrecision, blocks

KINDS = {False: Kind.INT4, True: Kind.INT4_ASYMMETRIC}


def _weight(rows, columns, seed=0):
    return torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed)) * 0.02


@pytest.mark.parametrize("columns", [64, 96, 72])
@pytest.mark.parametrize("asymmetric", [False, True])
@pytest.mark.parametrize("bits", [4, 8])
def test_bytes_are_those_of_onnxruntime(bits, asymmetric, columns):
    """The filling of the last block, which stands for 0 here, is left out: there the tool leaves what it finds."""
    weight = _weight(300, columns)
    weight[5] = 0
    weight[6, :32] = 0.01  # a block of one sign: its range takes 0 in
    made = blocks.quantise(weight, bits, asymmetric)
    tool = DefaultWeightOnlyQuantizer(DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=not asymmetric, bits=bits))
    packed, scales, zero_points = tool.qbits_block_quant(np.ascontiguousarray(weight.numpy().T))
    kept = columns * bits // 8
    assert np.array_equal(made.packed.flatten(1).numpy()[:, :kept], packed.reshape(300, -1)[:, :kept])
    assert np.array_equal(made.scales.numpy(), scales)
    if asymmetric:
        whole = (columns + 31) // 32 * bits // 8  # bytes with no half left over
        assert np.array_equal(made.zero_points.numpy()[:, :whole], zero_points[:, :whole])
    assert (made.zero_points is None) is not asymmetric


@pytest.mark.parametrize("asymmetric", [False, True])
@pytest.mark.parametrize("bits, share", [(4, 0.09), (8, 0.006)])
def test_values_are_off_by_half_a_step_and_at_the_ends_of_a_block_by_one(bits, share, asymmetric):
    weight = _weight(50, 100, seed=1)
    made = blocks.quantise(weight, bits, asymmetric)
    off = (blocks.dequantise(made, 100) - weight).abs()
    steps = off / made.scales.repeat_interleave(32, dim=1)[:, :100].abs()
    assert steps.max() <= 1.001
    assert (steps > 0.501).float().mean() < 0.05
    assert off.norm() < share * weight.norm()


def test_turns_of_rows_change_nothing(monkeypatch):
    weight = _weight(70, 64)
    whole = blocks.quantise(weight, 4, True)
    monkeypatch.setattr(blocks, "_TURN", 640)
    parts = blocks.quantise(weight, 4, True)
    for name in ("packed", "scales", "zero_points"):
        assert torch.equal(getattr(whole, name), getattr(parts, name)), name


def test_zeros_stay_zeros_and_the_weight_is_left_alone():
    weight = _weight(4, 64)
    before = weight.clone()
    blocks.quantise(weight, 4, False)
    assert torch.equal(weight, before)
    zeros = torch.zeros(3, 40)
    for asymmetric in (False, True):
        assert torch.equal(blocks.dequantise(blocks.quantise(zeros, 4, asymmetric), 40), zeros)


@pytest.mark.parametrize("weight, bits", [(torch.zeros(4), 4), (torch.zeros(4, 4), 3)])
def test_what_cannot_lie_in_blocks_is_refused(weight, bits):
    with pytest.raises(ValueError, match="blocks"):
        blocks.quantise(weight, bits, False)


@pytest.mark.parametrize("tokens", [1, 40])
@pytest.mark.parametrize("columns", [64, 100])  # 100: the last block is filled up
@pytest.mark.parametrize("asymmetric", [False, True])
@pytest.mark.parametrize("bits", [4, 8])
def test_the_operator_multiplies_by_what_the_blocks_stand_for(tmp_path, bits, asymmetric, columns, tokens):
    weight, path = _weight(48, columns), tmp_path / "linear.onnx"
    graph = Graph("linear", path, PartPrecision(KINDS[asymmetric]))
    value = graph.input("x", TensorProto.FLOAT, [1, "tokens", columns])
    graph.op("Identity", graph.linear(value, "layer", weight, bits=bits), name="y")
    graph.output("y", TensorProto.FLOAT, [1, "tokens", 48])
    graph.write()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    given = torch.randn(1, tokens, columns, generator=torch.Generator().manual_seed(3))
    expected = given @ blocks.dequantise(blocks.quantise(weight, bits, asymmetric), columns).T
    found = torch.from_numpy(session.run(None, {"x": given.numpy()})[0])
    # What is multiplied is itself rounded to 8 bits a block: 0.5 % of noise.
    assert (found - expected).norm() <= 0.01 * expected.norm()
