"""Differences of numbers that are drawn: they are right, in the words of the replies, and nothing else of them is learnt."""

import cmath
import collections
import math
import re

import numpy as np
import pytest

from model.training.packing import pack
from model.training.questions import arithmetic
from model.training.sampling import Sampler
from model.training.text import _DRAWN

PLACE = r"(left|right) (\d+\.\d) (ahead|behind) (\d+\.\d)"
KINDS = {
    "length": r"(\d+\.\d) m to (\d+\.\d) by (\d+\.\d)",
    "turn": r"(left|right) (\d+) to (left|right) (\d+) by (left|right) (\d+)",
    "between": rf"at {PLACE} to {PLACE} by (\d+\.\d) (\d+\.\d) apart (\d+\.\d)",
    "moved": rf"at {PLACE} to {PLACE} moved {PLACE}",
    "seen": rf"(left|right) (\d+) (\d+\.\d) m at {PLACE}",
}


@pytest.fixture(scope="module", name="drawn")
def _drawn():
    rng = np.random.default_rng(3)
    return [arithmetic(rng) for _ in range(200)]


def test_every_difference_is_right(drawn):
    counts = collections.Counter()
    for question, reply in drawn:
        if reply.startswith("from image"):
            counts["led" if _check_framed(question, reply) else "framed"] += 1
            continue
        assert question == "Differences."
        kinds, (head, *clauses) = set(), reply.split(";")
        if " m at " in reply:
            clauses = [head, *clauses]
        else:
            assert all(f" to {head.strip().removeprefix('at ').removesuffix(' m')} " in clause for clause in clauses), reply
        for clause in clauses:
            kind, said = next((kind, found.groups()) for kind, form in KINDS.items() if (found := re.fullmatch(f" {form}", clause)))
            assert globals()[f"_{kind}"](*_numbers(said)), clause
            kinds.add(kind)
        counts[kinds.pop()] += 1
        assert not kinds, reply
    assert set(counts) == {*KINDS, "framed", "led"} and min(counts.values()) > 10, counts


def _check_framed(question, reply):
    """That the views are turned against each other as they are arranged."""
    count, place, step, side = re.fullmatch(
        r"(\d) images (from one spot, each turned|around the sofa, each from) (\d+) degrees further (left|right)(?: of it)?\. Differences\.", question).groups()
    exact = 72 if (count, step) == ("5", "70") and "turned left 145" in reply else int(step)
    further = exact * (1 if side == "left" else -1) * (1 if "spot" in place else -1)
    frames, led = ([clause for clause in reply.split("; ") if clause.startswith("from") == is_frame] for is_frame in (True, False))
    assert len(frames) == (1 if led else min(4, int(count)))
    turns = {}
    for frame in frames:
        view, others = re.fullmatch(r"from image (\d)((?: image \d turned (?:left|right) \d+)+)", frame).groups()
        said = re.findall(r"image (\d) turned (left|right) (\d+)", others)
        assert [int(other) for other, *_ in said] == [*range(int(view) + 1, int(count) + 1), *range(int(view) - 1, 0, -1)], frame
        for other, *turn in said:
            turned, = _numbers(turn)
            assert abs((turned - further * (int(other) - int(view)) + 180) % 360 - 180) < 2.6, frame
            turns[other] = turned
    if led and place != "from one spot, each turned":
        middle, = re.fullmatch(rf"sofa image {view} left 0 (\d\.\d) m", led.pop(0)).groups()
    for clause in led:
        seen_by, *seen, metres, beside, other, side, turn, then_side, then, at = re.fullmatch(
            r"image (\d) (left|right) (\d+) (\d\.\d) m(?: from it ((?:left|right) \d+ \d+\.\d) m)? image (\d) turned (left|right) (\d+) is (left|right) (\d+)(?: at (.*))?", clause).groups()
        seen, turned, then = _numbers([*seen, side, turn, then_side, then])
        assert seen_by == other and turned == turns[other] and (beside is None) == ("spot" in place) == (at is None), clause
        if beside:
            _check_around(seen, float(metres), float(middle), beside.split(), (turned, at.split()))
            seen, = _numbers(beside.split()[:2])
        assert (then - seen - turned) % 360 == 0, clause
    return bool(led)


