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
_SETS, _VIEWS = "sets", "views"  # axes of any length
_EXAMPLE = {_SETS: 2, _VIEWS: 3}  # any lengths over 1: the tracer takes 1 for a constant
_LARGEST_SINGLE_FILE = 1 << 30  # bytes of weights; protobuf ends at 2 GiB


@dataclass(frozen=True)
class Graph:
    """A graph's name, its inputs with their first axes, which are of any length, and its outputs with theirs."""

    name: str
    inputs: dict[str, tuple[str, ...]]
    outputs: dict[str, tuple[str, ...]]


_BOTH = (_SETS, _VIEWS)
GEOMETRY = Graph("geometry", {"pictures": _BOTH}, {"layers": _BOTH})
SCENE = Graph("scene", {"layers": _BOTH, "imagined": _BOTH}, dict.fromkeys(Depths._fields, _BOTH))
PROJECTOR = Graph("projector", {"latents": (_SETS,), "image_embeddings": _BOTH}, {"imagined": _BOTH})


class GeometryGraph(nn.Module):
    """The lower layers at one picture size, the position tables constants; pictures and layers are of the edge's type."""

    def __init__(self, model: VGGT, size: tuple[int, int], edge: torch.dtype):
        super().__init__()
        self.model, self.tables, self.edge = model, model.tables(*size), edge

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Pictures of sets of views to the layers that they alone decide."""
        sets, views = pictures.shape[:2]
        found = self.model.lower_layers(pictures.flatten(0, 1).float(), self.tables, sets)
        return found.unflatten(0, (sets, views)).to(self.edge)


class SceneGraph(nn.Module):
    """The heads at one picture size, with the point head or without it, the last aggregator layer replaced."""

    def __init__(self, model: VGGT, size: tuple[int, int], points: bool):
        super().__init__()
        self.model, self.tables, self.points = model, model.tables(*size), points

    def forward(self, layers: torch.Tensor, imagined: torch.Tensor) -> Depths | Scene:
        """Lower layers and imagined features of sets of views to their scenes."""
        sets, views = imagined.shape[:2]
        of_all = [part.flatten(0, 1) for part in (*layers.unbind(2), imagined)]
        found = self.model.scene(of_all, self.tables, sets) if self.points else self.model.depths(of_all, self.tables, sets)
        return type(found)(*(part.unflatten(0, (sets, views)) for part in found))


def export_geometry(model: VGGT, path: Path, size: tuple[int, int], precision: PartPrecision = FLOAT32) -> None:
    """Writes the graph `geometry` for pictures of one size (height, width)."""
    _check(precision, "geometry")
    pictures = torch.rand(*_EXAMPLE.values(), 3, *size, device=model.aggregator.camera_token.device)
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
    imagined = torch.randn(*_EXAMPLE.values(), config.tokens(*size), config.feature_width, device=device)
    layers = torch.randn(*_EXAMPLE.values(), len(config.head.layers) - 1, *imagined.shape[2:], device=device)
    with torch.no_grad():
        module = SceneGraph(model, size, points).eval()
    if precision.edge != torch.float32:
        module = Between(module, precision.edge, torch.float32).eval()
    graph = replace(SCENE, outputs=dict.fromkeys(Scene._fields, _BOTH)) if points else SCENE
    _write(module, (layers.to(precision.edge), imagined.to(precision.edge)), graph, Path(path))


def export_projector(projector: Projector, path: Path, precision: PartPrecision = FLOAT32) -> None:
    """Writes the graph `projector`."""
    _check(precision, "projector")
    sizes, device = projector.config, next(projector.parameters()).device
    latents = torch.randn(_EXAMPLE[_SETS], sizes.latents, sizes.hidden, device=device)
    embeddings = torch.randn(*_EXAMPLE.values(), sizes.image_tokens, sizes.hidden, device=device)
    module = projector.eval()
    if precision != FLOAT32:
        module = Between(copy.deepcopy(module).to(precision.inside), precision.edge, precision.inside).eval()
    _write(module, (latents.to(precision.edge), embeddings.to(precision.edge)), PROJECTOR, Path(path))


def _check(precision: PartPrecision, part: str) -> None:
    if precision.kind.in_blocks:
        raise ValueError(f"{part}: weights in blocks ({precision.kind}) are for the vision tower and the decoder alone")


def _write(module: nn.Module, examples: tuple[torch.Tensor, ...], graph: Graph, path: Path) -> None:
    shapes = tuple(dict.fromkeys(range(len(axes)), torch.export.Dim.DYNAMIC) for axes in graph.inputs.values())
    with torch.no_grad():
        program = torch.onnx.export(
            module, examples, dynamo=True, opset_version=OPSET, optimize=True, verbose=False,
            input_names=list(graph.inputs), output_names=list(graph.outputs), dynamic_shapes=shapes,
        )
    document = _tidy(program.model, graph)
    weights = sum(value.const_value.nbytes for value in document.graph.initializers.values())
    program.save(path, external_data=weights > _LARGEST_SINGLE_FILE)  # then in a file beside it, named path + ".data"
    onnx.checker.check_model(str(path))


def _tidy(document: onnx_ir.Model, named: Graph) -> onnx_ir.Model:
    """Names the graph and its axes, and takes out what the tracer noted about the machine: source lines, stack traces."""
    graph = document.graph
    graph.name = named.name
    values = [*graph.inputs, *graph.initializers.values(), *(out for node in graph for out in node.outputs)]
    for item in (document, graph, *graph, *values):
        item.doc_string = None
        item.metadata_props.clear()
    for value in (*graph.inputs, *graph.outputs):
        axes = (named.inputs | named.outputs)[value.name]
        value.shape = onnx_ir.Shape([*axes, *list(value.shape)[len(axes):]])
    return document
