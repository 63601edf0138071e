"""The graph from token ids to input embeddings."""

from collections.abc import Mapping
from pathlib import Path

import torch
from onnx import TensorProto

from ..precision import FLOAT32, PartPrecision
from .graph import Graph

TABLE = "model.language_model.embed_tokens.weight"


def export_embedding(weights: Mapping[str, torch.Tensor], path: Path, precision: PartPrecision = FLOAT32) -> None:
    """Writes the graph `embedding`; `weights` has a Qwen2.5-VL model's names, of which one is looked up."""
    table = weights[TABLE]
    graph = Graph("embedding", path, precision)
    width = table.shape[1]
    ids = graph.input("input_ids", TensorProto.INT64, ["rows", "tokens"])
    inside = None if graph.edge != graph.real else "input_embeddings"
    value = graph.op("Gather", graph.real_weight("table", table), ids, name=inside, axis=0)
    if inside is None:
        graph.leave(value, "input_embeddings")
    graph.output("input_embeddings", graph.edge, ["rows", "tokens", width])
    graph.write()