def _check_around(seen, metres, middle, beside, then):
    """That what is seen so is so far from the middle, and there for a view that is turned against the one that sees it."""
    own, far = cmath.polar(cmath.rect(metres, math.radians(seen)) - middle)[::-1]
    said, = _numbers(beside[:2])
    assert abs((said - math.degrees(own) + 180) % 360 - 180) <= 2.6 and abs(far - float(beside[2])) <= 0.051
    there, (left, ahead) = cmath.rect(far, own + math.radians(then[0])) + middle, _numbers(then[1])
    assert abs(left - there.imag) < 0.16 + far * 0.044 and abs(ahead - there.real) < 0.16 + far * 0.044


def _numbers(said):
    """The numbers, to the right and behind negative."""
    words = iter(said)
    return [float(word) if word[0].isdigit() else float(next(words)) * (-1 if word in ("right", "behind") else 1) for word in words]


def _length(one, other, by):
    return math.isclose(by, abs(one - other), abs_tol=0.01)


def _turn(one, other, by):
    return (other - one - by) % 360 == 0


def _between(left, ahead, other_left, other_ahead, across, along, apart):
    exact = math.isclose(across, abs(left - other_left), abs_tol=0.01) and math.isclose(along, abs(ahead - other_ahead), abs_tol=0.01)
    return exact and abs(math.hypot(across, along) - apart) <= 0.051


def _moved(left, ahead, other_left, other_ahead, across, along):
    return math.isclose(left + across, other_left, abs_tol=0.01) and math.isclose(ahead + along, other_ahead, abs_tol=0.01)


def _seen(bearing, far, left, ahead):
    angle = math.radians(bearing)
    return abs(far * math.sin(angle) - left) <= 0.051 and abs(far * math.cos(angle) - ahead) <= 0.051


def test_only_what_follows_from_the_numbers_is_learnt(training_parts, drawn):
    """And in a reply about a room, what is told in the same words is learnt as ever."""
    speech, follows = training_parts.imaginer().speech, {"to": 0, "at": 0}
    framed, drawn = [pair for pair in drawn if "turned" in pair[1]], [pair for pair in drawn if "turned" not in pair[1]]
    assert len(framed) > 30
    packed = pack(speech, 0, [drawn])
    for (_, reply), ids, decides in zip(drawn, packed.replies.tolist(), packed.decides.tolist()):
        learnt = [[]]
        for token, weight in zip(ids, decides):
            if token == speech.stop:
                break
            if weight >= 0:
                learnt[-1].append(token)
            elif learnt[-1]:
                learnt.append([])
        said = [training_parts.tokenizer.decode(each) for each in learnt if each]
        word = "m at" if " m at " in reply else "to"
        assert said == [clause.split(f" {word}")[1] for clause in reply.split(";") if f" {word} " in clause], reply
        follows[word.split()[-1]] += 1
    assert min(follows.values()) > 10, follows
    for _, reply in framed:
        masked = [word for word, mark in zip(map(training_parts.tokenizer.decode, zip(speech.reply(reply))), speech.looked(reply)) if mark]
        drawn = re.findall(r"from image \d|image \d (?:left|right) \d+ \d\.\d", reply)
        assert "".join(masked).replace(" ", "") == "".join(drawn).replace(" ", ""), reply
    told = "<think>sofa image 1 left 20 2.1 m at left 0.7 ahead 2.0; about 3.6 m; A 1.3 m to 3.6 by 2.3 yes; moved left</think>"
    assert not set(speech.looked(told)) - {0, 1}
    assert [word for word, mark in zip(map(training_parts.tokenizer.decode, zip(speech.reply(told))), speech.looked(told)) if mark] == [" image 1", " left 20", " 2.1"]


def test_no_other_reply_is_taken_for_drawn_numbers(training_data):
    sampler = Sampler(training_data, "train", 2, 1)
    replies = [reply for step in range(40) for asked in (sampler.sums(step, 12), *sampler.quizzes(step, 2), *sampler.exercises(step, 2)) for _, reply in asked.pairs]
    assert len(replies) > 600 and not [reply for reply in replies if _DRAWN.search(reply)]
