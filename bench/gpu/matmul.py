"""Writes the graphs of one matrix product that bench/gpu measures: python -m bench.gpu.matmul."""

import pathlib

import onnx
from onnx import TensorProto, helper

TYPES = {"float16": TensorProto.FLOAT16, "bfloat16": TensorProto.BFLOAT16, "float32": TensorProto.FLOAT}


def graph(element: int) -> onnx.ModelProto:
    ports = [helper.make_tensor_value_info(name, element, [f"{name}0", f"{name}1"]) for name in ("a", "b", "c")]
    node = helper.make_node("MatMul", ["a", "b"], ["c"])
    body = helper.make_graph([node], "matmul", ports[:2], ports[2:])
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


if __name__ == "__main__":
    for name, element in TYPES.items():
        onnx.save(graph(element), pathlib.Path(__file__).with_name(f"matmul_{name}.onnx"))
