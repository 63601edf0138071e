"""Goes on from a bundle: `python -m model.training.recover --bundle DIR --out RUN` writes its tokenizer, and its language model and projector into RUN/base, or RUN/stage2.

Graphs of float32 hold weights to the last bit. Nothing is written unless the weights give the bundle's graphs again, byte by byte. What a bundle lacks is the last layer
of the geometry teacher, whose features the projector imagines: RUN needs a teacher, and if that is another one the projector has to learn its features. `stage1` goes on from
`base`; `projection` from `stage2`, which `evaluate` measures and `bundle` writes.
"""

import argparse
import shutil
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
from .nano import models, sizes
from .parts import Parts

_LANGUAGE, _TOWER = "model.language_model.", "model.visual."
_KERNEL = "patch_embed.proj.weight"


def main() -> None:
    """Reads the command line and recovers."""
    parser = argparse.ArgumentParser(prog="python -m model.training.recover", description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--step", choices=("base", "stage2"), default="base", help="the step that it stands for")
    given = parser.parse_args()
    recover(given.bundle, given.out, given.step)


def recover(bundle: Path, run: Path, step: str = "base") -> None:
    """Writes RUN/tokenizer.json and RUN/STEP/weights.pt; raises ValueError if they are there, or the bundle is no nano in float32."""
    description = verify(bundle)
    graphs = {name: bundle / file for name, file in description["graphs"].items() if file}
    for made in (run / "tokenizer.json", run / step):
        if made.exists():
            raise ValueError(f"{made} exists: recover into a new folder")
    try:
        size = sizes.SIZES[description["name"]]
        parts = Parts.of(bundle / "tokenizer.json", size)
        projector = models.projector(description["projector"]["features"], description["projector"]["channels"], size)
        _read_tower(parts.language, graphs["vision"])
        _read_language(parts.language, graphs)
        _read_projector(projector, graphs["projector"])
    except (KeyError, StopIteration, RuntimeError) as error:
        raise ValueError(f"{bundle} is no bundle of a small model in float32: {error}") from error
    _compare(parts.language, projector.eval().requires_grad_(False), graphs)
    (run / step).mkdir(parents=True)
    sizes.choose(run, size)
    shutil.copyfile(bundle / "tokenizer.json", run / "tokenizer.json")
    modules = {"language": parts.language.state_dict(), "projector": projector.state_dict()}
    torch.save({"modules": modules, "step": 0}, run / step / "weights.pt")


def _read_tower(language: torch.nn.Module, graph: Path) -> None:
    held, state = _weights(graph), language.model.visual.state_dict()
    for name, value in state.items():
        stored = held[name.replace(".proj", "") if name == _KERNEL else name]
        state[name] = stored.t().reshape(value.shape) if stored.ndim == 2 else stored
    language.model.visual.load_state_dict(state)


def _read_language(language: torch.nn.Module, graphs: dict[str, Path]) -> None:
    """All but the tower."""
    state, held, of = language.state_dict(), _weights(graphs["decoder"]), DecoderSizes.of(language)
    widths = [heads * of.head for heads in (of.heads, of.key_value_heads, of.key_value_heads)]
    for index in range(of.layers):
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
        raise ValueError(f"the weights do not give the bundle's graphs again: {', '.join(other)}; is the bundle not in float32, or made by other versions?")


if __name__ == "__main__":
    main()
