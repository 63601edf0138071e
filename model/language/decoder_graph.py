"""The graph of the language model: one pass over new tokens with a cache that is written in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from onnx import TensorProto

from ..precision import FLOAT32, Kind, PartPrecision
from .graph import CONTRIB, Graph

_OUTPUT_BITS = 8  # of the output matrix beside int4 weights: a rounding there shifts the choice of the next token at once


@dataclass(frozen=True)
class DecoderSizes:
    """What of the text configuration shapes the graph."""

    layers: int
    hidden: int
    heads: int
    key_value_heads: int
    head: int
    vocabulary: int
    epsilon: float
    rope_theta: float
    mrope_section: tuple[int, ...]

    @classmethod
    def of(cls, model) -> "DecoderSizes":
        """The sizes of a Qwen2.5-VL model or of its configuration alone; refuses what the graph cannot say."""
        text = getattr(model, "config", model).get_text_config()
        rope = text.rope_parameters
        if text.hidden_act != "silu" or rope.get("rope_type", "default") != "default" or text.use_sliding_window:
            raise ValueError("decoder: only silu, plain rotary positions and full attention can be exported")
        if not rope.get("mrope_section"):
            raise ValueError("decoder: config.json has no mrope_section in rope_scaling (or rope_parameters); take those of the base")
        head = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
        return cls(
            text.num_hidden_layers, text.hidden_size, text.num_attention_heads, text.num_key_value_heads, head,
            text.vocab_size, text.rms_norm_eps, rope["rope_theta"], tuple(rope["mrope_section"]),
        )


def export_decoder(sizes: DecoderSizes, weights: Mapping[str, torch.Tensor], path: Path, precision: PartPrecision = FLOAT32) -> None:
    """Writes the graph `decoder`; `weights` has a Qwen2.5-VL model's names, and each is looked up once."""
    if precision.kind is Kind.FLOAT16:
        raise ValueError("decoder: float16 overflows in the language model's states; take bfloat16, float32, int8 or int4")
    _DecoderWriter(sizes, weights, Graph("decoder", path, precision)).write()


