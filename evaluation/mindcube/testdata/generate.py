"""Makes replies, has MindCube's public evaluator judge them, and writes replies and verdicts as golden data.

    git clone https://github.com/mll-lab-nu/MindCube && git -C MindCube checkout 6d8fd9acdf5b80769373a21cdbfcf068ab356e0f
    pip install networkx==3.6.1 numpy
    python evaluation/mindcube/testdata/generate.py --checkout MindCube

letters.jsonl has one reply a line, a text or parts [text, times], and the letter that `extract_answer` found.
responses.jsonl is a file of responses, and responses_scores.json what `BasicEvaluator.evaluate` says of it.
"""

import argparse
import contextlib
import importlib
import io
import json
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
COMMIT = "6d8fd9acdf5b80769373a21cdbfcf068ab356e0f"
LETTERS = "ABCDE"
SPACES = ["\t", "\n", "\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x1f", " ", "\x85", "\xa0", "\u1680", "\u2000", "\u2009", "\u2028", "\u2029",
          "\u202f", "\u205f", "\u3000", "\u200b", "\ufeff", "\u180e", "\r\n", "\n\n", "  "]
NEIGHBOURS = ["", " ", "_", "-", "é", "ß", "ñ", "中", "の", "١", "९", "²", "½", "Ⅷ", "\u0301", "\u200d", "’", "€", "😀", "ª", "𝐀", "0", "b", "F", "(", ")", "/",
              ",", ":", ";", "!", "?", "'", "`", "{", "}", "=", "&", "\u00ad", "\u0130", "\u212a", "\ufffd"]
MARKS = ["*", "\"", "'", "**", "“", "”", "`"]
PHRASES = ["my answer is ", "My answer is ", "MY ANSWER IS ", "the answer is ", "The answer is ", "answer is ", "Answer is ", "Answer: ", "Answer:", "Answer",
           "answer: ", "ANSWER: ", "Answers: ", "my  answer is ", "xAnswer: ", "éAnswer: ", "\u0301Answer: "]
TAGS = ["<Answer>", "</Answer>", "<answer>", "</answer>", "<ANSWER>", "<", ">", "<think>", "</think>", "<Answer >", "<Answer>\n", "<|latent_start|>",
        "<|latent_pad|>", "<|latent_end|>"]
WORDS = ["Sofa", "Apple", "Bed", "Chair", "Desk", "East", "the", "to the left", "behind me", "view", "A chair", "B-side", "I see C", "x", "1.", "2) ", "EA", "AB", ".",
         "..", "", "D-day", "Answer", "image 1", "so", "3.5 m"]


def fragment(rng: random.Random, stops: bool) -> str:
    """A piece of a reply; with stops also a letter and a full stop."""
    letter = rng.choice(LETTERS)
    kinds = [lambda: letter, lambda: letter, lambda: rng.choice(SPACES), lambda: rng.choice(NEIGHBOURS), lambda: rng.choice(PHRASES), lambda: rng.choice(PHRASES) + letter,
             lambda: rng.choice(TAGS), lambda: rng.choice(WORDS), lambda: rng.choice(MARKS) + letter + rng.choice(MARKS), lambda: "\n" + letter + rng.choice(SPACES),
             lambda: "\nAnswer: " + letter + rng.choice(["", " ", "\n", ")", ","]), lambda: "<Answer>" + rng.choice(NEIGHBOURS) + letter + rng.choice(NEIGHBOURS),
             lambda: rng.choice("FGabcde01_")]
    if stops:
        kinds += [lambda: letter + ".", lambda: letter + ". Sofa", lambda: "Answer: " + letter + ". a, b\n"]
    return rng.choice(kinds)()


