"""What is measured is one token in replies, and never in what the user says."""

import re

import pytest

from model.training.nano.measures import MEASURES

REPLY = "so A bed image 2 right 105 3.1 m is left 70 at left 0.7 behind 4.0 by 2.6 0.5 apart 2.7 turned left 5"


@pytest.fixture(scope="module")
def tokenizer(training_parts):
    return training_parts.tokenizer


def test_every_measure_is_one_token_and_comes_back_as_it_was(tokenizer):
    for measure in MEASURES:
        assert len(tokenizer.encode(measure, add_special_tokens=False).ids) == 1, measure
    ids = tokenizer.encode(REPLY, add_special_tokens=False).ids
    assert tokenizer.decode(ids, skip_special_tokens=False) == REPLY
    said = [tokenizer.decode([number]) for number in ids]
    assert [one for one in said if re.search(r"\d", one)] == [
        " image 2", " right 105", " 3.1", " left 70", " left 0.7", " behind 4.0", " 2.6", " 0.5", " 2.7", " left 5"]


def test_a_question_is_read_without_them(training_parts):
    speech = training_parts.imaginer().speech
    added = set(map(training_parts.tokenizer.token_to_id, MEASURES))
    assert not added & set(speech.asked("From image 2 the camera turns left 45 degrees. A. 3.1 m B. 0.5 m"))
