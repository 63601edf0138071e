"""Golden graphs with int4 weights; and the replies that they give on this machine: `python -m model.golden.int4 FOLDER`.

Processors with other instructions for bytes sum them in another order and reply otherwise, by more than replies are clear. So
the replies are no golden data: the engine's test has them made where it runs.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from ..language.decoder_graph import DecoderSizes, export_decoder
from ..language.pictures import picture
from ..language.runner import Runner
from ..language.vision_graph import export_vision
from ..precision import Kind, PartPrecision
from ..precision.asker import Asker, Question
from ..reference.builder import PATH
from ..reference.models import Models
from .files import FOLDER, write_cases

_CLEAR = 0.02  # in logits, so must every decision be: threads sum in any order
_LIMIT = 96
_WANTED, _TRIES = 3, 100


def write(models: Models, folder: Path = FOLDER) -> None:
    """Writes int4/vision.onnx and int4/decoder.onnx."""
    graphs, weights = folder / "int4", models.language.state_dict()
    graphs.mkdir(exist_ok=True)
    export_vision(models.language.config.vision_config, weights, graphs / "vision.onnx", PartPrecision(Kind.INT4))
    export_decoder(DecoderSizes.of(models.language), weights, graphs / "decoder.onnx", PartPrecision(Kind.INT4_ASYMMETRIC))


def reply(folder: Path) -> None:
    """Writes int4_cases.json into a folder: replies of the reference bundle with those two graphs."""
    with tempfile.TemporaryDirectory() as made:
        bundle = shutil.copytree(PATH, Path(made) / "bundle")
        shutil.copytree(FOLDER / "int4", bundle, dirs_exist_ok=True)
        cases = _cases(bundle)
    write_cases("int4_cases", {"note": "written by python -m model.golden.int4", "clear": _CLEAR, "scene_step": 1}, cases, folder)


def _cases(bundle: Path) -> list[dict]:
    description = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    runner, asker = Runner(bundle, description, description["decoder"]["maximum_tokens"]), Asker(bundle, description)
    cases = []
    for number in range(_TRIES):
        views, first = 1 + number % 3, 500_000 + 10 * number
        pictures = {"width": 160, "height": 120, "kind": "blocks", "first_seed": first}
        question = Question("What is behind the table?", tuple(picture(160, 120, first + view, "blocks") for view in range(views)))
        seen = asker.look(question)
        prompt = asker.prompt(question, seen, runner.see(seen.pixel_values, seen.grid_thw))
        reply = runner.generate(prompt, asker.rule, _LIMIT)
        if reply.stopped and reply.latents is not None and reply.margins.min() >= _CLEAR:
            cases.append({
                "name": f"int4, {views} views", "question": question.text, "views": views, "pictures": pictures,
                "maximum": asker.rule.maximum, "feed": asker.rule.feed, "limit": _LIMIT, "prompt_ids": prompt.ids,
                "rope_delta": prompt.rope_delta, "tokens": reply.tokens, "latents": reply.latents,
                "least_margin": float(reply.margins.min()),
            })
        if len(cases) == _WANTED:
            return cases
    raise ValueError(f"int4: only {len(cases)} of {_TRIES} questions give clear replies")


if __name__ == "__main__":
    reply(Path(sys.argv[1]))
