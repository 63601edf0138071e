"""The trained teacher as files: its weights under VGGT's names, and its sizes."""

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from ...geometry import GeometryConfig, HeadConfig, VGGT, load_published

WEIGHTS, SIZES = "teacher.safetensors", "geometry.json"


def save_teacher(folder: Path, config: GeometryConfig, state: dict[str, torch.Tensor]) -> None:
    """Writes the weights and sizes of a teacher."""
    save_file({name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}, str(folder / WEIGHTS))
    (folder / SIZES).write_text(json.dumps(asdict(config), indent=1) + "\n", encoding="utf-8")


def load_teacher(folder: Path) -> VGGT:
    """The teacher of a finished or running training, for reading only."""
    if not (folder / SIZES).is_file() or not (folder / WEIGHTS).is_file():
        raise ValueError(f"teacher {folder}: there is no {WEIGHTS} with {SIZES}; train one with python -m model.training.teacher")
    sizes = json.loads((folder / SIZES).read_text(encoding="utf-8"))
    head = {name: tuple(value) if isinstance(value, list) else value for name, value in sizes.pop("head").items()}
    model = VGGT(GeometryConfig(**sizes, head=HeadConfig(**head)))
    load_published(model, load_file(str(folder / WEIGHTS)))
    return model.eval().requires_grad_(False)
