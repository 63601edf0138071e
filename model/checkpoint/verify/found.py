"""What a reference made of a case, and the files that the Go engine's tests read it from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from ...golden.files import write_arrays, write_cases
from ...language.latent_mode import Reply
from .asked import Asked

NAME = "cases"
_SCENE_STEP = 97  # scene values are stored flat, every one whose index is a multiple of this


@dataclass(frozen=True)
class Found:
    """A reply, what the vision tower saw, the prompt's positions [3, S], and the scene's arrays by name, if there is one."""

    reply: Reply
    images: np.ndarray
    position_ids: np.ndarray
    rope_delta: int
    scene: Mapping[str, np.ndarray] | None = None


def states_of(asked: Asked, reply: Reply) -> np.ndarray | None:
    """The states that the projector takes, or None if the reply has too few."""
    if reply.latents is None:
        return None
    states = reply.states(asked.rule.start)[asked.taken]
    return states if len(states) == asked.taken.stop - asked.taken.start else None


def write(folder: Path, asked: Asked, found: Found) -> dict:
    """Writes cases.json and cases.safetensors, and gives the one case."""
    case, rule, reply = asked.case, asked.rule, found.reply
    made = {
        "name": "a reply", "question": case.question, "views": case.views,
        "pictures": {"width": case.size[0], "height": case.size[1], "kind": case.kind, "first_seed": case.first_seed},
        "maximum": rule.maximum, "feed": rule.feed, "limit": case.limit, "grid_thw": asked.grid_thw.tolist(), "prompt_ids": asked.ids,
        "rope_delta": found.rope_delta, "tokens": reply.tokens, "latents": reply.tokens.count(rule.pad),
        "text": asked.tokenizer.decode(reply.tokens, skip_special_tokens=True), "scene": found.scene is not None,
        "least_margin": float(reply.margins.min()),
    }
    arrays = {"hidden_states": reply.hidden_states, "position_ids": found.position_ids, "image_embeddings": found.images}
    for name, array in (found.scene or {}).items():
        arrays[name] = array if name == "pose_encoding" else array.reshape(-1)[::_SCENE_STEP]
    folder.mkdir(parents=True, exist_ok=True)
    write_cases(NAME, {"note": "written by python -m model.checkpoint.verify", "scene_step": _SCENE_STEP}, [made], folder)
    write_arrays(NAME, {f"0.{name}": array for name, array in arrays.items()}, folder)
    return made


def read(folder: Path) -> tuple[dict, dict[str, np.ndarray]]:
    """The case and its arrays by name."""
    case = json.loads((Path(folder) / f"{NAME}.json").read_text(encoding="utf-8"))["cases"][0]
    return case, {name.removeprefix("0."): array for name, array in load_file(Path(folder) / f"{NAME}.safetensors").items()}
