"""Makes a bundle of a checkpoint, part by part."""

from pathlib import Path

from ..bundles import make_bundle, sha256
from . import description, limits, tokens
from .graphs import write_graphs
from .options import Options
from .parts import Parts, load
from .progress import Progress


def convert(options: Options, progress: Progress | None = None) -> dict:
    """Writes and verifies the bundle and gives its description; `progress` hears of each step.

    Nothing is written before every tensor's name and shape has been compared and every option checked. Tensors are read
    as they are needed, so memory holds a few of the language model's at a time.
    """
    out, progress = Path(options.out), progress or Progress()
    if out.exists() and not (out / "bundle.json").is_file():
        raise ValueError(f"{out} exists and is not a bundle; name a folder that does not exist")
    progress.tell(f"reading {Path(options.folder).name}")
    parts = load(options)
    graphs = {name: f"{name}.onnx" for name in ("vision", "embedding", "decoder", "sampler", "feed")}
    graphs |= {name: f"{name}.onnx" for name, part in (("projector", parts.projector), ("geometry", parts.scene), ("scene", parts.scene)) if part}
    sections = description.sections(parts, options, graphs)
    limits.check(sections)
    sections["provenance"] = description.provenance(parts, options, _digests(parts, options, progress))
    made = make_bundle(out, lambda folder: _write_files(folder, parts, options, sections, progress), lambda: sections)
    progress.tell("verified")
    return made


def _digests(parts: Parts, options: Options, progress: Progress) -> str:
    """Names and SHA-256 of the weights' files, for the provenance."""
    files = [(path, "") for path in parts.source.shards] + ([(options.vggt, "geometry ")] if options.vggt else [])
    with progress.step("hashing the source files", sum(path.stat().st_size for path, _ in files)) as advance:
        return "; ".join(f"{what}{path.name} sha256 {sha256(path, advance)}" for path, what in files)


def _write_files(folder: Path, parts: Parts, options: Options, sections: dict, progress: Progress) -> None:
    tokens.of_bundle(parts.source, sections).save(str(folder / "tokenizer.json"), pretty=False)
    write_graphs(folder, parts, sections, options, progress)
    progress.tell("hashing and verifying the bundle")
