"""A checkpoint's folder as Hugging Face writes it."""

import json
from functools import cached_property
from pathlib import Path

import torch
from safetensors import safe_open
from tokenizers import Tokenizer

from ..bundles import sha256

INDEX, _SINGLE = "model.safetensors.index.json", "model.safetensors"


class Source:
    """Reads the files of the folder; what cannot be read is a ValueError that names the file."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise ValueError(f"checkpoint {self.folder} is not a folder")
        self.name = self.folder.resolve().name
        self.config = self._json("config.json", needed=True)
        self.generation = self._json("generation_config.json")
        self.preprocessor = self._json("preprocessor_config.json")

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer of tokenizer.json."""
        path = self.folder / "tokenizer.json"
        if not path.is_file():
            raise ValueError(f"checkpoint {self.name}: tokenizer.json is missing")
        return Tokenizer.from_file(str(path))

    @cached_property
    def shards(self) -> list[Path]:
        """The files that hold the weights, those of the index if there is one."""
        index = self._json(INDEX)
        names = sorted(set(index["weight_map"].values())) if index else [_SINGLE]
        foreign = [name for name in names if Path(name).name != name]
        missing = [name for name in names if not foreign and not (self.folder / name).is_file()]
        if foreign or missing:
            raise ValueError(f"checkpoint {self.name}: weights are missing or not in the folder: {', '.join(foreign or missing)}")
        return [self.folder / name for name in names]

    def tensors(self) -> dict[str, torch.Tensor]:
        """Every tensor by the name that it has in the files, in the files' own number type."""
        found: dict[str, torch.Tensor] = {}
        for path in self.shards:
            for name, tensor in read_safetensors(path).items():
                if name in found:
                    raise ValueError(f"checkpoint {self.name}: tensor {name} is in two files, {path.name} is one")
                found[name] = tensor
        index = self._json(INDEX)
        lost = sorted(set(index.get("weight_map", {})) - set(found))
        if lost:
            raise ValueError(f"checkpoint {self.name}: the index names tensors that no file has: {', '.join(lost)}")
        return found

    def digests(self) -> str:
        """Names and SHA-256 of the weights' files, for the provenance."""
        return "; ".join(f"{path.name} sha256 {sha256(path)}" for path in self.shards)

    def _json(self, name: str, needed: bool = False) -> dict:
        path = self.folder / name
        if not path.is_file():
            if needed:
                raise ValueError(f"checkpoint {self.name}: {name} is missing")
            return {}
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"checkpoint {self.name}: {name}: {error}") from error


def read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of one file."""
    try:
        with safe_open(str(path), "pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}
    except Exception as error:
        raise ValueError(f"weights {path.name} cannot be read: {error}") from error
