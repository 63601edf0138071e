"""The graphs of a checkpoint, exported one by one."""

import time
from pathlib import Path

from .. import geometry
from ..language.decoder_graph import DecoderSizes, export_decoder
from ..language.embedding_graph import TABLE, export_embedding
from ..language.feed_graph import export_feed
from ..language.sampler_graph import export_sampler
from ..language.vision_graph import export_vision
from ..precision import PARTS, PartPrecision
from .options import Options
from .parts import Parts
from .progress import Progress
from .watched import Watched

_READ = {"vision": ("model.visual.",), "embedding": (TABLE,), "decoder": ("model.language_model.layers.", "model.language_model.norm.", "lm_head.")}


def write_graphs(folder: Path, parts: Parts, sections: dict, options: Options, progress: Progress) -> None:
    """Writes every graph that the section `graphs` names; the tensors are read as they are needed."""
    graphs = sections["graphs"]
    for number, (name, file) in enumerate(graphs.items(), start=1):
        title, started = f"[{number}/{len(graphs)}] {name}", time.monotonic()
        with progress.step(title, sum(parts.language.weights.bytes(prefix) for prefix in _READ.get(name, ()))) as advance:
            weights = Watched(parts.language.weights, advance)
            _Exports(parts, sections, options, weights).write(name, folder / file)
        size = sum(path.stat().st_size for path in folder.glob(f"{file}*"))
        kind = f"{getattr(options.precision, name)}, " if name in PARTS else ""
        progress.tell(f"{title}: {kind}{size / 1e6:.1f} MB in {time.monotonic() - started:.1f} s")


class _Exports:
    def __init__(self, parts: Parts, sections: dict, options: Options, weights: Watched):
        self.parts, self.sections, self.weights = parts, sections, weights
        self.precision, self.points = options.precision, options.points

    def write(self, name: str, path: Path) -> None:
        config = self.parts.language.config
        if name == "sampler":
            export_sampler(DecoderSizes.of(config).vocabulary, path)
        elif name == "feed":
            export_feed(DecoderSizes.of(config).hidden, path, self.precision.of("decoder").edge)
        else:
            self._write_part(name, path, config, self.precision.of(name))

    def _write_part(self, name: str, path: Path, config, precision: PartPrecision) -> None:
        if name == "vision":
            export_vision(config.vision_config, self.weights, path, precision)
        elif name == "embedding":
            export_embedding(self.weights, path, precision)
        elif name == "decoder":
            export_decoder(DecoderSizes.of(config), self.weights, path, precision)
        elif name == "projector":
            geometry.export_projector(self.parts.projector, path, precision=precision)
        elif name == "geometry":
            geometry.export_geometry(self.parts.scene, path, self._size(), precision)
        else:
            geometry.export_scene(self.parts.scene, path, self._size(), self.points, precision)

    def _size(self) -> tuple[int, int]:
        """Height and width of the scene's pictures."""
        return self.sections["scene"]["maximum_height"], self.sections["scene"]["width"]
