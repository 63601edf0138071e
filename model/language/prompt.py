"""Prompts as token ids: what the bundle says is control text, what the user says is data."""

import json
import re
from dataclasses import dataclass

from tokenizers import Tokenizer

_PLACE = re.compile(r"\{(system|views|question|instruction|image|label|number)\}")


@dataclass(frozen=True)
class Part:
    """A piece of text; only in control text are the names of added tokens more than text."""

    text: str
    control: bool


def render(prompt: dict, image_pad: str, image_tokens: int, labels: list[str], question: str) -> list[Part]:
    """The parts of a prompt after the section `prompt` of a bundle; one label for each view."""
    views: list[Part] = []
    for number, label in enumerate(labels, start=1):
        views += _fill(prompt["view"], {
            "image": [Part(image_pad * image_tokens, True)], "label": [Part(label, False)], "number": [Part(str(number), True)],
        })
    return _fill(prompt["template"], {
        "system": [Part(prompt["system"], True)], "instruction": [Part(prompt["instruction"], True)],
        "question": [Part(question, False)], "views": views,
    })


def _fill(template: str, places: dict[str, list[Part]]) -> list[Part]:
    parts, done = [], 0
    for found in _PLACE.finditer(template):
        parts.append(Part(template[done:found.start()], True))
        parts += places[found[1]]
        done = found.end()
    return [*parts, Part(template[done:], True)]


class Encoder:
    """Encodes parts as one text: between added tokens it is tokenized without regard to where a part ends, and never padded or cut."""

    def __init__(self, tokenizer: Tokenizer):
        form = json.loads(tokenizer.to_str())
        self._added = {token["content"]: token["id"] for token in form["added_tokens"]}
        names = sorted(self._added, key=len, reverse=True)
        self._names = re.compile("(" + "|".join(map(re.escape, names)) + ")")
        self._bare = Tokenizer.from_str(json.dumps({**form, "added_tokens": [], "padding": None, "truncation": None}))

    def encode(self, parts: list[Part]) -> list[int]:
        """The token ids; an added token is found only if it lies wholly in control text."""
        ids: list[int] = []
        plain = ""
        for part in _joined(parts):
            if not part.control:
                plain += part.text
                continue
            for piece in self._names.split(part.text):
                if piece in self._added:
                    ids += self._encode_plain(plain)
                    ids.append(self._added[piece])
                    plain = ""
                else:
                    plain += piece
        return ids + self._encode_plain(plain)

    def _encode_plain(self, text: str) -> list[int]:
        return self._bare.encode(text, add_special_tokens=False).ids if text else []


def _joined(parts: list[Part]) -> list[Part]:
    """Neighbours of one kind made one."""
    joined: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if joined and joined[-1].control == part.control:
            part = Part(joined.pop().text + part.text, part.control)
        joined.append(part)
    return joined