class _DecoderWriter:
    def __init__(self, sizes: DecoderSizes, weights: Mapping[str, torch.Tensor], graph: Graph):
        self.sizes, self.weights, self.graph = sizes, weights, graph

    def write(self) -> None:
        graph, sizes = self.graph, self.sizes
        embeddings = graph.input("input_embeddings", graph.edge, ["rows", "tokens", sizes.hidden])
        positions = graph.input("position_ids", TensorProto.INT64, [3, "rows", "tokens"])
        self.last = graph.input("seqlens_k", TensorProto.INT32, ["rows"])
        self.total = graph.input("total_sequence_length", TensorProto.INT32, [1])
        for kind, index in ((k, i) for i in range(sizes.layers) for k in ("key", "value")):
            graph.input(f"past_{kind}.{index}", graph.edge, self._cache_shape())
        self.cosine, self.sine = self._rotary(positions)
        self.places = self._places(positions)
        residual = graph.enter(embeddings)
        value = self._first_norm(residual)
        for index in range(sizes.layers):
            residual, value = self._layer(index, residual, value)
        graph.leave(value, "hidden_states")
        last = graph.op("Gather", value, graph.scalar(-1), axis=1)  # [rows, H]: only the last position meets the large matrix
        logits = graph.linear(last, "lm_head", self.weights["lm_head.weight"], bits=_OUTPUT_BITS)
        graph.op("Cast", logits, name="logits", to=TensorProto.FLOAT)
        graph.output("logits", TensorProto.FLOAT, ["rows", sizes.vocabulary])
        graph.output("hidden_states", graph.edge, ["rows", "tokens", sizes.hidden])
        for kind, index in ((k, i) for i in range(sizes.layers) for k in ("key", "value")):
            graph.output(f"present_{kind}.{index}", graph.edge, self._cache_shape())
        graph.write()

    def _cache_shape(self) -> list:
        return ["rows", self.sizes.key_value_heads, "capacity", self.sizes.head]

    def _rotary(self, positions: str) -> tuple[str, str]:
        """Cosine and sine [rows · tokens, head/2]; section by section the angle follows time, height or width."""
        graph, sizes = self.graph, self.sizes
        frequencies = 1.0 / (sizes.rope_theta ** (torch.arange(0, sizes.head, 2, dtype=torch.float32) / sizes.head))
        flat = graph.op("Reshape", positions, graph.ints(3, -1, 1))
        angles = graph.op("Mul", graph.op("Cast", flat, to=TensorProto.FLOAT), graph.weight("rotary.frequencies", frequencies))
        parts, start = [], 0
        for number, width in enumerate(sizes.mrope_section):
            axis = graph.op("Gather", angles, graph.scalar(number % 3), axis=0)
            parts.append(graph.op("Slice", axis, graph.ints(start), graph.ints(start + width), graph.ints(1)))
            start += width
        joined = graph.op("Concat", *parts, axis=1)
        return graph.to_real(graph.op("Cos", joined)), graph.to_real(graph.op("Sin", joined))

    def _places(self, positions: str) -> str:
        """Where each token's angles lie in those tables: 0, 1, 2, … as [rows, tokens]."""
        graph = self.graph
        one = graph.op("Gather", positions, graph.scalar(0), axis=0)
        numbers = graph.op("Range", graph.scalar(0), graph.op("Size", one), graph.scalar(1))
        return graph.op("Reshape", numbers, graph.op("Shape", one))

    def _first_norm(self, value: str) -> str:
        """RMS norm written out: the operator that the other layers use adds two values first."""
        graph = self.graph
        wide = graph.op("Cast", value, to=TensorProto.FLOAT)
        mean = graph.op("ReduceMean", graph.op("Mul", wide, wide), graph.ints(-1), keepdims=1)
        root = graph.op("Sqrt", graph.op("Add", mean, graph.number(self.sizes.epsilon)))
        unit = graph.to_real(graph.op("Div", wide, root))
        return graph.op("Mul", unit, self._norm_weight("layers.0.input_layernorm"))

    def _weight(self, name: str) -> torch.Tensor:
        return self.weights[f"model.language_model.{name}"]

    def _norm_weight(self, name: str) -> str:
        return self.graph.real_weight(f"{name}.weight", self._weight(f"{name}.weight"))

    def _linear(self, value: str, name: str) -> str:
        return self.graph.linear(value, name, self._weight(f"{name}.weight"))

    def _add_and_norm(self, residual: str, change: str, name: str) -> tuple[str, str]:
        """The new residual, and its RMS norm."""
        normed, _, _, total = self.graph.ops(
            "SkipSimplifiedLayerNormalization", residual, change, self._norm_weight(name), names=[None, "", "", None], domain=CONTRIB,
            epsilon=self.sizes.epsilon,
        )
        return total, normed

    def _layer(self, index: int, residual: str, value: str) -> tuple[str, str]:
        """Gives the residual and the norm that the next layer, or the output, takes."""
        name = f"layers.{index}"
        attended = self._attention(index, value)
        residual, value = self._add_and_norm(residual, attended, f"{name}.post_attention_layernorm")
        change = self._mlp(f"{name}.mlp", value)
        following = f"layers.{index + 1}.input_layernorm" if index + 1 < self.sizes.layers else "norm"
        return self._add_and_norm(residual, change, following)

    def _attention(self, index: int, value: str) -> str:
        """The cache has the edges' type, so attention runs in it."""
        graph, sizes, name = self.graph, self.sizes, f"layers.{index}.self_attn"
        query_width, key_width = sizes.heads * sizes.head, sizes.key_value_heads * sizes.head
        weight, bias = (torch.cat([self._weight(f"{name}.{part}_proj.{kind}") for part in "qkv"]) for kind in ("weight", "bias"))
        packed = graph.linear(value, f"{name}.qkv", weight, bias)
        query, key, values = graph.ops("Split", packed, graph.ints(query_width, key_width, key_width), names=[None] * 3, axis=2)
        turned = self._rotate(query, sizes.heads), self._rotate(key, sizes.key_value_heads)
        attended, _, _ = graph.ops(
            "GroupQueryAttention", *(graph.leave(part) for part in (*turned, values)),
            f"past_key.{index}", f"past_value.{index}", self.last, self.total,
            names=[None, f"present_key.{index}", f"present_value.{index}"], domain=CONTRIB,
            num_heads=sizes.heads, kv_num_heads=sizes.key_value_heads, scale=sizes.head**-0.5,
        )
        return self._linear(graph.enter(attended), f"{name}.o_proj")

    def _rotate(self, value: str, heads: int) -> str:
        """Turns by the angles of each token."""
        return self.graph.op(
            "RotaryEmbedding", value, self.places, self.cosine, self.sine, domain=CONTRIB,
            num_heads=heads, rotary_embedding_dim=0, interleaved=0,
        )

    def _mlp(self, name: str, value: str) -> str:
        graph = self.graph
        gate, up = self._linear(value, f"{name}.gate_proj"), self._linear(value, f"{name}.up_proj")
        silu = graph.op("QuickGelu", gate, domain=CONTRIB, alpha=1.0)
        return self._linear(graph.op("Mul", silu, up), f"{name}.down_proj")