def realistic(rng: random.Random) -> str:
    """A reply such as models give, whole or out of form."""
    letter, other = rng.choice(LETTERS), rng.choice(LETTERS)
    think = rng.choice([f"From image 1 I turn left, option {other} is behind me", f"A first look: {other} or {letter}", "", f"It can't be {other}", "Consider A and B"])
    last = rng.choice([f"{letter}. Sofa", letter, f"({letter})", f"**{letter}**", f"{letter}) Sofa", f"The answer is {letter}", f"My answer is {letter}.", "Sofa", "", f"{letter} or {other}",
                       f"Option {letter}", f"\\boxed{{{letter}}}", letter.lower(), f"Answer: {letter}", f"\"{letter}\""])
    form = rng.choice(["<think>{t}</think> <answer>{a}</answer>", "<think>{t}</think>\n<Answer>{a}</Answer>", "<think>{t}\n{a}", "{t}\n{a}", "{a}", "{t}. {a}\n",
                       "<|latent_start|><|latent_end|><think>{t}</think> <answer>{a}</answer>", "<think>{t}</think><answer>{a}", "Answer: {a}\n{t}", "<CogMap>{{\"a\": [1, 2]}}</CogMap><Answer>{a}"])
    return form.format(t=think, a=last)


def cut(rng: random.Random, text: str) -> str:
    """The text with a piece missing, doubled or replaced."""
    if not text:
        return text
    first, last = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    return rng.choice([text[:first], text[first:], text[:first] + text[last:], text[:last] + text[first:], text[:first] + rng.choice(SPACES + NEIGHBOURS + TAGS) + text[first:]])


def categories(rng: random.Random) -> list[str]:
    """A letter beside code points of every category, before, after and on both sides."""
    found: dict[str, list[str]] = {}
    for point in range(0x110000):
        category = unicodedata.category(chr(point))
        if category not in ("Cn", "Cs"):
            found.setdefault(category, []).append(chr(point))
    return [form.format(sign) for signs in found.values() for sign in rng.sample(signs, min(12, len(signs)))
            for form in rng.sample(["{0}A{0}", "B{0}", "{0}C", "Answer:{0}D{0}", "<Answer>{0}E"], 2)]


def fixed() -> list[str]:
    """Cases that were thought of."""
    return ["", "\n", " ", "A", "A\n", "A\nB", "A\nB\nC", "A\nB\n", "A\n\nB", "\nA\nB", "A\r\nB", "*A*B*", "\"A\"B\"C\"", "<Answer>", "<Answer>\n", "<Answer>A\n", "<Answer>A\n\n",
            "<Answer><Answer>A", "<Answer>x<b>A", "<Answer>none</Answer>*B*", "AnswerA", "Answer:Answer: B", "Answer : A", "Answer::A", "Answer:\u3000A", "Answer:\x1cA", "answer is Apple",
            "my answer is Best", "My answer is C", "Answer: D", "xAnswer: D", "A B C", "A B C\nno\n", "a\nA", "É A É", "AÉ", "A\u0301", "A_", "_A", "A1", "A²", "A½", "A-B", "E.T.", "F.", "A .",
            "!" * 40, "A.", "A.B.C", "The answer is A", "the answer is B, my answer is C", "<Answer>the answer is B, my answer is C", "<Answer>the answer is B</Answer>A.", "A\x85B", "A\u2028B",
            "\u2028A", "\x0bA", "Answer: A\n", "\nAnswer: B", "\nAnswer: Answer: B", "Answer: A\nAnswer: B\nAnswer: C", "A\tB", "A \nB", "答案 A", "答A案", "<answer>B</answer>",
            "<Answer>AB</Answer>", "<Answer>A_B</Answer>", "<Answer>A B</Answer>", "x A y\nz B w", "x A y B\nz C w D\n no", "Answer:\x1cA\n(B", "Answer\x1fC\n(D", "Answer:\u200bA\n(B", "A\x00B", "\x00A\x00", "A\ud7ff", "\U0001f600A\U0001f600", "Z. A", "Ⅷ. A", "А. A", "Α", "Ａ"]


def long() -> list[list]:
    """Replies of up to a million characters, as parts."""
    return [[["x", 1_000_000]], [["x ", 100_000], ["A", 1]], [["Answer:", 50_000]], [["Answer: ", 50_000], ["B", 1]], [["Answer", 1], [" ", 500_000], ["C", 1]],
            [["A\n", 100_000]], [["\nA", 100_001]], [["*A", 100_001], ["*", 1]], [["<Answer>", 100_000]], [["<Answer>", 1], ["y ", 200_000], ["D", 1]],
            [["my answer is ", 50_000], ["E", 1]], [["A", 1_000_000]], [["\n", 500_000], ["B", 1]], [["B\n", 1], ["\n", 500_000]], [["!", 4096]],
            [["é", 300_000], ["A", 1], ["é", 300_000]], [["A b. ", 100_000]], [["A.", 200_000], ["B.", 1]], [["A ", 1], ["z\n", 200_000]]]


