"""The sizes that a random checkpoint can have."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ... import geometry
from ...projector import ProjectorConfig

# What config.json of Qwen2.5-VL-3B says, the text's keys at the top, as transformers 4.41 wrote them.
_TEXT_3B = {
    "hidden_size": 2048, "intermediate_size": 11008, "num_attention_heads": 16, "num_hidden_layers": 36, "num_key_value_heads": 2,
    "max_position_embeddings": 128000, "max_window_layers": 70, "sliding_window": 32768,
    "rope_scaling": {"type": "mrope", "mrope_section": [16, 24, 24]},
}
_VISION_3B = {
    "depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "out_hidden_size": 2048,
    "fullatt_block_indexes": [7, 15, 23, 31],
}
_TEXT_SMALL = {
    "hidden_size": 128, "intermediate_size": 192, "num_attention_heads": 4, "num_hidden_layers": 3, "num_key_value_heads": 2,
    "max_position_embeddings": 4096, "max_window_layers": 3, "sliding_window": 4096,
    "rope_scaling": {"type": "mrope", "mrope_section": [4, 6, 6]},
}
_VISION_SMALL = {
    "depth": 4, "hidden_size": 64, "intermediate_size": 128, "num_heads": 4, "out_hidden_size": 128, "fullatt_block_indexes": [1, 3],
}


@dataclass(frozen=True)
class Likeness:
    """Sizes of a checkpoint: keys of config.json, entries of the tokenizer, projector, geometry model, size of a view."""

    text: dict
    vision: dict
    entries: int  # of the tokenizer, the special tokens included; as many rows has the embedding
    projector: ProjectorConfig
    geometry: geometry.GeometryConfig
    view_size: tuple[int, int]

    def config(self, number: Callable[[str], int]) -> dict:
        """config.json; `number` gives a special token's number by name."""
        return {
            "architectures": ["Qwen2_5_VLForConditionalGeneration"], "model_type": "qwen2_5_vl", "attention_dropout": 0.0,
            "bos_token_id": number("<|endoftext|>"), "eos_token_id": number("<|im_end|>"),
            "vision_start_token_id": number("<|vision_start|>"), "vision_end_token_id": number("<|vision_end|>"),
            "vision_token_id": number("<|vision_pad|>"), "image_token_id": number("<|image_pad|>"), "video_token_id": number("<|video_pad|>"),
            "hidden_act": "silu", "initializer_range": 0.02, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "tie_word_embeddings": True,
            "torch_dtype": "bfloat16", "transformers_version": "4.41.2", "use_cache": True, "use_sliding_window": False,
            "vocab_size": self.entries, **self.text,
            "vision_config": {
                "model_type": "qwen2_5_vl", "hidden_act": "silu", "in_chans": 3, "in_channels": 3, "patch_size": 14,
                "spatial_merge_size": 2, "spatial_patch_size": 14, "window_size": 112, "tokens_per_second": 2,
                "temporal_patch_size": 2, **self.vision,
            },
        }


_SMALL_GEOMETRY = replace(
    geometry.small(), head=geometry.HeadConfig(layers=(0, 1, 2, 3), channels=(8, 16, 24, 32), features=16, last_channels=8)
)
LIKENESSES = {
    "3b": Likeness(_TEXT_3B, _VISION_3B, 151_668, ProjectorConfig(), geometry.published(), (480, 640)),
    "small": Likeness(
        _TEXT_SMALL, _VISION_SMALL, 2100, ProjectorConfig(
            latents=4, hidden=128, image_tokens=48, features=_SMALL_GEOMETRY.tokens(112, 112),
            channels=_SMALL_GEOMETRY.feature_width, prompt_tokens=8, depth=2,
        ), _SMALL_GEOMETRY, (170, 226),
    ),
}
