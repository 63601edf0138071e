"""The geometry model of a checkpoint: its sizes, read off names and shapes, and its weights."""

import re
from collections.abc import Mapping
from pathlib import Path

import torch

from .. import geometry
from .tensors import Tensors

_PUBLISHED_DEPTH, _PUBLISHED_LAYERS = 24, (4, 11, 17, 23)
_BACKBONE, _HEAD = "aggregator.patch_embed", "depth_head"


def load_scene(path: Path, layers: tuple[int, int, int, int] | None) -> geometry.VGGT:
    """The model of a `.safetensors` or a `.pt` file, in float32; a `.pt` is read as data only, never as code.

    The weights stay in the file, which is mapped into memory. `layers` are the aggregator layers that the dense heads
    read: known for the published depth, else to be told.
    """
    state, forms = _read(Path(path))
    with torch.device("meta"):
        model = geometry.VGGT(sizes_of(forms, layers))
    geometry.load_published(model, state)
    return model.eval().requires_grad_(False)


def _read(path: Path) -> tuple[Mapping[str, torch.Tensor], dict[str, torch.Tensor]]:
    """The tensors, and their forms without values."""
    if not path.is_file():
        raise ValueError(f"geometry weights {path.name} are not a file")
    if path.suffix == ".safetensors":
        tensors = Tensors.of(path)
        return tensors, tensors.forms()
    try:
        state = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except Exception as error:
        raise ValueError(f"geometry weights {path.name} cannot be read: {error}") from error
    if not isinstance(state, dict) or not all(isinstance(value, torch.Tensor) for value in state.values()):
        raise ValueError(f"geometry weights {path.name}: not a table of tensors by name")
    return state, state


def sizes_of(state: dict[str, torch.Tensor], layers: tuple[int, int, int, int] | None) -> geometry.GeometryConfig:
    """The sizes that names and shapes tell; `layers` where the depth is not the published one."""
    sizes = _Sizes(state)
    _, _, registers, width = sizes.shape("aggregator.register_token", 4)
    patch = sizes.shape(f"{_BACKBONE}.patch_embed.proj.weight", 4)[-1]
    places = sizes.shape(f"{_BACKBONE}.pos_embed", 3)[1] - 1
    depth = sizes.count("aggregator.frame_blocks")
    if layers is None and depth != _PUBLISHED_DEPTH:
        raise ValueError(f"geometry weights: {depth} layers; say which of them the dense heads read (--scene-layers)")
    (head,) = sizes.shape("aggregator.frame_blocks.0.attn.q_norm.weight", 1)
    heads = width // head
    return geometry.GeometryConfig(
        image_size=round(places**0.5) * patch, patch=patch, width=width, heads=heads,
        mlp_ratio=sizes.shape("aggregator.frame_blocks.0.mlp.fc1.weight", 2)[0] // width, registers=registers,
        backbone_depth=sizes.count(f"{_BACKBONE}.blocks"), depth=depth, camera_depth=sizes.count("camera_head.trunk"),
        camera_heads=heads,  # no shape tells it; the published model has as many as the aggregator
        head=geometry.HeadConfig(
            layers=layers or _PUBLISHED_LAYERS,
            channels=tuple(sizes.shape(f"{_HEAD}.projects.{level}.weight", 4)[0] for level in range(4)),
            features=sizes.shape(f"{_HEAD}.scratch.layer1_rn.weight", 4)[0],
            last_channels=sizes.shape(f"{_HEAD}.scratch.output_conv2.0.weight", 4)[0],
        ),
    )


class _Sizes:
    def __init__(self, state: dict[str, torch.Tensor]):
        self.state = state

    def shape(self, name: str, axes: int) -> tuple[int, ...]:
        """The shape of a tensor that must be there."""
        tensor = self.state.get(name)
        if tensor is None or tensor.ndim != axes:
            found = "missing" if tensor is None else f"{list(tensor.shape)}"
            raise ValueError(f"geometry weights: sizes cannot be read, {name} is {found}, must have {axes} axes")
        return tuple(tensor.shape)

    def count(self, stem: str) -> int:
        """How many numbered parts a stem has; a gap shows later as missing tensors."""
        pattern = re.compile(re.escape(stem) + r"\.(\d+)\.")
        return max((int(match[1]) + 1 for match in map(pattern.match, self.state) if match), default=0)
