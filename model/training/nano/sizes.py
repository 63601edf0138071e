"""How large a small model is. A run has one size, from the tokenizer on; its folder says which."""

from dataclasses import dataclass
from pathlib import Path

import torch

from ...geometry import GeometryConfig, HeadConfig
from ...geometry import nano as nano_teacher
from .settings import PROJECTOR, TEXT, VISION

_FILE = "size"


@dataclass(frozen=True)
class Size:
    """The settings of a model's parts, as their classes take them, and how many bytes a bundle of it may have."""

    name: str
    text: dict
    vision: dict
    projector: dict
    teacher: GeometryConfig
    largest_bundle: int


NANO = Size("nano", TEXT, VISION, PROJECTOR, nano_teacher(), 40 << 20)
# For a GPU: four times the weights. Heads are as wide as nano's, so its shares of the rotary angles hold.
MICRO = Size(
    "micro",
    {**TEXT, "hidden_size": 384, "intermediate_size": 1024, "num_hidden_layers": 8, "num_attention_heads": 6, "num_key_value_heads": 6},
    {**VISION, "depth": 6, "hidden_size": 320, "intermediate_size": 896, "num_heads": 10, "out_hidden_size": 384, "fullatt_block_indexes": list(range(6))},
    {**PROJECTOR, "prompt_tokens": 64},
    GeometryConfig(
        image_size=112, width=192, heads=6, mlp_ratio=4, backbone_depth=4, depth=6, camera_depth=2, camera_heads=8,
        head=HeadConfig(layers=(1, 2, 4, 5), channels=(48, 96, 192, 192), features=64, last_channels=32),
    ),
    180 << 20,
)
SIZES = {size.name: size for size in (NANO, MICRO)}


def default() -> Size:
    """The larger one on a GPU."""
    return MICRO if torch.cuda.is_available() else NANO


def choose(folder: Path, size: Size) -> None:
    """Notes the size of a run that begins."""
    (folder / _FILE).write_text(size.name + "\n", encoding="utf-8")


def of(folder: Path) -> Size:
    """The size of a run; one that notes none is nano."""
    path = folder / _FILE
    name = path.read_text(encoding="utf-8").strip() if path.is_file() else NANO.name
    if name not in SIZES:
        raise ValueError(f"{path}: there is no size {name}, only {', '.join(SIZES)}")
    return SIZES[name]
