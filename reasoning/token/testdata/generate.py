"""Writes tokenizer.json, a small tokenizer of the Qwen2 kind with added tokens of every sort, and unicode.json, what the
tokenizers library takes each character for. Run: python generate.py (needs the tokenizers package)."""

import json
import pathlib
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CORPUS = [
    "Based on these four images (image 1, 2, 3, and 4) showing the sofa from different viewpoints (front, left, back, and right), what is behind me? A. Sofa B. Lamp C. Door D. Window",
    "The robot's camera wasn't calibrated; they've moved it 12.5 metres to the left, I'll say.\n\n\tfor (int i = 0; i < 10; ++i) { x[i] += 3; }\r\n",
    "Где находится лампа? 灯在沙发的左边。机器人看到了什么? ロボットは何を見ましたか。 로봇은 무엇을 보았습니까?",
    "أين المصباح؟ הרובוט ראה ספה. कमरे में मेज़ कहाँ है? หุ่นยนต์เห็นอะไร",
    "naïve café Ångström Übermaß e\u0301e\u0301 \u1e69 🛋️🪑👩‍🔬 !!! ... --- === <think> </answer>",
    "   indented\n        more     spaces   \t\t tabs \u00a0\u3000 wide",
]


def small_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=900, min_frequency=1, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(CORPUS * 2, trainer)
    for content in ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|image_pad|>"):
        tokenizer.add_special_tokens([AddedToken(content, special=True, normalized=False)])
    tokenizer.add_tokens(
        [
            AddedToken("<tool_call>", normalized=False),
            AddedToken("<|im_end|>!", normalized=False),  # longer than another
            AddedToken("</think>", normalized=True),
            AddedToken("<é>", normalized=True),
            AddedToken("<left>", lstrip=True, normalized=False),
            AddedToken("<right>", rstrip=True, normalized=False),
            AddedToken("<both>", lstrip=True, rstrip=True, normalized=True),
        ]
    )
    return tokenizer


def ranges(matches) -> list[list[int]]:
    """The ranges of code points that match, first and last."""
    result: list[list[int]] = []
    for point in range(0x110000):
        if 0xD800 <= point < 0xE000 or not matches(chr(point)):
            continue
        if result and result[-1][1] == point - 1:
            result[-1][1] = point
        else:
            result.append([point, point])
    return result


def unicode_facts() -> dict:
    """How the library classes and normalizes every character."""

    def within(pattern: str):
        split = pre_tokenizers.Split(Regex(pattern), "removed")
        return lambda character: not split.pre_tokenize_str(character)

    nfc = normalizers.NFC().normalize_str

    contraction = pre_tokenizers.Split(Regex(r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"), "removed")
    return {
        "letters": ranges(within(r"\p{L}")),
        "numbers": ranges(within(r"\p{N}")),
        "spaces": ranges(within(r"\s")),
        "contractions": ranges(lambda character: not contraction.pre_tokenize_str("'" + character)),
        "changed": ranges(lambda character: nfc(character) != character),
        "composed": ranges(lambda character: nfc(unicodedata.normalize("NFD", character)) == character),
        # Marks that move in front of a mark of class 240, and marks that a mark of class 1 moves in front of.
        "before_iota": ranges(lambda character: nfc("q\u0345" + character) != "q\u0345" + character),
        "after_overlay": ranges(lambda character: nfc("q" + character + "\u0334") != "q" + character + "\u0334"),
        # Marks that keep an acute from reaching its letter.
        "blocks_acute": ranges(lambda character: "\u00e9" not in nfc("e" + character + "\u0301")),
    }


def main() -> None:
    small_tokenizer().save(str(HERE / "tokenizer.json"), pretty=False)
    (HERE / "unicode.json").write_text(json.dumps(unicode_facts(), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
