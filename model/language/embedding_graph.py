"""The graph from token ids to input embeddings."""

from pathlib import Path

import torch
from onnx import TensorProto

from .graph import Graph


def export_embedding(model, path: Path, real: torch.dtype = torch.float32) -> None:
    """Writes the graph `embedding` of a Qwen2.5-VL model."""
    table = model.get_input_embeddings().weight
    graph = Graph("embedding", real)
    ids = graph.input("input_ids", TensorProto.INT64, [1, "tokens"])
    graph.op("Gather", graph.real_weight("table", table), ids, name="input_embeddings", axis=0)
    graph.output("input_embeddings", graph.real, [1, "tokens", table.shape[1]])
    graph.write(path)
