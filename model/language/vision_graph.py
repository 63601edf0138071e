"""The graph of the vision tower: all views of a question in one batch; positions and windows come from the grid."""

from collections.abc import Mapping
from pathlib import Path

import torch
from onnx import TensorProto

from ..precision import FLOAT32, PartPrecision
from .graph import CONTRIB, Graph

_EPSILON = 1e-6  # of the tower's norms, fixed in the architecture
_LOWEST = -3.0e38  # hides a key; finite, so that half-precision casts give -inf and not NaN


def export_vision(config, weights: Mapping[str, torch.Tensor], path: Path, precision: PartPrecision = FLOAT32) -> None:
    """Writes the graph `vision` of a Qwen2.5-VL vision configuration, for still images that share one grid.

    `weights` has the whole model's names, and each of the tower's is looked up once.
    """
    if config.hidden_act != "silu":
        raise ValueError("vision: only silu can be exported")
    _VisionWriter(config, weights, Graph("vision", path, precision)).write()


class _VisionWriter:
    def __init__(self, config, weights: Mapping[str, torch.Tensor], graph: Graph):
        self.config, self.weights, self.graph = config, weights, graph
        self.merge = config.spatial_merge_size
        self.group = self.merge * self.merge
        self.window = config.window_size // self.merge // config.patch_size
        self.head = config.hidden_size // config.num_heads

    def write(self) -> None:
        graph, config = self.graph, self.config
        row = config.in_channels * config.temporal_patch_size * config.patch_size**2
        pixels = graph.input("pixel_values", graph.edge, ["patches", row])
        grid = graph.input("grid_thw", TensorProto.INT64, ["views", 3])
        self._read_grid(grid)
        self._place_patches()
        self._place_windows()
        kernel = self._weight("patch_embed.proj.weight").reshape(config.hidden_size, row)
        value = graph.real_linear(graph.enter(pixels), "patch_embed", kernel)
        value = graph.op("Reshape", value, graph.op("Concat", self.views, graph.ints(-1, config.hidden_size), axis=0))
        for index in range(config.depth):
            value = self._block(f"blocks.{index}", value, full=index in config.fullatt_block_indexes)
        self._merge(value)
        graph.output("image_embeddings", graph.edge, ["merged", config.out_hidden_size])
        graph.write()

    def _read_grid(self, grid: str) -> None:
        graph = self.graph
        self.views = graph.op("Shape", grid, start=0, end=1)
        first = graph.op("Gather", grid, graph.scalar(0), axis=0)
        _, height, width = graph.ops("Split", first, graph.ints(1, 1, 1), names=[None] * 3, axis=0)
        merge = graph.ints(self.merge)
        self.height, self.width = graph.op("Div", height, merge), graph.op("Div", width, merge)

    def _count(self, length: str) -> str:
        """0, 1, … up to a length given as a list of one."""
        return self.graph.op("Range", self.graph.scalar(0), self.graph.op("Squeeze", length), self.graph.scalar(1))

    def _place_patches(self) -> None:
        """Cosine and sine [patches of a view, head/2]: half of the angles follow the row, half the column.

        Patches come in merge groups; group and place within it give a patch's row and column.
        """
        graph = self.graph
        cells = graph.op("Mul", self.height, self.width)
        index = self._count(graph.op("Mul", cells, graph.ints(self.group)))
        cell, place = graph.op("Div", index, graph.ints(self.group)), graph.op("Mod", index, graph.ints(self.group))
        axes = []
        for outer, inner in (("Div", "Div"), ("Mod", "Mod")):
            coarse = graph.op("Mul", graph.op(outer, cell, self.width), graph.ints(self.merge))
            axes.append(graph.op("Add", coarse, graph.op(inner, place, graph.ints(self.merge))))
        theta, spatial = self.config.rope_parameters["rope_theta"], self.head // 2
        frequencies = graph.weight(
            "rotary.frequencies", 1.0 / (theta ** (torch.arange(0, spatial, 2, dtype=torch.float32) / spatial))
        )
        angles = [
            graph.op("Mul", graph.op("Unsqueeze", graph.op("Cast", axis, to=TensorProto.FLOAT), graph.ints(1)), frequencies)
            for axis in axes
        ]
        joined = graph.op("Concat", *angles, axis=1)
        self.cosine, self.sine = graph.to_real(graph.op("Cos", joined)), graph.to_real(graph.op("Sin", joined))

    def _place_windows(self) -> None:
        """Which merge groups each window holds, filled up to whole windows, and where each group then lies.

        into [windows · side²]: the group at each place (0 where there is none); back [groups]: the place of each group;
        hidden [windows, 1, 1, side²·group]: what is added to the attention, so that nobody looks at what is filled up.
        """
        graph, side = self.graph, self.window
        sides, area = graph.ints(side), graph.ints(side * side)
        across = graph.op("Div", graph.op("Add", self.width, graph.ints(side - 1)), sides)
        down = graph.op("Div", graph.op("Add", self.height, graph.ints(side - 1)), sides)
        self.windows = graph.op("Mul", across, down)
        place = self._count(graph.op("Mul", self.windows, area))
        window, within = graph.op("Div", place, area), graph.op("Mod", place, area)
        row = graph.op("Add", graph.op("Mul", graph.op("Div", window, across), sides), graph.op("Div", within, sides))
        column = graph.op("Add", graph.op("Mul", graph.op("Mod", window, across), sides), graph.op("Mod", within, sides))
        real = graph.op("And", graph.op("Less", row, self.height), graph.op("Less", column, self.width))
        group = graph.op("Add", graph.op("Mul", row, self.width), column)
        self.into = graph.op("Where", real, group, graph.ints(0))
        mask = graph.op("Where", real, graph.number(0.0), graph.number(_LOWEST))
        mask = graph.op("Expand", graph.op("Unsqueeze", mask, graph.ints(1)), graph.ints(1, self.group))
        mask = graph.op("Reshape", mask, graph.ints(-1, 1, 1, side * side * self.group))
        every = graph.op("Concat", self.views, graph.ints(1, 1, 1), axis=0)
        tall = graph.op("Tile", graph.op("Expand", mask, graph.ints(1, 1, side * side * self.group, 1)), every)
        self.hidden = graph.to_real(tall)
        cell = self._count(graph.op("Mul", self.height, self.width))
        row, column = graph.op("Div", cell, self.width), graph.op("Mod", cell, self.width)
        window = graph.op("Add", graph.op("Mul", graph.op("Div", row, sides), across), graph.op("Div", column, sides))
        within = graph.op("Add", graph.op("Mul", graph.op("Mod", row, sides), sides), graph.op("Mod", column, sides))
        self.back = graph.op("Add", graph.op("Mul", window, area), within)

    def _weight(self, name: str) -> torch.Tensor:
        return self.weights[f"model.visual.{name}"]

    def _linear(self, value: str, name: str) -> str:
        return self.graph.linear(value, name, self._weight(f"{name}.weight"), self._weight(f"{name}.bias"))

    def _norm(self, value: str, name: str) -> str:
        graph = self.graph
        wide = graph.op("Cast", value, to=TensorProto.FLOAT)
        mean = graph.op("ReduceMean", graph.op("Mul", wide, wide), graph.ints(-1), keepdims=1)
        root = graph.op("Sqrt", graph.op("Add", mean, graph.number(_EPSILON)))
        unit = graph.to_real(graph.op("Div", wide, root))
        return graph.op("Mul", unit, graph.real_weight(f"{name}.weight", self._weight(f"{name}.weight")))

    def _block(self, name: str, value: str, full: bool) -> str:
        graph, width = self.graph, self.config.hidden_size
        packed = self._linear(self._norm(value, f"{name}.norm1"), f"{name}.attn.qkv")
        query, key, values = graph.ops("Split", packed, graph.ints(width, width, width), names=[None] * 3, axis=2)
        attended = self._attend([self._rotate(query), self._rotate(key), values], full)
        value = graph.op("Add", value, self._linear(attended, f"{name}.attn.proj"))
        normed = self._norm(value, f"{name}.norm2")
        gate, up = self._linear(normed, f"{name}.mlp.gate_proj"), self._linear(normed, f"{name}.mlp.up_proj")
        inner = graph.op("Mul", graph.op("QuickGelu", gate, domain=CONTRIB, alpha=1.0), up)
        return graph.op("Add", value, self._linear(inner, f"{name}.mlp.down_proj"))

    def _rotate(self, value: str) -> str:
        return self.graph.op(
            "RotaryEmbedding", value, self.graph.ints(0), self.cosine, self.sine, domain=CONTRIB,
            num_heads=self.config.num_heads, rotary_embedding_dim=0, interleaved=0,
        )

    def _attend(self, triple: list[str], full: bool) -> str:
        """Attention within each view, or within each window of each view."""
        graph, heads, scale = self.graph, self.config.num_heads, self.head**-0.5
        if full:
            return graph.op("MultiHeadAttention", *triple, domain=CONTRIB, num_heads=heads, scale=scale)
        windowed = [self._to_windows(value) for value in triple]
        attended = graph.op("MultiHeadAttention", *windowed, "", "", self.hidden, domain=CONTRIB, num_heads=heads, scale=scale)
        return self._from_windows(attended)

    def _to_windows(self, value: str) -> str:
        """[views, patches, width] to [views · windows, patches of a window, width]."""
        graph, width = self.graph, self.config.hidden_size
        groups = graph.op("Reshape", value, graph.ints(0, -1, self.group * width))
        filled = graph.op("Gather", groups, self.into, axis=1)
        return graph.op("Reshape", filled, graph.ints(-1, self.window**2 * self.group, width))

    def _from_windows(self, value: str) -> str:
        graph, width = self.graph, self.config.hidden_size
        groups = graph.op("Reshape", value, graph.op("Concat", self.views, graph.ints(-1, self.group * width), axis=0))
        return graph.op("Reshape", graph.op("Gather", groups, self.back, axis=1), graph.ints(0, -1, width))

    def _merge(self, value: str) -> None:
        graph = self.graph
        normed = self._norm(value, "merger.ln_q")
        joined = graph.op("Reshape", normed, graph.ints(-1, self.group * self.config.hidden_size))
        inner = graph.op("Gelu", self._linear(joined, "merger.mlp.0"))
        graph.leave(self._linear(inner, "merger.mlp.2"), "image_embeddings")
