"""Measures what a precision costs: `python -m model.precision EXACT OTHER [PICTURE…]`."""

import argparse
from pathlib import Path

from PIL import Image

from ..language.pictures import KINDS, picture
from .asker import Question
from .compare import compare


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m model.precision", description="Compares two bundles of one model in different precision.")
    parser.add_argument("exact", type=Path, metavar="EXACT", help="the bundle to compare with, usually float32")
    parser.add_argument("other", type=Path, metavar="OTHER", help="the bundle in another precision")
    parser.add_argument("pictures", type=Path, nargs="*", metavar="PICTURE", help="views of one question; made-up ones without")
    parser.add_argument("--question", default="What is to the left of the red chair?")
    parser.add_argument("--questions", type=int, default=8, help="how many made-up sets of views (%(default)s)")
    parser.add_argument("--limit", type=int, default=64, help="tokens of a reply (%(default)s)")
    return parser.parse_args()


def made_up(text: str, count: int) -> list[Question]:
    """So many questions about one to four pictures of noise, of patches or of both."""
    return [
        Question(text, tuple(picture(320, 240, 1_000 * number + view, KINDS[number % len(KINDS)]) for view in range(1 + number % 4)))
        for number in range(count)
    ]


if __name__ == "__main__":
    given = _arguments()
    if given.pictures:
        questions = [Question(given.question, tuple(Image.open(path).convert("RGB") for path in given.pictures))]
    else:
        questions = made_up(given.question, given.questions)
    print("\n".join(compare(given.exact, given.other, questions, given.limit).lines()))
