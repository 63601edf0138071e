"""What a reply answers, by the engine's strict rule: `reasoning/prompt` in Python."""

import re
from dataclasses import dataclass

_OPENING = r"""(?:[\s*_"'`(\[{<$（]|\\boxed|\\text)*"""
_CLOSING = r"""[\s*_"'`)\]}>$.,:;!。：）、，]*"""
_QUOTES, _QUOTES1 = r"""[*_"'`]*""", r"""[*_"'`]+"""
_LONE = rf"^(?i:(?:option|choice)\s+)?{_OPENING}([A-Za-z]){_CLOSING}\Z"
_SEVERAL = rf"^{_OPENING}[A-Z]{_QUOTES}\s*(?:,|;|/|&|\+|and\b|or\b)\s*(?:and\s|or\s)?{_OPENING}[A-Z]\b"
_FIRST = (rf"""^{_OPENING}([A-Z])(?:{_QUOTES}[.):\]}},。：）、，](?:[\s*_"']|[A-Za-z][a-z]|[0-9]|[^\x00-\x7f]|\Z)"""
          rf"""|{_QUOTES1}\s|\s+[-–—]\s|[ \t]*\r?\n)""")
_SAID = (rf"(?i:\banswer(?:\s+is)?\s*[:：]?)\s*(?i:(?:option|choice)\s+)?{_OPENING}"
         rf"(?:([A-Z]){_QUOTES}(?:[.,;!?):\]}}。：）、，]|\s*\Z|\s*\n)|([A-Z]){_QUOTES1}\s|([B-HJ-Z])\s)")
_NAMED = rf"\b(?i:option|choice)\s+{_OPENING}([A-Z])\b"
_MARKED = rf"\(([A-Z])\){_CLOSING}\Z|\*\*\(?([A-Z])[.)]?\*\*"
_OTHER = r"(?:[\s(*_]|^)([A-Z])[.):][*_]*\s+\S"
_TAG = re.compile(r"<\s*([/\\]?)\s*(think|answer)(?:\s[^<>]{0,64}?)?\s*(/?)\s*>", re.ASCII | re.IGNORECASE)
_CUT = re.compile(r"<\s*[/\\]?\s*(?:t(?:h(?:i(?:nk?)?)?)?|a(?:n(?:s(?:w(?:er?)?)?)?)?)?\s*\Z", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Parsed:
    """An answer's text and letter, each empty if there is none, and in a word what is wrong with the reply."""

    answer: str
    letter: str
    problem: str


def parse(reply: str) -> Parsed:
    """Only what is in an answer block is an answer."""
    if not reply.strip():
        return Parsed("", "", "empty_reply")
    answer, closed, opened = _last_answer(reply)
    if _degenerate(answer or reply):
        return Parsed("", "", "degenerate")
    if not answer:
        return Parsed("", "", "empty_answer" if opened else "no_answer")
    letter, several = choice_of(answer)
    return Parsed(answer, letter, "" if closed and not several else "ambiguous_choice" if closed else "unclosed_answer")


def choice_of(answer: str) -> tuple[str, bool]:
    """The letter that an answer names, empty if none or several; and whether it names several."""
    if lone := _letters(_LONE, answer):
        return lone[0].upper(), False
    if re.search(_SEVERAL, answer, re.ASCII):
        return "", True
    if first := _letters(_FIRST, answer):
        return _one_of([*first, *_letters(_OTHER, answer)])
    for pattern in (_SAID, _NAMED, _MARKED):
        if found := _letters(pattern, answer):
            return _one_of(found)
    return "", False


def _letters(pattern: str, text: str) -> list[str]:
    return [letter for match in re.finditer(pattern, text, re.ASCII) for letter in match.groups() if letter]


def _one_of(letters: list[str]) -> tuple[str, bool]:
    return (letters[0], False) if len(set(letters)) == 1 else ("", True)


def _last_answer(reply: str) -> tuple[str, bool, bool]:
    """The text of the last answer block that has any, whether it is closed, and whether any was opened."""
    tags, found, opened = list(_TAG.finditer(reply)), ("", False), False
    for place, tag in enumerate(tags):
        if _answers(tag) and not _closes(tag):
            block = _from(reply, tags[place:])
            found, opened = block if block[0] else found, True
    return *found, opened


def _from(reply: str, tags: list[re.Match]) -> tuple[str, bool]:
    """The block that the first tag opens, without what stands in a think block within it."""
    start, thinking, text = tags[0].end(), False, ""
    cut = _CUT.search(reply)
    for tag in (*tags[1:], None):
        end = tag.start() if tag else cut.start() if cut else len(reply)
        own = reply[start:max(start, end)].strip()
        text = own if own and not thinking else text
        if tag is None:
            return text, False
        if _answers(tag):
            return text, _closes(tag)
        start, thinking = tag.end(), not _closes(tag)
    raise AssertionError("not reached")


def _answers(tag: re.Match) -> bool:
    return tag[2].lower() == "answer"


def _closes(tag: re.Match) -> bool:
    return bool(tag[1] or tag[3])


def _degenerate(text: str) -> bool:
    """A text that ends in a run of one character, or is nothing but one sign."""
    text = text.strip()
    if not text:
        return False
    run = len(text) - len(text.rstrip(text[-1]))
    return run >= 16 or run == len(text) >= 4 and not text[-1].isalnum()
