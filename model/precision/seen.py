"""The precision that a graph's weights show."""

from onnx import GraphProto, NodeProto, TensorProto

from .kind import Kind

_NARROW = {TensorProto.BFLOAT16: Kind.BFLOAT16, TensorProto.FLOAT16: Kind.FLOAT16}


def seen(graph: GraphProto) -> Kind:
    """In blocks if any weight is, else of two bytes if any matrix is, as an aggregator's are beside its patches; needs no external data."""
    blocks = [node for node in graph.node if node.op_type == "MatMulNBits"]
    if blocks:
        return _in_blocks(blocks[0])
    narrow = {_NARROW[tensor.data_type] for tensor in graph.initializer if tensor.data_type in _NARROW and len(tensor.dims) > 1}
    if len(narrow) > 1:
        raise ValueError(f"graph {graph.name}: it mixes {' and '.join(sorted(narrow))}")
    return narrow.pop() if narrow else Kind.FLOAT32


def _in_blocks(first: NodeProto) -> Kind:
    """By the first matrix: the decoder's last has 8 bits whatever the others have."""
    if next(attribute.i for attribute in first.attribute if attribute.name == "bits") == 8:
        return Kind.INT8
    return Kind.INT4_ASYMMETRIC if len(first.input) > 3 else Kind.INT4
