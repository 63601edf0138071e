"""The language model and the vision tower of a checkpoint."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

from ..projector import PREFIX
from .compare import differences
from .source import Source
from .tensors import Tensors

_EMBEDDING, _OUTPUT = "model.language_model.embed_tokens.weight", "lm_head.weight"


@dataclass(frozen=True)
class Language:
    """The configuration, and the weights by the names that transformers gives them today; none is read before it is used."""

    config: Qwen2_5_VLConfig
    weights: Tensors


def read_config(source: Source, tensors: Tensors) -> Qwen2_5_VLConfig:
    """The configuration of config.json; the rows of the vocabulary are those that the embedding has."""
    kind = source.config.get("model_type")
    if kind != "qwen2_5_vl":
        raise ValueError(f"checkpoint {source.name}: config.json has model_type {kind!r}, only qwen2_5_vl can be converted")
    config = Qwen2_5_VLConfig.from_dict(source.config)
    for name, entry in tensors.stored.items():
        if current_name(name) == _EMBEDDING and len(entry.shape) == 2:
            config.get_text_config().vocab_size = entry.shape[0]
    return config


def load_language(config: Qwen2_5_VLConfig, tensors: Tensors) -> tuple[Language, list[str]]:
    """The model, and what is wrong with its tensors; all but an output that is tied is compared without reading any."""
    with torch.device("meta"):
        wanted = dict(Qwen2_5_VLForConditionalGeneration(config).state_dict())
    weights, problems = _renamed(tensors)
    if config.tie_word_embeddings:
        problems += _tie(weights)
    return Language(config, weights), problems + differences(wanted, weights.forms())


def current_name(name: str) -> str:
    """The name that a tensor of older checkpoints has today."""
    if name.startswith("visual."):
        return "model." + name
    inner = name.removeprefix("model.")
    if inner != name and not inner.startswith(("language_model.", "visual.")):
        return "model.language_model." + inner
    return name


def _renamed(tensors: Tensors) -> tuple[Tensors, list[str]]:
    renamed, problems = {}, []
    for name in _not_of_the_projector(tensors):
        current = current_name(name)
        if current in renamed:
            problems.append(f"{current} is there under two names, {name} is one")
        renamed[current] = tensors.stored[name]
    return Tensors(renamed), problems


def _not_of_the_projector(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(PREFIX)]


def _tie(weights: Tensors) -> list[str]:
    """Makes the output matrix the embedding; files that hold both must hold the same."""
    stored = weights.stored
    embedding, output = stored.get(_EMBEDDING), stored.pop(_OUTPUT, None)
    if embedding is None:
        return [f"missing {_OUTPUT}, tied to {_EMBEDDING}"]
    stored[_OUTPUT] = embedding
    if output is None or (output.shape == embedding.shape and torch.equal(Tensors({_OUTPUT: output})[_OUTPUT], weights[_EMBEDDING])):
        return []
    return [f"{_OUTPUT} {list(output.shape)} differs from {_EMBEDDING} {list(embedding.shape)}, to which config.json ties it"]
