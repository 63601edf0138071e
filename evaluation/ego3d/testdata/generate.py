"""Makes answers, has Ego3D-Bench's scorer judge them, and writes answers and verdicts as golden data.

The authors' repository (VBDI/Ego3D-Bench) was not to be had; a copy with the authors' own history was, and the scorer is
taken from the authors' commit in it:

    git clone https://github.com/fanyunfeng-bit/EGO3D-BENCH
    pip install numpy scikit-learn
    python evaluation/ego3d/testdata/generate.py --checkout EGO3D-BENCH

answers.jsonl has one processed reply a line, a text or parts [text, times], what the scorer compares of it as a choice, and
the number that it takes of it, null where it finds none. The files of responses are named after their category, and
scores.json has what the scorer prints about each.
"""

import argparse
import contextlib
import io
import json
import random
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
COMMIT = "ef055446d33f1128bb86ecee5dc57a16beb6e9ed"
SPACES = ["", " ", "\n", "\t", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u3000", "\u200b", "/n", "\\n"]
WORDS = ["A", "b", "C.", "(D)", "yes", "No", "B. Sofa", "İ", "ı", "Σ", "ΑΣ", "ΑΣΑ", "K", "ẞ", "Å", "answer", "the answer is A", "中", "é", "😀", "ﬁ", "ǅ", "Ω", "Ⅷ", "Ⓐ"]
NUMBERS = ["0", "0.0", "-0", "00", "7", "12.5", ".5", "5.", "-3", "+4", "--2", "1e3", "1,000", "100", "100.01", "250", "1.2.3", "..7", "٣", "१२.५", "𝟗", "²", "½", "Ⅷ", "12 m", "10-15",
           "about 3 m", "x2y", "3 / 4", "1_000", "0x10", "000.000", "0.0001", "-.5", "+.0", "99.999999999999999", "1" * 40, "9" * 70]
TAGS = ["<answer>", "</answer>", "<Answer>", "<think>", "</think>", "<answer", "answer>"]


def text(rng: random.Random) -> str:
    """An answer, plain or with tags left in it."""
    kinds = [lambda: rng.choice(WORDS), lambda: rng.choice(NUMBERS), lambda: rng.choice(SPACES), lambda: rng.choice(TAGS), lambda: rng.choice("ABCDabcd"),
             lambda: f"<answer>{rng.choice(WORDS + NUMBERS)}</answer>"]
    return "".join(rng.choice(kinds)() + rng.choice(SPACES) for _ in range(rng.randint(0, 4)))


def likely(rng: random.Random) -> str:
    """An answer in the form that is asked for, or nearly."""
    return rng.choice(["A", "B", "a", " B ", "A\n", "yes", "B.", "12.5", "30", "7 m", "0", "-4", "130", "about 20"])


def answers() -> list[list]:
    """All answers as parts."""
    rng = random.Random(20260102)
    texts = [""] + [space + word + space for word in WORDS + NUMBERS + list("ABCD") for space in SPACES] + [text(rng) for _ in range(1500)]
    long = [[["1", 300]], [["7", 400], [".5", 1]], [["x", 500_000], ["7", 1]], [[" ", 500_000], ["A", 1], [" ", 500_000]], [["<answer>", 50_000]], [["-", 300_000]], [[".", 300_000], ["5", 1]]]
    return [[[one, 1]] for one in dict.fromkeys(texts)] + long


def main() -> None:
    """Reads the command line and writes the files beside this one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path, required=True)
    checkout = parser.parse_args().checkout
    source = subprocess.run(["git", "-C", checkout, "show", f"{COMMIT}:utils/eval.py"], capture_output=True, text=True, check=True).stdout
    scorer: dict = {}
    exec(compile(source, "utils/eval.py", "exec"), scorer)  # noqa: S102
    choice, number = scorer["extract_number_from_answer_tag_mult_choice"], scorer["extract_number_from_answer_tag_exact_num"]
    with (HERE / "answers.jsonl").open("w", encoding="ascii", newline="\n") as file:
        for parts in answers():
            whole = "".join(one * times for one, times in parts)
            said = {"text": whole} if len(parts) == 1 and parts[0][1] == 1 else {"parts": parts}
            found = number(whole)
            verdict = {"number": None if found is None else min(float(found), 100.0)}
            if "text" in said:
                verdict["choice"] = choice(whole)
            file.write(json.dumps({**said, **verdict}) + "\n")
    files(scorer)


def files(scorer: dict) -> None:
    """One file of choices and one of distances, and what is printed about them."""
    rng = random.Random(8)
    scores = {}
    for category, letters in (("Localization", True), ("Ego_Centric_Absolute_Distance", False)):
        path = HERE / f"{category}.jsonl"
        lines = [{"Question": "Which?\nA. yes\nB. no", "Question_Type": "multi_choice" if letters else "exact_number", "Pred": f"<answer>{(said := rng.choice([text, likely])(rng))}</answer>", "Processed_Pred": said,
                  "GT": rng.choice("ABab") if letters else f"{rng.uniform(1, 60):.2f}"} for _ in range(200)]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            scorer["eval_logs"](str(path), letters)
        scores[category] = float(printed.getvalue().rpartition(":")[2])
    (HERE / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
