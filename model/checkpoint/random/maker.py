"""Writes the files of a random checkpoint, a tensor at a time."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

from ... import geometry
from ...projector import PREFIX, Projector
from ...reference.settings import VIEWS
from ..source import INDEX
from . import tokenizer as tokenizers
from .draw import draw
from .likeness import Likeness
from .stream import write_safetensors

SHARD = 4_500_000_000  # bytes, at most
Shapes = dict[str, tuple[int, ...]]


def write_checkpoint(folder: Path, like: Likeness, seed: int, shard: int = SHARD, tell: Callable[[str], None] = lambda _: None) -> None:
    """Writes a 3DThinker checkpoint in bfloat16, with the names of the published one, into a new folder."""
    folder = Path(folder)
    folder.mkdir(parents=True)
    tokenizer = tokenizers.make(like.entries)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = like.config(tokenizer.token_to_id)
    stops = [tokenizer.token_to_id(name) for name in ("<|im_end|>", "<|endoftext|>")]
    _write_json(folder / "config.json", config)
    _write_json(folder / "generation_config.json", {"bos_token_id": stops[1], "pad_token_id": stops[1], "eos_token_id": stops, "do_sample": False})
    _write_json(folder / "preprocessor_config.json", {
        "min_pixels": VIEWS["min_pixels"], "max_pixels": VIEWS["max_pixels"], "patch_size": 14, "temporal_patch_size": 2, "merge_size": 2,
        "image_mean": VIEWS["mean"], "image_std": VIEWS["std"], "image_processor_type": "Qwen2VLImageProcessor",
    })
    shards = _shards(_language(config) | _projector(like), shard)
    weight_map = {}
    for number, shapes in enumerate(shards, start=1):
        name = f"model-{number:05}-of-{len(shards):05}.safetensors"
        write_safetensors(folder / name, shapes, torch.bfloat16, lambda tensor: draw(tensor, shapes[tensor], seed))
        weight_map |= dict.fromkeys(shapes, name)
        tell(f"wrote {name}: {len(shapes)} tensors, {_bytes(shapes) / 1e9:.2f} GB")
    _write_json(folder / INDEX, {"metadata": {"total_size": sum(map(_bytes, shards))}, "weight_map": weight_map})


def write_geometry(path: Path, like: Likeness, seed: int) -> None:
    """Writes weights of the geometry model in float32."""
    with torch.device("meta"):
        state = geometry.VGGT(like.geometry).state_dict()
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    write_safetensors(Path(path), shapes, torch.float32, lambda name: draw(name, shapes[name], seed))


def _language(config: dict) -> Shapes:
    """Names and shapes of the language model and the vision tower as the published files have them; the output is tied."""
    with torch.device("meta"):
        state = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig.from_dict(config)).state_dict()
    older = {name.replace("model.language_model.", "model.").replace("model.visual.", "visual."): tuple(tensor.shape) for name, tensor in state.items()}
    del older["lm_head.weight"]
    return older


def _projector(like: Likeness) -> Shapes:
    with torch.device("meta"):
        return {PREFIX + name: tuple(tensor.shape) for name, tensor in Projector(like.projector).state_dict().items()}


def _shards(shapes: Shapes, largest: int) -> list[Shapes]:
    shards: list[Shapes] = [{}]
    for name, shape in shapes.items():
        if shards[-1] and _bytes(shards[-1]) + 2 * math.prod(shape) > largest:
            shards.append({})
        shards[-1][name] = shape
    return shards


def _bytes(shapes: Shapes) -> int:
    return sum(2 * math.prod(shape) for shape in shapes.values())


def _write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
