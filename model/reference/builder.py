"""Writes the reference bundle."""

from pathlib import Path

from .. import geometry
from ..bundles import decoder_section, libraries, make_bundle, projector_section
from ..language.decoder_graph import DecoderSizes, export_decoder
from ..language.embedding_graph import export_embedding
from ..language.feed_graph import export_feed
from ..language.sampler_graph import export_sampler
from ..language.vision_graph import export_vision
from . import settings, tokenizer
from .models import Models, build

PATH = Path(__file__).resolve().parents[1] / "bundles" / "reference"
GRAPHS = {name: f"{name}.onnx" for name in ("vision", "embedding", "decoder", "sampler", "feed", "projector", "geometry", "scene")}
_NOTE = "random weights; only the output layer is fitted to the reply's format, and the scene's last layers to a plausible scale; the answers are noise"


def write(path: Path = PATH, models: Models | None = None) -> dict:
    """Writes the whole folder anew and verifies it; gives the description. Leaves what was there if anything fails."""
    models = models or build()
    return make_bundle(path, lambda folder: _write_files(folder, models), lambda: _sections(models))


def _write_files(folder: Path, models: Models) -> None:
    tokenizer.write(models.tokenizer, folder / "tokenizer.json")
    weights = models.language.state_dict()
    export_vision(models.language.config.vision_config, weights, folder / GRAPHS["vision"])
    export_embedding(weights, folder / GRAPHS["embedding"])
    sizes = DecoderSizes.of(models.language)
    export_decoder(sizes, weights, folder / GRAPHS["decoder"])
    export_sampler(sizes.vocabulary, folder / GRAPHS["sampler"])
    export_feed(sizes.hidden, folder / GRAPHS["feed"])
    geometry.export_projector(models.projector, folder / GRAPHS["projector"])
    size = settings.SCENE["maximum_height"], settings.SCENE["width"]
    geometry.export_geometry(models.geometry, folder / GRAPHS["geometry"], size)
    geometry.export_scene(models.geometry, folder / GRAPHS["scene"], size)


def _sections(models: Models) -> dict:
    return {
        "name": "reference", "version": "1",
        "description": "The real architecture at a small size: " + _NOTE + ".",
        "trained": False,
        "provenance": {
            "base": "none", "source": "weights drawn at random from the seed", "generator": "python -m model.reference",
            "seed": settings.SEED, "libraries": libraries(),
        },
        "licences": [
            {"part": part, "spdx": "Apache-2.0", "note": "weights of this project's own, " + ("trained on text of its own" if part == "tokenizer" else "untrained")}
            for part in ("tokenizer", "language", "projector", "scene")
        ],
        "number_type": "float32", "graphs": GRAPHS, "tokens": settings.TOKENS, "prompt": settings.PROMPT,
        "views": settings.VIEWS, "latents": settings.LATENTS,
        "decoder": decoder_section(DecoderSizes.of(models.language), settings.MAXIMUM_TOKENS),
        "projector": projector_section(models.projector.config),
        "scene": settings.SCENE, "sampling": settings.SAMPLING,
    }
