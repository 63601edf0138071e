"""Goes on from a bundle: `python -m model.training.recover --bundle DIR --out RUN` writes its language model and projector into RUN/base.

Graphs of float32 hold weights to the last bit. RUN needs the tokenizer, the start of seeing (whose tower is the bundle's) and the teacher. Nothing is written unless
the weights give the bundle's graphs again, byte by byte. `python -m model.training stage1` then goes on from them.
"""

import argparse
import tempfile
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

from .. import geometry
from ..bundles import verify
from ..language.decoder_graph import DecoderSizes, export_decoder
from ..language.embedding_graph import TABLE, export_embedding
from ..language.vision_graph import export_vision
from ..projector import Projector
from . import loop
from .data.settings import SCENE
from .nano import models
from .parts import Parts
from .teacher import load_teacher

_LANGUAGE = "model.language_model."
_TOWER = "model.visual."


def main() -> None:
    """Reads the command line and recovers."""
    parser = argparse.ArgumentParser(prog="python -m model.training.recover", description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    given = parser.parse_args()
    recover(given.bundle, given.out)


def recover(bundle: Path, run: Path) -> None:
    """Writes RUN/base/weights.pt; raises ValueError if the bundle is of another run or precision."""
    graphs = {name: bundle / file for name, file in verify(bundle)["graphs"].items() if file}
    parts, teacher = Parts.fresh(run), load_teacher(run / "teacher").config
    projector = models.projector(teacher.tokens(SCENE["height"], SCENE["width"]), teacher.feature_width, parts.size)
    try:
        _read_language(parts.language, graphs, run)
        _read_projector(projector, graphs["projector"])
    except (KeyError, StopIteration, RuntimeError) as error:
        raise ValueError(f"{bundle} is no bundle of {run}: {error}") from error
    _compare(parts.language, projector.eval().requires_grad_(False), graphs)
    (run / "base").mkdir(exist_ok=True)
    modules = {"language": parts.language.state_dict(), "projector": projector.state_dict()}
    torch.save({"modules": modules, "step": 0}, run / "base" / "weights.pt")


def _read_language(language: torch.nn.Module, graphs: dict[str, Path], run: Path) -> None:
    """All but the tower, which the start of seeing left as it is."""
    language.model.visual.load_state_dict(loop.weights(run / "vision", "visual"))
    state, held, sizes = language.state_dict(), _weights(graphs["decoder"]), DecoderSizes.of(language)
    widths = [heads * sizes.head for heads in (sizes.heads, sizes.key_value_heads, sizes.key_value_heads)]
    for index in range(sizes.layers):
        for kind in ("weight", "bias"):
            name = f"layers.{index}.self_attn"
            packed = held.pop(f"{name}.qkv.{kind}").split(widths, dim=-1)
            held |= {f"{name}.{part}_proj.{kind}": one for part, one in zip("qkv", packed)}
    for name in state:
        if name == TABLE:
            state[name] = _weights(graphs["embedding"])["table"]
        elif not name.startswith(_TOWER):
            state[name] = held[name.removeprefix(_LANGUAGE)].t()
    language.load_state_dict(state)


def _read_projector(projector: Projector, graph: Path) -> None:
    """Its graph has lost the names of its matrices, not their order."""
    held, state = _weights(graph), projector.state_dict()
    matrices = (held[name] for node in onnx.load(graph).graph.node if node.op_type in ("MatMul", "Gemm") for name in node.input if name in held and held[name].ndim == 2)
    projector.load_state_dict({name: held[name] if name in held else next(matrices).T for name in state})


def _weights(graph: Path) -> dict[str, torch.Tensor]:
    return {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in onnx.load(graph).graph.initializer}


def _compare(language: torch.nn.Module, projector: Projector, graphs: dict[str, Path]) -> None:
    """Raises ValueError unless the weights give these graphs."""
    weights = language.state_dict()
    with tempfile.TemporaryDirectory() as folder:
        again = {name: Path(folder) / f"{name}.onnx" for name in ("vision", "embedding", "decoder", "projector")}
        export_vision(language.config.vision_config, weights, again["vision"])
        export_embedding(weights, again["embedding"])
        export_decoder(DecoderSizes.of(language), weights, again["decoder"])
        geometry.export_projector(projector, again["projector"])
        other = [name for name, path in again.items() if path.read_bytes() != graphs[name].read_bytes()]
    if other:
        raise ValueError(f"the weights do not give the bundle's graphs again: {', '.join(other)}; is the start of seeing another one, or the bundle not in float32?")


if __name__ == "__main__":
    main()
