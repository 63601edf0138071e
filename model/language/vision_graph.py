"""The graph of the vision tower: all views of a question in one batch; positions and windows come from the grid."""

from pathlib import Path

import torch
from onnx import TensorProto

from .graph import CONTRIB, Graph

_EPSILON = 1e-6  # of the tower's norms, fixed in the architecture
_LOWEST = -3.0e38  # hides a key; finite, so that half-precision casts give -inf and not NaN


def export_vision(model, path: Path, real: torch.dtype = torch.float32) -> None:
    """Writes the graph `vision` of a Qwen2.5-VL model, for still images that share one grid."""
    _VisionWriter(model.model.visual, real).write(path)


class _VisionWriter:
    def __init__(self, tower, real: torch.dtype):
        config = tower.config
        if config.hidden_act != "silu":
            raise ValueError("vision: only silu can be exported")
        self.tower, self.config = tower, config
        self.merge = config.spatial_merge_size
        self.group = self.merge * self.merge
        self.window = config.window_size // self.merge // config.patch_size
        self.head = config.hidden_size // config.num_heads
        self.graph = Graph("vision", real)

    def write(self, path: Path) -> None:
        graph, config = self.graph, self.config
        row = config.in_channels * config.temporal_patch_size * config.patch_size**2
        pixels = graph.input("pixel_values", graph.real, ["patches", row])
        grid = graph.input("grid_thw", TensorProto.INT64, ["views", 3])
        self._read_grid(grid)
        self._place_patches()
        self._place_windows()
        kernel = self.tower.patch_embed.proj.weight.reshape(config.hidden_size, row)
        value = graph.linear(pixels, "patch_embed", kernel)
        value = graph.op("Reshape", value, graph.op("Concat", self.views, graph.ints(-1, config.hidden_size), axis=0))
        for index, block in enumerate(self.tower.blocks):
            value = self._block(f"blocks.{index}", block, value, full=index in config.fullatt_block_indexes)
        self._merge(value)
        graph.output("image_embeddings", graph.real, ["merged", config.out_hidden_size])
        graph.write(path)

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

    def _norm(self, value: str, name: str, norm) -> str:
        graph = self.graph
        wide = graph.op("Cast", value, to=TensorProto.FLOAT)
        mean = graph.op("ReduceMean", graph.op("Mul", wide, wide), graph.ints(-1), keepdims=1)
        root = graph.op("Sqrt", graph.op("Add", mean, graph.number(_EPSILON)))
        unit = graph.to_real(graph.op("Div", wide, root))
        return graph.op("Mul", unit, graph.real_weight(f"{name}.weight", norm.weight))

    def _block(self, name: str, block, value: str, full: bool) -> str:
        graph, width = self.graph, self.config.hidden_size
        normed = self._norm(value, f"{name}.norm1", block.norm1)
        packed = graph.linear(normed, f"{name}.attn.qkv", block.attn.qkv.weight, block.attn.qkv.bias)
        query, key, values = graph.ops("Split", packed, graph.ints(width, width, width), names=[None] * 3, axis=2)
        attended = self._attend([self._rotate(query), self._rotate(key), values], full)
        value = graph.op("Add", value, graph.linear(attended, f"{name}.attn.proj", block.attn.proj.weight, block.attn.proj.bias))
        normed, mlp = self._norm(value, f"{name}.norm2", block.norm2), block.mlp
        gate = graph.linear(normed, f"{name}.mlp.gate_proj", mlp.gate_proj.weight, mlp.gate_proj.bias)
        up = graph.linear(normed, f"{name}.mlp.up_proj", mlp.up_proj.weight, mlp.up_proj.bias)
        inner = graph.op("Mul", graph.op("QuickGelu", gate, domain=CONTRIB, alpha=1.0), up)
        return graph.op("Add", value, graph.linear(inner, f"{name}.mlp.down_proj", mlp.down_proj.weight, mlp.down_proj.bias))

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
        graph, merger = self.graph, self.tower.merger
        normed = self._norm(value, "merger.ln_q", merger.ln_q)
        joined = graph.op("Reshape", normed, graph.ints(-1, self.group * self.config.hidden_size))
        inner = graph.op("Gelu", graph.linear(joined, "merger.mlp.0", merger.mlp[0].weight, merger.mlp[0].bias))
        outer = graph.linear(inner, "merger.mlp.2", merger.mlp[2].weight, merger.mlp[2].bias)
        graph.op("Identity", outer, name="image_embeddings")
