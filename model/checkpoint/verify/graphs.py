"""What ONNX Runtime makes of a bundle's graphs from Python: the reference where weights are rounded."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from ...language.runner import Prompt, Runner
from .asked import Asked
from .case import Case
from .found import Found, states_of

_CAPACITY = 256  # tokens beyond the prompt


def of_graphs(bundle: Path, case: Case, position_ids: np.ndarray, rope_delta: int) -> tuple[Asked, Found]:
    """The reply and the scene of a bundle with float32 edges; the prompt's positions [3, S] are those of the exact reference."""
    description = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    asked = Asked.of(case, Tokenizer.from_file(str(bundle / "tokenizer.json")), description)
    runner = Runner(bundle, description, len(asked.ids) + _CAPACITY)
    images = runner.see(asked.pixel_values, asked.grid_thw)
    pad = asked.tokenizer.token_to_id(description["tokens"]["image_pad"])
    said = runner.generate(Prompt(asked.ids, pad, images, position_ids, rope_delta), asked.rule, case.limit)
    states = states_of(asked, said)
    del runner
    scene = None if asked.pictures is None or states is None else _scene(bundle, description["graphs"], states, asked, images)
    return asked, Found(said, images, position_ids, rope_delta, scene)


def _scene(bundle: Path, graphs: dict, states: np.ndarray, asked: Asked, images: np.ndarray) -> dict[str, np.ndarray]:
    seen = images.reshape(len(asked.grid_thw), asked.image_tokens, -1)
    imagined = _run(bundle / graphs["projector"], latents=states[None], image_embeddings=seen[None])["imagined"]
    layers = _run(bundle / graphs["geometry"], pictures=asked.pictures[None])["layers"]
    found = {"imagined": imagined} | _run(bundle / graphs["scene"], layers=layers, imagined=imagined)
    return {name: value[0] for name, value in found.items()}


def _run(path: Path, **inputs: np.ndarray) -> dict[str, np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs), strict=True))
