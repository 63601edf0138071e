"""The trained checkpoint as Hugging Face writes it, which `python -m model.checkpoint` converts."""

import json
import shutil
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save_file

from ...bundles.whole import whole
from ...checkpoint.source import INDEX
from ...projector import PREFIX
from .adapter import Adapter
from .thinker import Thinker

_PROJECTOR = "model-projector.safetensors"
_SINGLE = "model.safetensors"
_SHARD = "4500MB"
_KEPT = ("generation_config.json", "preprocessor_config.json", "processor_config.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.json",
         "chat_template.jinja", "merges.txt", "vocab.json")


def save(thinker: Thinker, adapter: Adapter, folder: Path) -> None:
    """Writes the language model with its adapters merged, the vision tower, the projector, the tokenizer, and what was there beside: whole or not at all."""
    with whole(folder) as made:
        _write(thinker, adapter, made)


def _write(thinker: Thinker, adapter: Adapter, folder: Path) -> None:
    model = adapter.merged()
    model.save_pretrained(folder, max_shard_size=_SHARD)
    for name in _KEPT:
        if (thinker.parts.source.folder / name).is_file():
            shutil.copyfile(thinker.parts.source.folder / name, folder / name)
    thinker.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    if thinker.projector is not None:
        real = model.dtype
        state = {PREFIX + name: tensor.detach().to("cpu", real).contiguous() for name, tensor in thinker.projector.state_dict().items()}
        save_file(state, folder / _PROJECTOR, {"format": "pt"})
        _index(folder, state)


def _index(folder: Path, state: dict) -> None:
    """Adds the projector's file to the index, which a small model does not have yet."""
    path = folder / INDEX
    if path.is_file():
        index = json.loads(path.read_text(encoding="utf-8"))
    else:
        with safe_open(str(folder / _SINGLE), "pt") as file:
            index = {"metadata": {}, "weight_map": dict.fromkeys(file.keys(), _SINGLE)}
    index["weight_map"] |= dict.fromkeys(state, _PROJECTOR)
    path.write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
