"""Graphs in bfloat16 made such that a CPU can run them: float32 sums, and every value rounded as bfloat16 rounds it."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

_NARROW, _WIDE = TensorProto.BFLOAT16, TensorProto.FLOAT
_CACHE = ("past_", "present_")  # holds what has been rounded before, in a buffer that must stay one
_COMPARISONS = {"And", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Not", "Or"}


def open_rounded(path: Path) -> onnxruntime.InferenceSession:
    """A session on the CPU; a graph with bfloat16 in it is run as `rounded` makes it, which must stay under 2 GiB."""
    providers = ["CPUExecutionProvider"]
    model = onnx.load(str(path), load_external_data=False)
    if _NARROW not in element_types(model).values():
        return onnxruntime.InferenceSession(str(path), providers=providers)
    content = rounded(onnx.load(str(path))).SerializeToString()
    return onnxruntime.InferenceSession(content, providers=providers)


def rounded(model: ModelProto) -> ModelProto:
    """The same graph with float32 where there was bfloat16; each value that a node makes goes through bfloat16 and back."""
    graph, types = model.graph, element_types(model)
    for tensor in graph.initializer:
        if tensor.data_type == _NARROW:
            tensor.CopyFrom(_widened(tensor))
    nodes, entered = [], {}
    for port in (*graph.input, *graph.output):
        if port.type.tensor_type.elem_type == _NARROW:
            port.type.tensor_type.elem_type = _WIDE
    for port in graph.input:
        if types[port.name] == _NARROW and not port.name.startswith(_CACHE):
            entered[port.name] = f"{port.name}.entered"
            nodes += _through(port.name, entered[port.name])
    for node in graph.node:
        nodes += _rounded_node(node, types, entered)
    del graph.node[:]
    graph.node.extend(nodes)
    return model


def element_types(model: ModelProto) -> dict[str, int]:
    """The element type of every value; operators of ONNX Runtime's own are known to give the type of their first input."""
    graph = model.graph
    types = {tensor.name: tensor.data_type for tensor in graph.initializer}
    types |= {port.name: port.type.tensor_type.elem_type for port in graph.input}
    for node in graph.node:
        types |= {output: _made(node, types) for output in node.output if output}
    return types


def _made(node: NodeProto, types: dict[str, int]) -> int:
    if node.op_type == "Cast":
        return next(attribute.i for attribute in node.attribute if attribute.name == "to")
    if node.op_type == "Shape":
        return TensorProto.INT64
    if node.op_type in _COMPARISONS:
        return TensorProto.BOOL
    if node.op_type == "Constant":
        return next(attribute.t.data_type for attribute in node.attribute if attribute.name == "value")
    return types[node.input[1 if node.op_type == "Where" else 0]]


def _rounded_node(node: NodeProto, types: dict[str, int], entered: dict[str, str]) -> list[NodeProto]:
    made = NodeProto()
    made.CopyFrom(node)
    for place, name in enumerate(node.input):
        made.input[place] = entered.get(name, name)
    if node.op_type == "Cast" and types[node.output[0]] == _NARROW:
        return _through(made.input[0], node.output[0])
    nodes = [made]
    for place, name in enumerate(node.output):
        if name and types[name] == _NARROW and not name.startswith(_CACHE):
            made.output[place] = f"{name}.exact"
            nodes += _through(made.output[place], name)
    return nodes


def _through(source: str, target: str) -> list[NodeProto]:
    narrow = f"{target}.narrow"
    return [helper.make_node("Cast", [source], [narrow], to=_NARROW), helper.make_node("Cast", [narrow], [target], to=_WIDE)]


def _widened(tensor: TensorProto) -> TensorProto:
    words = np.frombuffer(tensor.raw_data, np.uint16).astype(np.uint32) << 16
    return numpy_helper.from_array(words.view(np.float32).reshape(tuple(tensor.dims)), tensor.name)
