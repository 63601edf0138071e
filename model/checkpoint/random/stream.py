"""Writes a safetensors file tensor by tensor."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import torch

_NAMES = {torch.float32: "F32", torch.bfloat16: "BF16"}


def write_safetensors(path: Path, shapes: dict[str, tuple[int, ...]], real: torch.dtype, tensor: Callable[[str], torch.Tensor]) -> None:
    """Writes the tensors that `tensor` gives by name, each once, in the number type `real`; holds one at a time."""
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, shape in shapes.items():
        start, end = end, end + math.prod(shape) * real.itemsize
        header[name] = {"dtype": _NAMES[real], "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, shape in shapes.items():
            found = tensor(name).to(real).contiguous()
            if tuple(found.shape) != tuple(shape):
                raise ValueError(f"tensor {name} is {list(found.shape)}, must be {list(shape)}")
            file.write(memoryview(found.view(torch.uint8).flatten().numpy()))