def replies() -> list[list]:
    """All replies as parts."""
    rng = random.Random(20260101)
    texts = fixed() + categories(rng)
    texts += ["".join(fragment(rng, False) for _ in range(rng.randint(1, 7))) for _ in range(2400)]
    texts += ["".join(fragment(rng, True) for _ in range(rng.randint(1, 9))) for _ in range(400)]
    lines = [[rng.choice(WORDS) + rng.choice(SPACES[3:] + ["("]) + rng.choice([letter, rng.choice(PHRASES) + letter]) + rng.choice(NEIGHBOURS) for letter in rng.choices(LETTERS, k=3)]
             for _ in range(600)]
    texts += ["\n".join(some) for some in lines]
    likely = [realistic(rng) for _ in range(700)]
    texts += likely + [cut(rng, rng.choice(likely)) for _ in range(700)]
    return [[[text, 1]] for text in dict.fromkeys(texts)] + long()


def responses(rng: random.Random, texts: list[str]) -> list[dict]:
    """A file of responses with what may be missing, empty or of other settings."""
    names = ["among_group1_q0_1", "AROUND_7", "rotation_x", "translation_b", "around_translation", "among_rotation", "room_1", "", "linear", "TRANSLATION among"]
    lines = []
    for number in range(400):
        line = {"id": f"{rng.choice(names)}_{number}" if number % 19 else rng.choice(["", None]), "question": "Which? A. one B. two", "images": ["a.png"],
                "gt_answer": rng.choice(LETTERS), "answer": rng.choice(texts)}
        changes = {0: lambda: line.pop("gt_answer"), 1: lambda: line.update(gt_answer=""), 2: lambda: line.update(gt_answer=None), 3: lambda: line.update(cogmap_gen_answer=rng.choice(texts)),
                   4: lambda: line.update(cogmap_gen_answer=None), 5: lambda: line.pop("answer"), 6: lambda: line.update(answer=None), 7: lambda: line.pop("id"),
                   8: lambda: line.update(gt_answer="F"), 9: lambda: line.update(gt_answer="a"), 10: lambda: line.update(cogmap_gen_answer=""), 11: lambda: line.update(Answer="A.", GT_ANSWER="A")}
        changes.get(rng.randrange(40), lambda: None)()
        lines.append(line)
    return lines


def main() -> None:
    """Reads the command line and writes the files beside this one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, required=True, help=f"a checkout of the public repository at {COMMIT}")
    checkout = parser.parse_args().checkout
    found = subprocess.run(["git", "-C", checkout, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    if found != COMMIT:
        sys.exit(f"{checkout} is at {found}, not at {COMMIT}")
    sys.path.insert(0, str(checkout))
    extractors = importlib.import_module("src.evaluation.core.extractors")
    evaluator = importlib.import_module("src.evaluation.evaluator")
    write_letters(extractors.extract_answer, HERE / "letters.jsonl")
    rng = random.Random(7)
    path = HERE / "responses.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in responses(rng, [realistic(rng) for _ in range(300)])), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        scores = evaluator.BasicEvaluator().evaluate(str(path))["results"]
    (HERE / "responses_scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def write_letters(extract, path: Path) -> None:
    """One reply and its verdict a line; what is not plain ASCII is escaped, so that the file is the same to every reader."""
    with path.open("w", encoding="ascii", newline="\n") as file:
        for parts in replies():
            letter = extract("".join(text * times for text, times in parts))
            said = {"text": parts[0][0]} if parts[0][1] == 1 and len(parts) == 1 else {"parts": parts}
            file.write(json.dumps({**said, "letter": letter or ""}) + "\n")


if __name__ == "__main__":
    main()
