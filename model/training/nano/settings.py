"""What the small model is: its sizes, and the sections of its bundle.json that are chosen and not computed."""

from ..data.settings import VIEWS

SEED = 1
VOCABULARY = 1400  # at most
ROWS_MULTIPLE = 32

TOKENS = {
    "latent_pad": "<|latent_pad|>", "latent_start": "<|latent_start|>", "latent_end": "<|latent_end|>",
    "image_pad": "<|image_pad|>", "stop": ["<|im_end|>", "<|endoftext|>"],
}
PROMPT = {
    "template": "<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{views}{question}\n{instruction}<|im_end|>\n<|im_start|>assistant",
    "view": "<|vision_start|>{image}<|vision_end|>",
    "system": "You are a helpful assistant.",
    "instruction": "Imagine the scene, think, then answer.",
}
LATENTS = {"feed": "hidden", "maximum": 8, "count": 8, "offset": 0}
SAMPLING = {"temperature": 0, "top_p": 1, "repetition_penalty": 1, "maximum_new_tokens": 320}
MAXIMUM_TOKENS = 2048
_CELL = VIEWS["patch"] * VIEWS["merge"]
ROWS, COLUMNS = VIEWS["resize"]["height"] // _CELL, VIEWS["resize"]["width"] // _CELL
IMAGE_TOKENS = ROWS * COLUMNS

TEXT = {
    "hidden_size": 192, "intermediate_size": 512, "num_hidden_layers": 4, "num_attention_heads": 3, "num_key_value_heads": 1,
    "max_position_embeddings": 4096, "rms_norm_eps": 1e-6, "initializer_range": 0.02,
    "rope_parameters": {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [8, 12, 12]},
}
VISION = {
    "depth": 5, "hidden_size": 160, "intermediate_size": 448, "num_heads": 5, "out_hidden_size": 192, "patch_size": 14,
    "spatial_merge_size": 2, "temporal_patch_size": 2, "window_size": 112, "fullatt_block_indexes": [0, 1, 2, 3, 4], "initializer_range": 0.02,
}
PROJECTOR = {"prompt_tokens": 32, "depth": 6}
