"""What the small model is: its sizes, and the sections of its bundle.json that are chosen and not computed."""

from ...reference.settings import PROMPT, TOKENS
from ..data.settings import VIEWS

SEED = 1
VOCABULARY = 1600  # at most
ROWS_MULTIPLE = 32

# The instruction comes before the views, where all questions about the same views share it.
PROMPT = {
    **PROMPT, "instruction": "Imagine the scene, think, then answer.",
    "template": "<|im_start|>system\n{system} {instruction}<|im_end|>\n<|im_start|>user\n{views}{question}<|im_end|>\n<|im_start|>assistant",
}
LATENTS = {"feed": "hidden", "maximum": 8, "count": 8, "offset": 0}
SAMPLING = {"temperature": 0, "top_p": 1, "repetition_penalty": 1, "maximum_new_tokens": 320}
MAXIMUM_TOKENS = 2048
_CELL = VIEWS["patch"] * VIEWS["merge"]
ROWS, COLUMNS = VIEWS["resize"]["height"] // _CELL, VIEWS["resize"]["width"] // _CELL
IMAGE_TOKENS = ROWS * COLUMNS

# Of 32 angles of a head, from fast to slow, two follow time, two the row and the others the column. The published shares, a fifth, two
# fifths and two fifths, leave the column the slowest: eight columns would be hundredths of a radian apart, and the tower's own
# positions are relative, so nothing could tell where in a view a thing is. And some angles must be slow, or no token finds
# another by what it is.
ROPE = {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [2, 2, 28]}

TEXT = {
    "hidden_size": 192, "intermediate_size": 512, "num_hidden_layers": 5, "num_attention_heads": 3, "num_key_value_heads": 3,
    "max_position_embeddings": 4096, "rms_norm_eps": 1e-6, "initializer_range": 0.02,
    "rope_parameters": ROPE,
}
VISION = {
    "depth": 5, "hidden_size": 160, "intermediate_size": 448, "num_heads": 5, "out_hidden_size": 192, "patch_size": 14,
    "spatial_merge_size": 2, "temporal_patch_size": 2, "window_size": 112, "fullatt_block_indexes": [0, 1, 2, 3, 4], "initializer_range": 0.02,
}
PROJECTOR = {"prompt_tokens": 32, "depth": 6, "views": VIEWS["maximum"]}
