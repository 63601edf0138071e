"""What the reference bundle is: its sizes and settings, the sections of bundle.json that are chosen and not computed."""

SEED = 1
VOCABULARY = 2048  # at most; the trainer stops where no pair of the corpus is left to merge
ROWS_MULTIPLE = 32  # the decoder has more rows than there are tokens, as published checkpoints do

TOKENS = {
    "latent_pad": "<|latent_pad|>", "latent_start": "<|latent_start|>", "latent_end": "<|latent_end|>",
    "image_pad": "<|image_pad|>", "stop": ["<|im_end|>", "<|endoftext|>"],
}
PROMPT = {
    "template": "<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{views}{question}\n{instruction}<|im_end|>\n<|im_start|>assistant",
    "view": "<|vision_start|>{image}<|vision_end|>",
    "system": "You are a helpful assistant.",
    "instruction": (
        "Begin with special tokens for the scene as you picture it in three dimensions. Then think inside "
        "<think> </think> and give the answer inside <answer> </answer>."
    ),
}
VIEWS = {
    "resize": {"width": 170, "height": 226, "resampling": "lanczos"},
    "resampling": "bicubic", "patch": 14, "merge": 2, "temporal": 2, "min_pixels": 3136, "max_pixels": 12845056,
    "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711],
    "maximum": 8,
}
LATENTS = {"feed": "hidden", "maximum": 8, "count": 4, "offset": 0}
SCENE = {"width": 112, "maximum_height": 112, "patch": 14, "resampling": "bicubic"}
SAMPLING = {"temperature": 0, "top_p": 1, "repetition_penalty": 1, "maximum_new_tokens": 128}
MAXIMUM_TOKENS = 2048
IMAGE_TOKENS = 48  # of a view of 170×226: 168×224 in patches of 14, merged 2×2
