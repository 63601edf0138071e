"""The small model in PyTorch, with fresh weights."""

import torch
from tokenizers import Tokenizer
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

from ...projector import Projector, ProjectorConfig
from . import measures, settings
from .sizes import NANO, Size

_GELU = 0.425**-0.5  # by which a layer makes up for what GELU takes from a normal input


def ids(tokenizer: Tokenizer) -> dict[str, int]:
    """The numbers of the added tokens, by name."""
    return {token.content: number for number, token in tokenizer.get_added_tokens_decoder().items()}


def language(tokenizer: Tokenizer, size: Size = NANO, seed: int = settings.SEED) -> Qwen2_5_VLForConditionalGeneration:
    """A Qwen2.5-VL of a small size with random weights."""
    numbers = ids(tokenizer)
    rows = -(-tokenizer.get_vocab_size() // settings.ROWS_MULTIPLE) * settings.ROWS_MULTIPLE
    text = {**size.text, "vocab_size": rows, "bos_token_id": numbers["<|endoftext|>"], "eos_token_id": numbers["<|im_end|>"],
            "pad_token_id": numbers["<|endoftext|>"]}
    config = Qwen2_5_VLConfig(
        text_config=text, vision_config=size.vision, tie_word_embeddings=False, image_token_id=numbers["<|image_pad|>"],
        video_token_id=numbers["<|video_pad|>"], vision_start_token_id=numbers["<|vision_start|>"], vision_end_token_id=numbers["<|vision_end|>"],
    )
    torch.manual_seed(seed)
    model = spread(Qwen2_5_VLForConditionalGeneration(config))
    for place, (table, deviation) in enumerate(((model.model.language_model.embed_tokens.weight, 1.0), (model.lm_head.weight, config.text_config.hidden_size**-0.5))):
        measures.spread(table, numbers, deviation, seed + place)
    return model


def spread(model: Qwen2_5_VLForConditionalGeneration) -> Qwen2_5_VLForConditionalGeneration:
    """Draws the weights so that whatever a layer is given leaves it about as large, which at a small width the published
    spread of 0.02 does not: words would drown in what the layers add to them."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim > 1:
                weight.normal_(std=1.0 if "embed_tokens" in name else weight[0].numel() ** -0.5)
    return model


def projector(features: int, channels: int, size: Size = NANO, seed: int = settings.SEED) -> Projector:
    """A projector to the geometry teacher's features [N, features, channels]."""
    torch.manual_seed(seed)
    made = Projector(ProjectorConfig(
        latents=settings.LATENTS["count"], hidden=size.text["hidden_size"], image_tokens=settings.IMAGE_TOKENS, features=features,
        channels=channels, **size.projector,
    ))
    with torch.no_grad():
        for stack in made.children():
            for place, layer in enumerate(layer for layer in stack if isinstance(layer, torch.nn.Linear)):
                layer.weight.normal_(std=(_GELU if place else 1.0) * layer.in_features**-0.5)
                layer.bias.zero_()
        made.view_gates.normal_(mean=1.0)
    return made
