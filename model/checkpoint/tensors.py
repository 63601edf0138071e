"""Tensors that stay in their files until they are looked up."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open

_TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


@dataclass(frozen=True)
class Stored:
    """Where a tensor lies, and its form as the file's header gives it."""

    path: Path
    key: str
    shape: tuple[int, ...]
    real: torch.dtype

    @property
    def bytes(self) -> int:
        """Its size in the file."""
        return math.prod(self.shape) * self.real.itemsize


class Tensors(Mapping[str, torch.Tensor]):
    """Tensors of safetensors files by name; each lookup reads one anew, and nothing is kept."""

    def __init__(self, stored: Mapping[str, Stored]):
        self.stored = dict(stored)

    @classmethod
    def of(cls, *paths: Path) -> "Tensors":
        """The tensors of some files, of which only the headers are read."""
        stored: dict[str, Stored] = {}
        for path in map(Path, paths):
            for entry in _headers(path):
                if entry.key in stored:
                    raise ValueError(f"tensor {entry.key} is in two files, {stored[entry.key].path.name} and {path.name}")
                stored[entry.key] = entry
        return cls(stored)

    def __getitem__(self, name: str) -> torch.Tensor:
        entry = self.stored[name]
        try:
            with safe_open(str(entry.path), "pt") as file:
                return file.get_tensor(entry.key)
        except Exception as error:
            raise ValueError(f"weights {entry.path.name}: tensor {entry.key} cannot be read: {error}") from error

    def __contains__(self, name: object) -> bool:
        return name in self.stored

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)

    def forms(self) -> dict[str, torch.Tensor]:
        """Tensors without values, of the shapes and number types that the headers give."""
        return {name: torch.empty(entry.shape, dtype=entry.real, device="meta") for name, entry in self.stored.items()}

    def bytes(self, prefix: str = "") -> int:
        """Size in the files of the tensors whose names begin so."""
        return sum(entry.bytes for name, entry in self.stored.items() if name.startswith(prefix))


def _headers(path: Path) -> list[Stored]:
    found = []
    try:
        with safe_open(str(path), "pt") as file:
            for key in file.keys():
                form = file.get_slice(key)
                found.append((key, tuple(form.get_shape()), form.get_dtype()))
    except Exception as error:
        raise ValueError(f"weights {path.name} cannot be read: {error}") from error
    strange = sorted({kind for _, _, kind in found} - set(_TYPES))
    if strange:
        raise ValueError(f"weights {path.name}: number types {', '.join(strange)}; only {', '.join(_TYPES)} can be converted")
    return [Stored(path, key, shape, _TYPES[kind]) for key, shape, kind in found]
