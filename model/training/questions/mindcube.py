"""Questions in MindCube's form, one JSON object a line: the source of training data for models of full size."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .question import Question

# The setting is the first of these words that the lower-cased id holds.
SETTINGS = ("around", "rotation", "translation", "among")
_SETTING = {"among": "among", "around": "around", "rotation": "rotation", "surround": "rotation", "motion": "translation"}
_CHOICE = re.compile(r"(?:^|\s)([A-E])\.\s+(.*?)(?=\s+[A-E]\.\s|\s*$)", re.DOTALL)
_MAXIMUM_LINE = 1 << 20


@dataclass(frozen=True)
class Row:
    """A question about images; `images` are paths below the folder of the data set, `reply` is empty where none is given."""

    id: str
    category: tuple[str, ...]
    type: str
    question: str
    images: tuple[str, ...]
    gt_answer: str
    reply: str = ""

    @property
    def setting(self) -> str | None:
        """MindCube's setting, or None if the id names none."""
        return next((word for word in SETTINGS if word in self.id.lower()), None)

    @property
    def choices(self) -> dict[str, str]:
        """The choices by letter, as far as the question spells them out."""
        return dict(_CHOICE.findall(self.question))


def row(question: Question, kind: str, number: int, images: Iterable[str]) -> Row:
    """A row for a question about a set of that kind; `number` tells it from the others of a file."""
    word = _SETTING.get(kind, kind)
    name = f"{word}_{number:06d}_{question.family.replace('around', 'circle').replace('among', 'middle')}"
    return Row(name, (question.family,), kind, question.text, tuple(images), question.letter, question.reply)


def write(path: Path, rows: Iterable[Row]) -> int:
    """Writes rows and gives their number."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, one in enumerate(rows, start=1):
            record = {"id": one.id, "category": list(one.category), "type": one.type, "meta_info": [], "question": one.question,
                      "images": list(one.images), "gt_answer": one.gt_answer, "grounded_output": one.reply}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return count


def read(path: Path) -> list[Row]:
    """The rows of a file of MindCube or of `write`; rows without an answer are left out, as MindCube's scorer does."""
    rows = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                rows.append(_row(line, f"{path.name}, line {number}"))
    return [one for one in rows if one.gt_answer]


def _row(line: str, where: str) -> Row:
    if len(line) > _MAXIMUM_LINE:
        raise ValueError(f"{where}: {len(line)} characters are more than a question has")
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"{where}: not JSON: {error}") from error
    if not isinstance(record, dict):
        raise ValueError(f"{where}: not an object")
    for key in ("id", "question"):
        if not isinstance(record.get(key), str):
            raise ValueError(f"{where}: {key} is not a text")
    images = _texts(record.get("images"), where, "images")
    answer = str(record.get("gt_answer") or "").strip()
    if answer and answer not in tuple("ABCDE"):
        raise ValueError(f"{where}: gt_answer {answer!r} is not a letter from A to E")
    category = _texts(record.get("category") or [], where, "category")
    return Row(record["id"], category, str(record.get("type") or ""), record["question"], images, answer,
               str(record.get("grounded_output") or ""))


def _texts(value, where: str, key: str) -> tuple[str, ...]:
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError(f"{where}: {key} is not a list of texts")
    return tuple(value)
