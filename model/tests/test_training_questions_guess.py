"""Nobody answers the questions well who does not see the views."""

import collections
import re

import numpy as np
import pytest

from model.training.questions import CHANCE, FAMILIES, ask

from question_records import sketched

ROOMS, ROUNDS = 32, 3
MARGIN = 0.12


@pytest.fixture(scope="module", name="rooms")
def _rooms():
    return [sketched(number) for number in range(ROOMS)]


@pytest.fixture(scope="module", name="asked")
def _asked(rooms):
    """(half, question) of sets of every kind, as often of each."""
    rng = np.random.default_rng(6)
    pool = collections.defaultdict(list)
    for place, room in enumerate(rooms):
        for view_set in room["sets"]:
            pool[view_set["kind"]].append((place % 2, room, view_set))
    out = []
    for _ in range(ROUNDS * ROOMS):
        for sets in pool.values():
            half, room, view_set = sets[rng.integers(len(sets))]
            out += [(half, question) for question in ask(room, view_set, 8, rng)]
    return out


def _share(asked, family, right):
    got = [right(question) for _, question in asked if question.family == family]
    return sum(got) / len(got)


def test_families_are_even(asked):
    counts = collections.Counter(question.family for _, question in asked)
    for family in FAMILIES:
        assert 0.05 < counts[family] / len(asked) < 0.16, counts


def test_no_letter_is_likelier(asked):
    for family in FAMILIES:
        for letter in "ABCD":
            assert abs(_share(asked, family, lambda question: question.letter == letter) - 0.25) < 0.07, (family, letter)


def test_the_longest_choice_is_not_likelier(asked):
    def longest(question):
        most = max(map(len, question.choices))
        ties = [choice for choice in question.choices if len(choice) == most]
        return (question.answer in ties) / len(ties)

    for family in FAMILIES:
        assert _share(asked, family, longest) < CHANCE[family] + MARGIN, family


@pytest.mark.parametrize("clue", ["words", "question and words", "place among lengths"])
def test_choices_alone_do_not_tell(asked, clue):
    """Learns from half of the rooms which choices tend to be true, and guesses in the other half."""
    true, offered = collections.Counter(), collections.Counter()
    for half, question in asked:
        if half == 0:
            offered.update(_clue(question, choice, clue) for choice in question.choices)
            true[_clue(question, question.answer, clue)] += 1
    right = collections.defaultdict(list)
    for half, question in asked:
        if half == 1:
            keys = {choice: _clue(question, choice, clue) for choice in question.choices}
            guess = max(question.choices, key=lambda choice: (true[keys[choice]] + 1) / (offered[keys[choice]] + 4))
            right[question.family].append(guess == question.answer)
    for family in FAMILIES:
        assert np.mean(right[family]) < CHANCE[family] + MARGIN, (family, np.mean(right[family]), len(right[family]))


def _clue(question, choice, clue):
    if clue == "words":
        return question.family, choice
    if clue == "question and words":
        return _template(question), choice
    numbers = [float((re.findall(r"\d+\.\d", other) or [0])[0]) for other in question.choices]
    own = numbers[question.choices.index(choice)]
    return question.family, sorted(numbers).index(own)


def _template(question):
    """The question without the names and numbers in it."""
    words = question.text[:question.text.index(" A. ")].split(". ", 1)[-1]
    return question.family, re.sub(r"the [a-z]+( [a-z]+)?(?=[?. ])|\d+", "#", words)


def test_a_guesser_that_cheats_is_caught(asked):
    """The measure itself: with the answer among the clues it would be right every time."""
    assert _share(asked, "nearest", lambda question: question.think.endswith(question.answer)) == 1.0
