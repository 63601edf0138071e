"""Export of the geometry, scene and projector graphs to ONNX, as docs/bundle.md describes them."""

import copy
from dataclasses import dataclass, replace
from pathlib import Path

import onnx
import onnx_ir
import torch
from torch import nn

from ..precision import FLOAT32, Kind, PartPrecision
from ..projector import Projector
from .narrow import Between, with_narrow_aggregator
from .vggt import VGGT, Depths, Scene

OPSET = 20
_EXAMPLE_VIEWS = 3  # any number over 1: the tracer takes 1 for a constant
_LARGEST_SINGLE_FILE = 1 << 30  # bytes of weights; protobuf ends at 2 GiB


@dataclass(frozen=True)
class Graph:
    """A graph's name and those of its inputs and outputs; axis 0 of the inputs `of_views` is N, any number."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    of_views: tuple[str, ...]


GEOMETRY = Graph("geometry", inputs=("pictures",), outputs=("layers",), of_views=("pictures",))
SCENE = Graph("scene", inputs=("layers", "imagined"), outputs=Depths._fields, of_views=("layers", "imagined"))
PROJECTOR = Graph(
    "projector", inputs=("latents", "image_embeddings"), outputs=("imagined",), of_views=("image_embeddings",)
)


class GeometryGraph(nn.Module):
    """The lower layers at one picture size, the position tables constants; pictures and layers are of the edge's type."""

    def __init__(self, model: VGGT, size: tuple[int, int], edge: torch.dtype):
        super().__init__()
        self.model, self.tables, self.edge = model, model.tables(*size), edge

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Pictures of N views to the layers that they alone decide."""
        return self.model.lower_layers(pictures.float(), self.tables).to(self.edge)


class SceneGraph(nn.Module):
    """The heads at one picture size, with the point head or without it, the last aggregator layer replaced."""

    def __init__(self, model: VGGT, size: tuple[int, int], points: bool):
        super().__init__()
        self.model, self.tables, self.points = model, model.tables(*size), points

    def forward(self, layers: torch.Tensor, imagined: torch.Tensor) -> Depths | Scene:
        """Lower layers and imagined features of N views to their scene."""
        found = [*layers.unbind(1), imagined]
        return self.model.scene(found, self.tables) if self.points else self.model.depths(found, self.tables)


def export_geometry(model: VGGT, path: Path, size: tuple[int, int], precision: PartPrecision = FLOAT32) -> None:
    """Writes the graph `geometry` for pictures of one size (height, width)."""
    _check(precision, "geometry")
    pictures = torch.rand(_EXAMPLE_VIEWS, 3, *size, device=model.aggregator.camera_token.device)
    if precision.inside != torch.float32:
        model = with_narrow_aggregator(model, precision.inside)
    with torch.no_grad():
        module = GeometryGraph(model, size, precision.edge).eval()
    _write(module, (pictures.to(precision.edge),), GEOMETRY, Path(path))


def export_scene(
    model: VGGT, path: Path, size: tuple[int, int], points: bool = False, precision: PartPrecision = FLOAT32
) -> None:
    """Writes the graph `scene` for pictures of one size (height, width), with `points` if they are asked for.

    It computes in float32, as the published model's heads do: their values rise exponentially, and a pose is refined in
    small steps.
    """
    if precision.kind is not Kind.FLOAT32:
        raise ValueError(f"scene: the heads are float32 and cannot be {precision.kind}")
    config, device = model.config, model.aggregator.camera_token.device
    imagined = torch.randn(_EXAMPLE_VIEWS, config.tokens(*size), config.feature_width, device=device)
    layers = torch.randn(_EXAMPLE_VIEWS, len(config.head.layers) - 1, *imagined.shape[1:], device=device)
    with torch.no_grad():
        module = SceneGraph(model, size, points).eval()
    if precision.edge != torch.float32:
        module = Between(module, precision.edge, torch.float32).eval()
    graph = replace(SCENE, outputs=Scene._fields) if points else SCENE
    _write(module, (layers.to(precision.edge), imagined.to(precision.edge)), graph, Path(path))


def export_projector(
    projector: Projector, path: Path, views_dynamic: bool = True, precision: PartPrecision = FLOAT32
) -> None:
    """Writes the graph `projector`; `views_dynamic` off fixes N at 3."""
    _check(precision, "projector")
    sizes, device = projector.config, next(projector.parameters()).device
    latents = torch.randn(sizes.latents, sizes.hidden, device=device)
    embeddings = torch.randn(_EXAMPLE_VIEWS, sizes.image_tokens, sizes.hidden, device=device)
    graph = PROJECTOR if views_dynamic else replace(PROJECTOR, of_views=())
    module = projector.eval()
    if precision != FLOAT32:
        module = Between(copy.deepcopy(module).to(precision.inside), precision.edge, precision.inside).eval()
    _write(module, (latents.to(precision.edge), embeddings.to(precision.edge)), graph, Path(path))


def _check(precision: PartPrecision, part: str) -> None:
    if precision.kind.in_blocks:
        raise ValueError(f"{part}: weights in blocks ({precision.kind}) are for the vision tower and the decoder alone")


def _write(module: nn.Module, examples: tuple[torch.Tensor, ...], graph: Graph, path: Path) -> None:
    shapes = tuple({0: torch.export.Dim.DYNAMIC} if name in graph.of_views else None for name in graph.inputs)
    with torch.no_grad():
        program = torch.onnx.export(
            module, examples, dynamo=True, opset_version=OPSET, optimize=True, verbose=False,
            input_names=list(graph.inputs), output_names=list(graph.outputs), dynamic_shapes=shapes,
        )
    document = tidy(program.model, graph.name)
    weights = sum(value.const_value.nbytes for value in document.graph.initializers.values())
    program.save(path, external_data=weights > _LARGEST_SINGLE_FILE)  # then in a file beside it, named path + ".data"
    onnx.checker.check_model(str(path))


def tidy(document: onnx_ir.Model, name: str) -> onnx_ir.Model:
    """Names the graph and takes out what the tracer noted about the machine: source lines, stack traces."""
    graph = document.graph
    graph.name = name
    values = [*graph.inputs, *graph.initializers.values(), *(out for node in graph for out in node.outputs)]
    for item in (document, graph, *graph, *values):
        item.doc_string = None
        item.metadata_props.clear()
    for value in (*graph.inputs, *graph.outputs):
        if value.shape is not None:
            value.shape = onnx_ir.Shape([size if isinstance(size, int) else "views" for size in value.shape])
    return document
