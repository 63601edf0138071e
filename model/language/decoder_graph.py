"""The graph of the language model: one pass over new tokens with a cache that is written in place."""

from dataclasses import dataclass
from pathlib import Path

import torch
from onnx import TensorProto

from .graph import CONTRIB, Graph


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
        """The sizes of a Qwen2.5-VL model; refuses what the graph cannot say."""
        text = model.config.get_text_config()
        rope = text.rope_parameters
        if text.hidden_act != "silu" or rope.get("rope_type", "default") != "default" or text.use_sliding_window:
            raise ValueError("decoder: only silu, plain rotary positions and full attention can be exported")
        head = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
        return cls(
            text.num_hidden_layers, text.hidden_size, text.num_attention_heads, text.num_key_value_heads, head,
            model.lm_head.weight.shape[0], text.rms_norm_eps, rope["rope_theta"], tuple(rope["mrope_section"]),
        )


def export_decoder(model, path: Path, real: torch.dtype = torch.float32) -> None:
    """Writes the graph `decoder` of a Qwen2.5-VL model."""
    _DecoderWriter(model, real).write(path)


class _DecoderWriter:
    def __init__(self, model, real: torch.dtype):
        self.sizes = DecoderSizes.of(model)
        self.text = model.model.language_model
        self.head = model.lm_head
        self.graph = Graph("decoder", real)

    def write(self, path: Path) -> None:
        graph, sizes = self.graph, self.sizes
        embeddings = graph.input("input_embeddings", graph.real, [1, "tokens", sizes.hidden])
        positions = graph.input("position_ids", TensorProto.INT64, [3, 1, "tokens"])
        self.last = graph.input("seqlens_k", TensorProto.INT32, [1])
        self.total = graph.input("total_sequence_length", TensorProto.INT32, [1])
        for kind, index in ((k, i) for i in range(sizes.layers) for k in ("key", "value")):
            graph.input(f"past_{kind}.{index}", graph.real, self._cache_shape())
        self.cosine, self.sine = self._rotary(positions)
        residual, value = embeddings, self._first_norm(embeddings)
        for index, layer in enumerate(self.text.layers):
            residual, value = self._layer(index, layer, residual, value)
        graph.op("Identity", value, name="hidden_states")
        last = graph.op("Gather", value, graph.scalar(-1), axis=1)  # [1, H]: only the last position meets the large matrix
        logits = graph.linear(last, "lm_head", self.head.weight)
        graph.op("Cast", logits, name="logits", to=TensorProto.FLOAT)
        graph.output("logits", TensorProto.FLOAT, [1, sizes.vocabulary])
        graph.output("hidden_states", graph.real, [1, "tokens", sizes.hidden])
        for kind, index in ((k, i) for i in range(sizes.layers) for k in ("key", "value")):
            graph.output(f"present_{kind}.{index}", graph.real, self._cache_shape())
        graph.write(path)

    def _cache_shape(self) -> list:
        return [1, self.sizes.key_value_heads, "capacity", self.sizes.head]

    def _rotary(self, positions: str) -> tuple[str, str]:
        """Cosine and sine [tokens, head/2]; section by section the angle follows time, height or width."""
        graph, sizes = self.graph, self.sizes
        frequencies = 1.0 / (sizes.rope_theta ** (torch.arange(0, sizes.head, 2, dtype=torch.float32) / sizes.head))
        flat = graph.op("Unsqueeze", graph.op("Squeeze", positions, graph.ints(1)), graph.ints(2))
        angles = graph.op("Mul", graph.op("Cast", flat, to=TensorProto.FLOAT), graph.weight("rotary.frequencies", frequencies))
        parts, start = [], 0
        for number, width in enumerate(sizes.mrope_section):
            axis = graph.op("Gather", angles, graph.scalar(number % 3), axis=0)
            parts.append(graph.op("Slice", axis, graph.ints(start), graph.ints(start + width), graph.ints(1)))
            start += width
        joined = graph.op("Concat", *parts, axis=1)
        return graph.to_real(graph.op("Cos", joined)), graph.to_real(graph.op("Sin", joined))

    def _first_norm(self, value: str) -> str:
        """RMS norm written out: the operator that the other layers use adds two values first."""
        graph = self.graph
        norm = self.text.layers[0].input_layernorm
        wide = graph.op("Cast", value, to=TensorProto.FLOAT)
        mean = graph.op("ReduceMean", graph.op("Mul", wide, wide), graph.ints(-1), keepdims=1)
        root = graph.op("Sqrt", graph.op("Add", mean, graph.number(self.sizes.epsilon)))
        unit = graph.to_real(graph.op("Div", wide, root))
        return graph.op("Mul", unit, graph.real_weight("layers.0.input_layernorm.weight", norm.weight))

    def _add_and_norm(self, residual: str, change: str, name: str, norm) -> tuple[str, str]:
        """The new residual, and its RMS norm."""
        graph = self.graph
        weight = graph.real_weight(f"{name}.weight", norm.weight)
        normed, _, _, total = graph.ops(
            "SkipSimplifiedLayerNormalization", residual, change, weight, names=[None, "", "", None], domain=CONTRIB,
            epsilon=self.sizes.epsilon,
        )
        return total, normed

    def _layer(self, index: int, layer, residual: str, value: str) -> tuple[str, str]:
        """Gives the residual and the norm that the next layer, or the output, takes."""
        name = f"layers.{index}"
        attended = self._attention(index, layer.self_attn, value)
        residual, value = self._add_and_norm(residual, attended, f"{name}.post_attention_layernorm", layer.post_attention_layernorm)
        change = self._mlp(f"{name}.mlp", layer.mlp, value)
        if index + 1 < self.sizes.layers:
            return self._add_and_norm(residual, change, f"layers.{index + 1}.input_layernorm", self.text.layers[index + 1].input_layernorm)
        return self._add_and_norm(residual, change, "norm", self.text.norm)

    def _attention(self, index: int, attention, value: str) -> str:
        graph, sizes, name = self.graph, self.sizes, f"layers.{index}.self_attn"
        query_width, key_width = sizes.heads * sizes.head, sizes.key_value_heads * sizes.head
        projections = (attention.q_proj, attention.k_proj, attention.v_proj)
        weight = torch.cat([projection.weight for projection in projections])
        bias = torch.cat([projection.bias for projection in projections])
        packed = graph.linear(value, f"{name}.qkv", weight, bias)
        query, key, values = graph.ops("Split", packed, graph.ints(query_width, key_width, key_width), names=[None] * 3, axis=2)
        attended, _, _ = graph.ops(
            "GroupQueryAttention", self._rotate(query, sizes.heads), self._rotate(key, sizes.key_value_heads), values,
            f"past_key.{index}", f"past_value.{index}", self.last, self.total,
            names=[None, f"present_key.{index}", f"present_value.{index}"], domain=CONTRIB,
            num_heads=sizes.heads, kv_num_heads=sizes.key_value_heads, scale=sizes.head**-0.5,
        )
        return graph.linear(attended, f"{name}.o_proj", attention.o_proj.weight)

    def _rotate(self, value: str, heads: int) -> str:
        """Turns by the angles of each token: they are put where the operator looks up those of position 0, 1, 2, …"""
        return self.graph.op(
            "RotaryEmbedding", value, self.graph.ints(0), self.cosine, self.sine, domain=CONTRIB,
            num_heads=heads, rotary_embedding_dim=0, interleaved=0,
        )

    def _mlp(self, name: str, mlp, value: str) -> str:
        graph = self.graph
        gate = graph.linear(value, f"{name}.gate_proj", mlp.gate_proj.weight)
        up = graph.linear(value, f"{name}.up_proj", mlp.up_proj.weight)
        silu = graph.op("QuickGelu", gate, domain=CONTRIB, alpha=1.0)
        return graph.linear(graph.op("Mul", silu, up), f"{name}.down_proj", mlp.down_proj.weight)
