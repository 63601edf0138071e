"""Writes tokenizer.json, a small tokenizer of the Qwen2 kind with added tokens of every sort, cases.json, what the
tokenizers library makes of some texts with it, and unicode.json, what that library takes each character for.
Run: python generate.py (needs the tokenizers package)."""

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

CASES = CORPUS + [
    "", " ", "  ", "\n", " \n", "\n ", "  \n\n  x", "\r\n\r\n", "a\r\nb", "a \n b", "a   b", "a\t b", "a \t", "\u00a0\u00a0a", "\u3000a", "\u2028a\u2029", "a\x0b\x0cb", "\x85 a",
    "it's IT'S it'\u017f 'RE 'Ll 'lL 'vE 'd'm't", "'", "''s", "'x", "s'", "\u2019s", "'\u017f\u0301", "'s\u0323", "don't've", "l'l'll", "it'\u017fx",
    "12345", "3.14", "a1b2", "\u0663\u0664", "\u2167\u00bd\u00b2", "\u4e00\u4e8c3", "1 2  3", "$1,000.00", "x=1;y=2",
    "!!!", " !!!", "  !!!", "!!!\n\n", " !\r\n x", "!a", "!!a", " !a", "_a_", "(a)", "#a#", "\n!", "a.b.c", "...a", "-->", " <a>", "\u3002\u6c99\u53d1",
    "e\u0301", "\u00e9", "\u212b\u2126K", "\u0958", "\ufb1d", "\u0344", "q\u0345\u0323\u0301", "q\u0301\u0323", "\u1112\u1161\u11ab", "\uac00\u11a8", "\u0301a", " \u0301a", "a\u0334\u0301",
    "e" + "\u0323\u0301" * 20, "e" + "\u0301" * 40, "\u1100" + "\u1161" * 40, "q\u0345\u0898", "\U00011935\U00011930", "q\U00016ff0\u0301",
    "\U0001f6cb\ufe0f", "\U0001f469\u200d\U0001f52c", "\U0001f1eb\U0001f1f7", "\u200b", "\ufeffa", "\ufffd", "\x00", "a\x00b", "\x7f", "\u00ad", "\ue000", "\U0010ffff",
    "\U00010d4a\U00016130", "\U0002ebf0x", "\u1c89\ua7da", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u0e17\u0e35\u0e48", "\u0627\u0644\u0639\u064e",
    "<|im_start|>user\nhi<|im_end|>\n", "<|im_end|>!", "<|im_end|>!!", "<|im_end|", "<|im_<|im_end|>end|>", "<|image_pad|><|image_pad|>", " <|im_start|> ", "e<|im_start|>\u0301",
    "<tool_call>", "a<tool_call>b", "</think>", "</think>\u0338", "<\u00e9>", "<e\u0301>", "<e\u0301\u0301>", "a \t<left>b", "a<right>\n\n b", "a  <both>  b", "<left>  <left>", "<right>  <left>", "<both> <both>", "\u00a0<left>",
    "the" * 40, " " * 100, "a" * 100, "\n" * 60 + " ", "ab" * 60, "\u6c99" * 40, "=" * 80, "thethesofathe" * 6,
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


def case(tokenizer: Tokenizer, text: str) -> dict:
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    return {"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)}


def main() -> None:
    tokenizer = small_tokenizer()
    tokenizer.save(str(HERE / "tokenizer.json"), pretty=False)
    cases = [json.dumps(case(tokenizer, text)) for text in CASES]
    (HERE / "cases.json").write_text("[\n" + ",\n".join(cases) + "\n]\n")
    (HERE / "unicode.json").write_text(json.dumps(unicode_facts(), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
