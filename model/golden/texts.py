"""Golden cases of the tokenizer: texts that are hard to take apart, their ids, and what the ids say."""

import itertools
import unicodedata
from random import Random

from ..language.prompt import Encoder, Part
from ..reference.models import Models
from .files import FOLDER, write_cases

_HARD = (
    "", " ", "  ", "\n", "\r", "\r\n", "\n\n", "\t", " \n", "\n ", " \n \n", "\r\n\r\n  x", "x\r\n\r\n", "a\rb\nc\r\nd", "  \t\n  \t",
    "a  b", "a   b", " a", "a ", "   a   ", "\u00a0a\u00a0", "\u3000全角　空白", "a\u2028b\u2029c", "\u0085next line", "\u200bzero\u200bwidth",
    "\ufeffbyte order mark", "\u00adsoft\u00adhyphen", "\x00nul\x00", "\x01\x02\x1f\x7f", "\x1b[31mred\x1b[0m", "tab\tab\vvertical\fform",
    "it's", "IT'S", "we'll WE'LL we'Ll", "I'd've", "they're'nt", "don't 'tis 'twas", "rock'n'roll", "'s't're've'm'll'd", "x'S y'T", "'ſ", "K'ſ",
    "’s ’ll curly", "'", "''", "'''s", "0", "12", "123456789", "3.14159", "1,000,000", "1e-10", "0x7f", "٠١٢٣", "१२३", "Ⅷ", "½ ¾ ²³", "①②③", "𝟙𝟚𝟛", "万一二三",
    "a1b2c3", "1a 2b", "v1.2.3-rc4", "2026-11-21T12:41:26Z", "192.168.0.1", "50%", "$9.99", "€1.000,00", "#hash @at &amp;",
    "!!!", "?!?!", "...", "…", "—–-", "(a)[b]{c}<d>", "a/b\\c", "x=y+z*2", "a->b=>c", "::", ";;\n", "!\n", "!\r\n!", "/* c */\n\n// d", " !", "  !!", "!a", "!1",
    '{"a": [1, 2.5, null], "b": "c\\n"}', "[[0.1,-0.2],[3e5,4]]", "<a href='x'>y</a>", "SELECT * FROM t;", "def f(x):\n    return x\n", "\\u00e9\\n",
    "e\u0301", "\u00e9", "A\u030a", "\u212b", "\u00c5", "ﬁ ﬀ", "ｆｕｌｌ　ｗｉｄｔｈ", "Ａ１", "a\u0323\u0307", "a\u0307\u0323", "q\u0307\u0323", "\u1e69", "s\u0323\u0307",
    "\u0301", " \u0301", "\n\u0301", "1\u0301", "!\u0301", "a\u0300\u0301\u0302\u0303\u0304", "Z" + "\u0335" * 40, "한국어", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "각\u11a8",
    "가\u11a8", "\u1100\u1161\u11a8", "ｶﾞ ガ カ\u3099", "が か\u3099", "\u0958", "\u0915\u093c", "\u2126 \u03a9", "\u1fbe \u03b9", "\u0340\u0341", "\u0374", "\u037e", "\u2000\u2001\u2002",
    "中文没有空格", "椅子在桌子的左边。", "日本語のテキスト、ひらがなとカタカナ", "漢字かな交じり文", "𠮷野家", "㐀㐁", "豈\uf900", "你好，世界！\n再见。", "你好 world 混合123文本",
    "العربية", "السَّلَامُ عَلَيْكُمْ", "مرحبا 123 عالم", "עִבְרִית", "שלום עולם", "ไทยไม่มีช่องว่าง", "ก็กำลัง", "เก้าอี้อยู่ทางซ้าย", "हिन्दी", "क्षत्रिय", "देवनागरी १२३", "தமிழ்", "বাংলা", "తెలుగు",
    "ಕನ್ನಡ", "മലയാളം", "ລາວ", "မြန်မာ", "ខ្មែរ", "བོད་", "ქართული", "Ⴀა", "Հայերեն", "አማርኛ", "ᏣᎳᎩ", "ᠮᠣᠩᠭᠣᠯ", "Ελληνικά ΤΕΛΟΣ τέλος", "Русский текст", "Ъъ Ёё", "Čeština řeřicha",
    "Türkçe İIıi", "Straße STRASSE ẞ", "ǅ ǆ Ǆ", "Tiếng Việt", "Tiê\u0301ng Viê\u0323t", "Ø ø Æ æ Œ", "naïve café", "nai\u0308ve cafe\u0301", "𐍈 𐌰", "𓀀𓁐", "𝒜𝓑𝒸", "🄰🅰", "Ⓐ",
    "😀", "😀😀", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "1️⃣", "❤️ ❤", "☺️", "👩🏿‍🚀 in a 🚀", "a😀b", "😀1", " 😀", "😀 ", "🪑🛋️🚪", "e\ufe0f", "\u200d\u200d", "\u202eright to left\u202c",
    "\ud7ff\ue000", "\ufffd", "\ufffe\uffff", "\U0001ffff", "\U0010ffff", "\U000e0001\U000e0061", "\ue000private\uf8ff", "\U00010000", "\u0378unassigned",
    "<|im_start|>", "<|im_end|>", "<|im_start|>user\nhi<|im_end|>\n", "<|endoftext|><|endoftext|>", "<|vision_start|><|image_pad|><|vision_end|>",
    "<|latent_start|><|latent_pad|><|latent_end|>", "a<|latent_start|>b", " <|im_end|> ", "<|im_end|", "|im_end|>", "<|IM_END|>", "<| im_end |>", "<|im_end|>|>", "<<|im_end|>>",
    "<|im_<|im_end|>end|>", "<|latent_start", "<|latent_|>", "＜|im_end|＞", "<|im_end\u200b|>", "<|im_e\u0301nd|>", "<|im_end|>\u0301", "<|unknown|>", "<tool_call>\n{}\n</tool_call>", "</tool_call",
    "<|fim_prefix|>x<|fim_suffix|>", "<think>", "</think>", "<think>\nso\n</think> <answer>B. Sofa</answer>", "<Think>", "< think >", "<think", "think>", "<answer>A</answer", "<|object_ref_start|>sofa<|object_ref_end|><|box_start|>(1,2)<|box_end|>",
    "The quick brown fox jumps over the lazy dog.", "THE QUICK BROWN FOX", "camelCaseAndSnake_case-kebab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abababababababababab", "supercalifragilisticexpialidocious",
    "Donaudampfschifffahrtsgesellschaftskapitän", "https://example.org/a?b=c&d=%20#e", "user@example.org", "C:\\Program Files\\x", "~/.config", "a_b__c___d", "___", "- [ ] item\n- [x] done\n", "| a | b |\n|---|---|\n",
    "What is to the left of the sofa?", "If I turn 90 degrees and walk forward 2.5 metres, what will I see?",
)
_PIECES = (
    " ", "  ", "\n", "\r\n", "\t", "'s", "'LL", "a", "Zz", "é", "e\u0301", "ß", "中", "的椅子", "ع", "كرسي", "ไ", "ก็", "क्", "षि", "한", "\u1100\u1161", "が", "か\u3099", "😀", "👍🏽", "\u200d", "\ufe0f",
    "0", "12345", "½", "!", "?!", "...", "\u0301", "\u00a0", "\u3000", "\x00", "\x7f", "\ufffd", "\U0010ffff", "<|im_end|>", "<|im_start|>", "<|latent_pad|>", "<think>", "<|", "|>", "sofa", " table", "_", "-", "\"", "{", "}",
)
_MIXED = 120


def texts() -> list[str]:
    """The corpus: hard texts, both normal forms of those that have two, and seeded mixtures."""
    random = Random(1)
    mixed = ["".join(random.choices(_PIECES, k=random.randint(2, 14))) for _ in range(_MIXED)]
    forms = (unicodedata.normalize(form, text) for text, form in itertools.product(_HARD, ("NFD", "NFC")))
    long = ("sofa " * 300, "9" * 400, "\u0301" * 200, "a" * 700, " " * 300, "\n" * 200, "椅" * 200, "😀" * 100, "<|im_end|>" * 40)
    return list(dict.fromkeys((*_HARD, *forms, *mixed, *long)))


def write(models: Models, folder=FOLDER) -> None:
    """Writes tokenizer_cases.json."""
    tokenizer, encoder = models.tokenizer, Encoder(models.tokenizer)
    cases = []
    for text in texts():
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        cases.append({
            "text": text, "control": ids, "control_text": tokenizer.decode(ids, skip_special_tokens=False),
            "control_text_skipped": tokenizer.decode(ids, skip_special_tokens=True), "data": encoder.encode([Part(text, False)]),
        })
    write_cases("tokenizer_cases", {"note": "written by python -m model.golden"}, cases, folder)
