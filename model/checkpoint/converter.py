"""Makes a bundle of a checkpoint, part by part."""

import time
from collections.abc import Callable
from pathlib import Path

from .. import geometry
from ..bundles import make_bundle, sha256
from ..language.decoder_graph import export_decoder
from ..language.embedding_graph import export_embedding
from ..language.vision_graph import export_vision
from . import description, tokens
from .options import Options
from .parts import Parts, load


def convert(options: Options, tell: Callable[[str], None] = lambda _: None) -> dict:
    """Writes and verifies the bundle and gives its description; `tell` hears of each step.

    Nothing is written before every tensor has been compared and every option checked.
    """
    out = Path(options.out)
    if out.exists() and not (out / "bundle.json").is_file():
        raise ValueError(f"{out} exists and is not a bundle; name a folder that does not exist")
    tell(f"reading {Path(options.folder).name}")
    parts = load(options)
    graphs = {name: f"{name}.onnx" for name in ("vision", "embedding", "decoder")}
    graphs |= {name: f"{name}.onnx" for name in ("projector", "scene") if getattr(parts, name)}
    sections = description.sections(parts, options, graphs)
    tell("hashing the source files")
    sections["provenance"] = description.provenance(parts, options, _digests(parts, options))
    made = make_bundle(out, lambda folder: _write_files(folder, parts, sections, tell), lambda: sections)
    tell("verified")
    return made


def _digests(parts: Parts, options: Options) -> str:
    digests = parts.source.digests()
    return f"{digests}; geometry {options.vggt.name} sha256 {sha256(options.vggt)}" if options.vggt else digests


def _write_files(folder: Path, parts: Parts, sections: dict, tell: Callable[[str], None]) -> None:
    _write_tokenizer(folder / "tokenizer.json", parts, sections["decoder"]["vocabulary"])
    exports = {
        "vision": lambda path: export_vision(parts.language, path),
        "embedding": lambda path: export_embedding(parts.language, path),
        "decoder": lambda path: export_decoder(parts.language, path),
        "projector": lambda path: geometry.export_projector(parts.projector, path),
        "scene": lambda path: geometry.export_scene(parts.scene, path, sections["scene"]["maximum_height"], sections["scene"]["width"]),
    }
    for number, (name, file) in enumerate(sections["graphs"].items(), start=1):
        started = time.monotonic()
        exports[name](folder / file)
        size = sum(path.stat().st_size for path in folder.glob(f"{file}*"))
        tell(f"[{number}/{len(sections['graphs'])}] {name}: {size / 1e6:.1f} MB in {time.monotonic() - started:.1f} s")


def _write_tokenizer(path: Path, parts: Parts, rows: int) -> None:
    if parts.latents:
        path.write_bytes((parts.source.folder / "tokenizer.json").read_bytes())
    else:
        tokens.with_latents(parts.source, rows).save(str(path), pretty=False)
