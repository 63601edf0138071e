"""A checkpoint's folder as Hugging Face writes it."""

import json
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer

from .tensors import Tensors

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

    def tensors(self) -> Tensors:
        """Every tensor by the name that it has in the files, in the files' own number type; none is read yet."""
        try:
            found = Tensors.of(*self.shards)
        except ValueError as error:
            raise ValueError(f"checkpoint {self.name}: {error}") from error
        lost = sorted(set(self._json(INDEX).get("weight_map", {})) - set(found))
        if lost:
            raise ValueError(f"checkpoint {self.name}: the index names tensors that no file has: {', '.join(lost)}")
        return found

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
