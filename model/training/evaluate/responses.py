"""What a model says to the questions on held-out rooms, and what of it is right."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from ..data import Dataset
from ..imagining import Imaginer
from ..nano import models, settings
from ..packing import pack
from ..parts import Parts
from ..pixels import pixel_rows
from ..questions.settings import LETTERS
from ..tower import embed
from . import replies
from .confidence import Letters
from .letter import Parsed, parse
from .quiz import Item
from .replies import Limits, Spoken

_BATCH = 96  # questions at once
_VIEWS = 64


@dataclass(frozen=True)
class Response:
    """A reply to one question. `letter` is the true one and `said` the reply's, empty if it has none that is offered;
    `scores` are the letters' logits where it was said, if it was said by a token of its own."""

    id: str
    family: str
    kind: str
    views: int
    room: int
    choices: tuple[str, ...]
    letter: str
    said: str
    problem: str
    confidence: float | None
    scores: tuple[float, ...] | None
    latents: int
    imagined_first: bool
    text: str
    tokens: tuple[int, ...]

    @property
    def right(self) -> bool:
        """Whether the letter is the true one."""
        return self.said == self.letter

    @property
    def in_form(self) -> bool:
        """Whether the reply is whole and says the letter with the words of its choice."""
        choice = dict(zip(LETTERS, self.choices)).get(self.said)
        return not self.problem and self.text.rstrip().endswith(f"<answer>{self.said}. {choice}</answer>") and "<think>" in self.text


def answer(parts: Parts, data: Dataset, items: list[Item], tell=lambda done: None) -> tuple[list[Response], list[torch.Tensor], "Images"]:
    """Responses in the order of the items, the states [k, H] that each began with, and the image embeddings used."""
    imaginer, letters = parts.imaginer(), Letters(parts.tokenizer)
    images = Images(parts.language.model.visual, data, sorted({row for item in items for row in item.rows}))
    found: dict[str, tuple[Response, torch.Tensor]] = {}
    for group in groups(items):
        spoken = _speak(imaginer, images, group, letters)
        for item, one in zip(group, spoken):
            found[item.id] = judge(item, one, imaginer, letters), one.states
        tell(len(found))
    return [found[item.id][0] for item in items], [found[item.id][1] for item in items], images


def limits(tokenizer) -> Limits:
    """Those of the bundle."""
    numbers = models.ids(tokenizer)
    return Limits(settings.SAMPLING["maximum_new_tokens"], settings.LATENTS["maximum"], tuple(numbers[name] for name in settings.TOKENS["stop"]))


def _speak(imaginer: Imaginer, images: "Images", group: list[Item], letters: Letters) -> list[Spoken]:
    packed = pack(imaginer.speech, len(group[0].rows), [[(item.question.text, "")] for item in group])
    return replies.reply(imaginer, images.of(group), packed, limits(imaginer.speech.tokenizer), letters.watched)


def judge(item: Item, spoken: Spoken, imaginer: Imaginer, letters: Letters) -> Response:
    """What the engine would make of a reply."""
    tokenizer, speech, question = imaginer.speech.tokenizer, imaginer.speech, item.question
    text = tokenizer.decode(spoken.tokens, skip_special_tokens=True)
    offered = LETTERS[:len(question.choices)]
    parsed = _run(spoken) or parse(text)
    said = parsed.letter if parsed.letter in offered else ""
    problem = parsed.problem or ("no_letter" if not parsed.letter else "letter_not_offered" if not said else "" if spoken.stopped else "too_long")
    scores = letters.scores(spoken.tokens, spoken.watched, parsed.answer, said, offered) if said else None
    confidence = float(torch.tensor(scores).softmax(0)[offered.index(said)]) if scores else None
    return Response(item.id, question.family, item.view_set["kind"], len(item.rows), item.room, question.choices, question.letter, said, problem,
                    confidence, tuple(round(score, 4) for score in scores) if scores else None, spoken.tokens.count(speech.pad),
                    spoken.tokens[:1] == [speech.start], text, tuple(spoken.tokens))


def _run(spoken: Spoken) -> Parsed | None:
    last = spoken.tokens[-replies.MAXIMUM_RUN:]
    return Parsed("", "", "degenerate") if not spoken.stopped and len(last) == replies.MAXIMUM_RUN and len(set(last)) == 1 else None


def groups(items: list[Item]) -> list[list[Item]]:
    """Items with as many views each, in groups that are answered at once."""
    counts = sorted({len(item.rows) for item in items})
    alike = [[item for item in items if len(item.rows) == count] for count in counts]
    return [some[first:first + _BATCH] for some in alike for first in range(0, len(some), _BATCH)]


class Images:
    """Image embeddings of some views of a dataset, in float32 as the engine has them."""

    def __init__(self, visual: torch.nn.Module, data: Dataset, rows: list[int]):
        with torch.inference_mode():
            chunks = [embed(visual, *pixel_rows(np.stack([data.views[row] for row in rows[first:first + _VIEWS]])))
                      for first in range(0, len(rows), _VIEWS)]
        self._values, self._places = torch.cat(chunks), {row: place for place, row in enumerate(rows)}

    def of(self, items: list[Item]) -> torch.Tensor:
        """[B, N, M, H] of items with as many views each."""
        return self._values[torch.tensor([[self._places[row] for row in item.rows] for item in items])]


def write(path: Path, responses: list[Response]) -> None:
    """One JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in responses), encoding="utf-8")


def read(path: Path) -> list[Response]:
    """What `write` wrote."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Response(**{name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(line).items()}) for line in lines]
