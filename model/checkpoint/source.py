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
        self.preprocessor = self._json("processor_config.json").get("image_processor") or self._json("preprocessor_config.json")  # transformers' order

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer of tokenizer.json, without the padding and truncation that a caller left in it."""
        path = self.folder / "tokenizer.json"
        if not path.is_file():
            raise ValueError(f"checkpoint {self.name}: tokenizer.json is missing{self._slow_remedy()}")
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises nothing narrower
            raise ValueError(f"checkpoint {self.name}: tokenizer.json cannot be read: {error}{_pointer_remedy(path)}") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def shards(self) -> list[Path]:
        """The files that hold the weights, those of the index if there is one."""
        names = sorted(set(self._weight_map().values())) or [_SINGLE]
        foreign = [name for name in names if Path(name).name != name]
        missing = [name for name in names if not foreign and not (self.folder / name).is_file()]
        if foreign or missing:
            raise ValueError(f"checkpoint {self.name}: weights are missing or not in the folder: {', '.join(foreign or missing)}")
        return [self.folder / name for name in names]

    def tensors(self) -> Tensors:
        """Every tensor by the name that it has in the files, in the files' own number type; none is read yet."""
        shards = self.shards
        try:
            found = Tensors.of(*shards)
        except ValueError as error:
            raise ValueError(f"checkpoint {self.name}: {error}") from error
        lost = sorted(set(self._weight_map()) - set(found))
        if lost:
            raise ValueError(f"checkpoint {self.name}: the index names tensors that no file has: {', '.join(lost)}")
        return found

    def _weight_map(self) -> dict[str, str]:
        """The files of the tensors as the index has them; empty without an index."""
        if not (self.folder / INDEX).is_file():
            return {}
        found = self._json(INDEX).get("weight_map")
        if not isinstance(found, dict):
            raise ValueError(f"checkpoint {self.name}: {INDEX} has no weight_map, which says in which file each tensor lies; take the published one")
        return found

    def _slow_remedy(self) -> str:
        """How to make tokenizer.json where the files of a slow tokenizer lie."""
        if not (self.folder / "vocab.json").is_file():
            return ""
        make = f"from transformers import AutoTokenizer; AutoTokenizer.from_pretrained({str(self.folder)!r}).save_pretrained({str(self.folder)!r})"
        return f'; make it of vocab.json and merges.txt: python -c "{make}"'

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


def _pointer_remedy(path: Path) -> str:
    """How to fetch what a Git LFS pointer stands for, if the file is one."""
    return "; it is a Git LFS pointer: run git lfs pull" if path.read_bytes().startswith(b"version https://git-lfs") else ""
