"""The language model and the vision tower of a checkpoint."""

import torch
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

from ..projector import PREFIX
from .compare import differences
from .source import Source

_EMBEDDING, _OUTPUT = "model.language_model.embed_tokens.weight", "lm_head.weight"


def read_config(source: Source, tensors: dict[str, torch.Tensor]) -> Qwen2_5_VLConfig:
    """The configuration of config.json; the rows of the vocabulary are those that the embedding has."""
    kind = source.config.get("model_type")
    if kind != "qwen2_5_vl":
        raise ValueError(f"checkpoint {source.name}: config.json has model_type {kind!r}, only qwen2_5_vl can be converted")
    config = Qwen2_5_VLConfig.from_dict(source.config)
    for name, tensor in tensors.items():
        if current_name(name) == _EMBEDDING and tensor.ndim == 2:
            config.get_text_config().vocab_size = len(tensor)
    return config


def load_language(config: Qwen2_5_VLConfig, tensors: dict[str, torch.Tensor]) -> tuple[Qwen2_5_VLForConditionalGeneration | None, list[str]]:
    """The model in the files' number type for the exports, which read nothing but weights, or what is wrong."""
    with torch.device("meta"):
        model = Qwen2_5_VLForConditionalGeneration(config).eval()
    found, problems = _renamed(tensors)
    wanted = dict(model.state_dict())
    if config.tie_word_embeddings:
        problems += _tie(found)
    problems += differences(wanted, found)
    if problems:
        return None, problems
    model.load_state_dict(found, strict=True, assign=True)
    return model.requires_grad_(False), []


def current_name(name: str) -> str:
    """The name that a tensor of older checkpoints has today."""
    if name.startswith("visual."):
        return "model." + name
    inner = name.removeprefix("model.")
    if inner != name and not inner.startswith(("language_model.", "visual.")):
        return "model.language_model." + inner
    return name


def _renamed(tensors: dict[str, torch.Tensor]) -> tuple[dict[str, torch.Tensor], list[str]]:
    renamed, problems = {}, []
    for name, tensor in tensors.items():
        if name.startswith(PREFIX):
            continue
        current = current_name(name)
        if current in renamed:
            problems.append(f"{current} is there under two names, {name} is one")
        renamed[current] = tensor
    return renamed, problems


def _tie(found: dict[str, torch.Tensor]) -> list[str]:
    """Makes the output matrix the embedding; a file that holds both must hold the same."""
    if _EMBEDDING not in found:
        found.pop(_OUTPUT, None)
        return [f"missing {_OUTPUT}, tied to {_EMBEDDING}"]
    stored = found.get(_OUTPUT)
    if stored is not None and not torch.equal(stored, found[_EMBEDDING]):
        return [f"{_OUTPUT} {list(stored.shape)} differs from {_EMBEDDING} {list(found[_EMBEDDING].shape)}, to which config.json ties it"]
    found[_OUTPUT] = found[_EMBEDDING]
    return []
