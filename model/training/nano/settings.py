"""What the small model is: its sizes, and the sections of its bundle.json that are chosen and not computed."""

from ...reference.settings import PROMPT, TOKENS
from ..data.settings import VIEWS

SEED = 1
VOCABULARY = 1400  # at most
ROWS_MULTIPLE = 32

PROMPT = {**PROMPT, "instruction": "Imagine the scene, think, then answer."}
LATENTS = {"feed": "hidden", "maximum": 8, "count": 8, "offset": 0}
SAMPLING = {"temperature": 0, "top_p": 1, "repetition_penalty": 1, "maximum_new_tokens": 320}
MAXIMUM_TOKENS = 2048
_CELL = VIEWS["patch"] * VIEWS["merge"]
ROWS, COLUMNS = VIEWS["resize"]["height"] // _CELL, VIEWS["resize"]["width"] // _CELL
IMAGE_TOKENS = ROWS * COLUMNS

# Width turns with the slowest angles. With the published base of 1e6, or 1e4, eight columns would be hundredths of a radian
# apart, so that the language model could not tell where in a view a thing is; the tower's own positions are relative.
ROPE_THETA = 10.0

TEXT = {
    "hidden_size": 192, "intermediate_size": 512, "num_hidden_layers": 4, "num_attention_heads": 3, "num_key_value_heads": 1,
    "max_position_embeddings": 4096, "rms_norm_eps": 1e-6, "initializer_range": 0.02,
    "rope_parameters": {"rope_type": "default", "rope_theta": ROPE_THETA, "mrope_section": [6, 13, 13]},
}
VISION = {
    "depth": 5, "hidden_size": 160, "intermediate_size": 448, "num_heads": 5, "out_hidden_size": 192, "patch_size": 14,
    "spatial_merge_size": 2, "temporal_patch_size": 2, "window_size": 112, "fullatt_block_indexes": [0, 1, 2, 3, 4], "initializer_range": 0.02,
}
PROJECTOR = {"prompt_tokens": 32, "depth": 6}
