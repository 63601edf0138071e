"""The reference bundle's own tokenizer, of exactly the form of Qwen2.5's."""

from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers.models.qwen2.tokenization_qwen2 import PRETOKENIZE_REGEX

SPECIAL = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>",
    "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
    "<|image_pad|>", "<|video_pad|>",
)
PLAIN = (
    "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>",
    "<|repo_name|>", "<|file_sep|>",
)
LATENT = ("<|latent_pad|>", "<|latent_start|>", "<|latent_end|>")
# The published model spells these tags in several tokens; as one token each, a reply's form can be fitted in closed form.
TAGS = ("<think>", "</think>", "<answer>", "</answer>")


def train(vocabulary: int, lines: Iterable[str]) -> Tokenizer:
    """A byte-level BPE trained on lines of text; `vocabulary` counts the added tokens too."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PRETOKENIZE_REGEX), behavior="isolated", invert=False),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    added = len(SPECIAL) + len(PLAIN) + len(LATENT) + len(TAGS)
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - added, min_frequency=2, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in SPECIAL])
    tokenizer.add_tokens([AddedToken(name, normalized=False, special=False) for name in PLAIN])
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in LATENT])
    tokenizer.add_tokens([AddedToken(name, normalized=False, special=False) for name in TAGS])
    return tokenizer


def write(tokenizer: Tokenizer, path: Path) -> None:
    """Writes tokenizer.json."""
    tokenizer.save(str(path), pretty=False)
