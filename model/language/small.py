"""A small Qwen2.5-VL with seeded random weights."""

import math

import torch
from torch import nn
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

# Spreads of the random weights. The queries and keys are drawn wide, so that attention picks and a reply's noise depends
# on the views and the question; what a layer adds is drawn narrow, so that the last token stays to be seen in the state.
_SHARP, _PLAIN, _NARROW = 2.0, 1.0, 0.4


def small_config(vocabulary: int, tokens: dict[str, int]) -> Qwen2_5_VLConfig:
    """The real architecture at a size of under a million parameters; `tokens` gives ids by name."""
    text = {
        "vocab_size": vocabulary, "hidden_size": 128, "intermediate_size": 192, "num_hidden_layers": 4,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 4096, "rms_norm_eps": 1e-6,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [4, 6, 6]},
        "bos_token_id": tokens["<|endoftext|>"], "eos_token_id": tokens["<|im_end|>"], "pad_token_id": tokens["<|endoftext|>"],
    }
    vision = {
        "depth": 4, "hidden_size": 64, "intermediate_size": 128, "num_heads": 4, "out_hidden_size": 128,
        "patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2, "window_size": 112,
        "fullatt_block_indexes": [1, 3],
    }
    return Qwen2_5_VLConfig(
        text_config=text, vision_config=vision, tie_word_embeddings=False,
        image_token_id=tokens["<|image_pad|>"], video_token_id=tokens["<|video_pad|>"],
        vision_start_token_id=tokens["<|vision_start|>"], vision_end_token_id=tokens["<|vision_end|>"],
    )


def small_model(config: Qwen2_5_VLConfig, seed: int) -> Qwen2_5_VLForConditionalGeneration:
    """The model, every parameter drawn anew in order of name, so that the same seed gives the same weights."""
    model = Qwen2_5_VLForConditionalGeneration(config).eval().requires_grad_(False)
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(model.named_parameters()):
        drawn = torch.randn(parameter.shape, generator=generator)
        parameter.copy_(_mean(name, parameter) + drawn * _spread(name, parameter))
    return model


def _mean(name: str, parameter: nn.Parameter) -> float:
    return 1.0 if parameter.ndim == 1 and name.endswith("weight") else 0.0


def _spread(name: str, parameter: nn.Parameter) -> float:
    if parameter.ndim == 1:
        return 0.1
    if name.endswith("embed_tokens.weight"):
        return 1.0
    scale = _PLAIN
    if name.endswith(("q_proj.weight", "k_proj.weight")):
        scale = _SHARP
    elif name.endswith(("o_proj.weight", "down_proj.weight")) and "visual" not in name:
        scale = _NARROW
    return scale / math.sqrt(parameter[0].numel())
