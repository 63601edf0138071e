"""Writes the small model's bundle: `python -m model.training.bundle --out RUN --bundle DIR`."""

import argparse
import json
from pathlib import Path

from .. import geometry
from ..bundles import decoder_section, libraries, make_bundle, projector_section
from ..language.decoder_graph import DecoderSizes, export_decoder
from ..language.embedding_graph import export_embedding
from ..language.feed_graph import export_feed
from ..language.sampler_graph import export_sampler
from ..language.vision_graph import export_vision
from .data.settings import SCENE, VIEWS
from .evaluate.projected import load_projector
from .nano import settings
from .nano.sizes import Size
from .parts import Parts
from .teacher import load_teacher

GRAPHS = {name: f"{name}.onnx" for name in ("vision", "embedding", "decoder", "sampler", "feed", "projector", "geometry", "scene")}


def main() -> None:
    """Reads the command line, writes, and prints what the files take."""
    parser = argparse.ArgumentParser(prog="python -m model.training.bundle", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--bundle", type=Path, required=True, help="the bundle's folder; what is there is replaced")
    parser.add_argument("--step", choices=("stage1", "stage2"), default="stage2", help="the step whose weights it holds")
    given = parser.parse_args()
    description = write(given.out, given.bundle, given.step)
    for file in description["files"]:
        print(f"{file['bytes'] / 1e6:8.2f} MB  {file['path']}")
    print(f"{sum(file['bytes'] for file in description['files']) / 1e6:8.2f} MB  in all")


def write(run: Path, bundle: Path, step: str) -> dict:
    """Writes the whole folder anew and verifies it; gives the description. Leaves what was there if anything fails."""
    parts, teacher = Parts.after(run, step), load_teacher(run / "teacher")
    projector, sizes = load_projector(run, step, teacher.config), DecoderSizes.of(parts.language)

    def files(folder: Path) -> None:
        (folder / "tokenizer.json").write_bytes((run / "tokenizer.json").read_bytes())
        weights = parts.language.state_dict()
        export_vision(parts.language.config.vision_config, weights, folder / GRAPHS["vision"])
        export_embedding(weights, folder / GRAPHS["embedding"])
        export_decoder(sizes, weights, folder / GRAPHS["decoder"])
        export_sampler(sizes.vocabulary, folder / GRAPHS["sampler"])
        export_feed(sizes.hidden, folder / GRAPHS["feed"])
        geometry.export_projector(projector, folder / GRAPHS["projector"])
        size = SCENE["height"], SCENE["width"]
        geometry.export_geometry(teacher, folder / GRAPHS["geometry"], size)
        geometry.export_scene(teacher, folder / GRAPHS["scene"], size)
        _check_size(folder, parts.size)

    return make_bundle(bundle, files, lambda: _sections(step, parts, projector) | _confidence(run, step))


def _confidence(run: Path, step: str) -> dict:
    """The section `confidence`, if the step has been measured: its temperature is found on every other held-out room."""
    path = run / "evaluation" / f"{step}.json"
    found = json.loads(path.read_text(encoding="utf-8"))["confidence"] if path.is_file() else {}
    return {"confidence": {"temperature": found["temperature"]}} if "temperature" in found else {}


def _check_size(folder: Path, size: Size) -> None:
    total = sum(file.stat().st_size for file in folder.iterdir())
    if total > size.largest_bundle:
        raise ValueError(f"bundle: its files have {total / 1e6:.1f} MB, more than {size.largest_bundle / 1e6:.1f}, which nano/sizes.py allows a model of size {size.name}")


def _sections(step: str, parts: Parts, projector) -> dict:
    sizes = DecoderSizes.of(parts.language)
    return {
        "name": parts.size.name, "version": "5",
        "description": "A small 3DThinker that has learnt about synthetic rooms seen by robots' cameras, and about nothing else.",
        "trained": True,
        "provenance": {
            "base": "none", "source": "trained from random weights on rooms rendered by model.rooms", "seed": settings.SEED,
            "generator": f"python -m model.training.bundle --step {step}", "libraries": libraries(),
        },
        "licences": [{"part": part, "spdx": "Apache-2.0", "note": "weights of this project's own, trained on renderings of its own"}
                     for part in ("tokenizer", "language", "projector", "scene")],
        "number_type": "float32", "graphs": GRAPHS, "tokens": settings.TOKENS, "prompt": settings.PROMPT,
        "views": VIEWS, "latents": settings.LATENTS, "decoder": decoder_section(sizes, settings.MAXIMUM_TOKENS),
        "projector": projector_section(projector.config),
        # Every view is brought to one size first, so that its picture always has this height.
        "scene": {"width": SCENE["width"], "maximum_height": SCENE["height"], "patch": SCENE["patch"], "resampling": SCENE["resampling"]},
        "sampling": settings.SAMPLING,
    }


if __name__ == "__main__":
    main()
