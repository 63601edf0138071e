"""The graph that chooses each row's next input embedding: that of a token, or the row's last hidden state."""

from pathlib import Path

import torch
from onnx import TensorProto

from ..precision import PartPrecision
from ..precision.kind import Kind
from .graph import Graph

_KINDS = {torch.float32: Kind.FLOAT32, torch.bfloat16: Kind.BFLOAT16}


def export_feed(hidden: int, path: Path, number_type: torch.dtype = torch.float32) -> None:
    """Writes the graph `feed`; it holds no weights."""
    graph = Graph("feed", path, PartPrecision(_KINDS[number_type], number_type))
    tokens = graph.input("token_embeddings", graph.edge, ["rows", 1, hidden])
    states = graph.input("hidden_states", graph.edge, ["rows", "tokens", hidden])
    chosen = graph.input("feed_hidden", TensorProto.BOOL, ["rows"])
    last = graph.op("Gather", states, graph.ints(-1), axis=1)
    graph.op("Where", graph.op("Unsqueeze", chosen, graph.ints(1, 2)), last, tokens, name="input_embeddings")
    graph.output("input_embeddings", graph.edge, ["rows", 1, hidden])
    graph.write()
