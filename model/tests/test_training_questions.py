"""Every answer again, and every fact of the chains of thought, from the records of rooms alone."""

import collections
import math
import re

import numpy as np
import pytest

from model.training.questions import FAMILIES, ask, exercises, sums
from model.training.questions.angles import estimated
from model.training.questions.scene import Scene

from question_records import rendered
from question_solver import Solver

NUDGES = [(0.0, 0.0, 0.0), (0.04, 0.04, 5.0), (-0.04, 0.04, -5.0), (0.04, -0.04, 5.0), (-0.04, -0.04, -5.0)]
CLAUSE = re.compile(
    r"(?P<name>[a-z ]+?) image (?P<view>\d) (?P<side>left|right) (?P<degrees>\d+) (?P<far>\d+\.\d) m(?: from it (?P<from_side>left|right) (?P<from_it>\d+)(?: (?P<from_far>\d+\.\d) m)?)?"
    r"(?: image (?P=view) turned (?P<moved_side>left|right) (?P<moved>\d+) is (?P<is_side>left|right) (?P<is_at>\d+))?(?: at (?P<across>left|right) (?P<left>\d+\.\d) (?P<along>ahead|behind) (?P<ahead>\d+\.\d))?"
    r"(?: to (?P<to_across>left|right) (?P<to_left>\d+\.\d) (?P<to_along>ahead|behind) (?P<to_ahead>\d+\.\d) (?:by (?P<by_left>\d+\.\d) (?P<by_ahead>\d+\.\d)"
    r" apart (?P<apart>\d+\.\d)(?: gap (?P<gap>\d+\.\d))?(?: m)?|moved (?P<move_across>left|right) (?P<move_left>\d+\.\d) (?P<move_along>ahead|behind) (?P<move_ahead>\d+\.\d)))?(?: turned (?P<turned_side>left|right) (?P<turned>\d+) then (?P<then_side>left|right) (?P<then>\d+))?"
    r"(?: on (?P<on>ahead|left|behind|right|in front))?"
)
REPLY = re.compile(r"<think>(.*)</think> <answer>(.+)</answer>")
HELD = re.compile(r"(?P<choice>.+) to (?P<estimate>(?:left|right) \d+|\d+\.\d) by (?P<by>(?:left|right) \d+|\d+\.\d)")
MOVED = re.compile(r"(?:hich way.*from|From|went from) image (\d) to image (\d)")
JUDGED = re.compile(r"([A-D]) (.*?)(?: of ([\w .]+?)(?: by (left|right) (\d+))?)? (yes|no)")
TURN = re.compile(r"image (\d) turned (left|right) (\d+)")
FRAME = re.compile(r"from image (\d)((?: image \d turned (?:left|right) \d+)*)")
OTHER = re.compile(r"image (\d) at (left|right) (\d+\.\d) (ahead|behind) (\d+\.\d) turned (left|right) (\d+)")


@pytest.fixture(scope="module", name="rooms")
def _rooms():
    return [rendered(number, split) for split, number in (("train", 0), ("train", 20), ("held_out", 0))]


@pytest.fixture(scope="module", name="asked")
def _asked(rooms):
    rng = np.random.default_rng(4)
    return [(room, view_set, question) for room in rooms for view_set in room["sets"] for question in ask(room, view_set, 16 if view_set["kind"] in ("rotation", "motion") else 5, rng)]


def test_every_answer_is_true_and_stays_so_when_the_camera_is_nudged(asked):
    for room, view_set, question in asked:
        fixed = question.family in ("distance", "passage", "motion") or "did the camera turn" in question.text
        nudges = NUDGES[:1] if fixed else NUDGES
        for nudge in nudges:
            got = Solver(room, view_set, nudge).solve(question.text, question.choices)
            assert got == question.answer, f"{question}, nudged by {nudge}"


def test_every_family_is_asked_in_its_form(asked):
    assert {question.family for _, _, question in asked} == set(FAMILIES)
    assert {question.family for _, _, question in asked if "degrees did" in question.text or "By how much" in question.text} == {"rotation", "motion"}
    for _, view_set, question in asked:
        assert 3 <= len(question.choices) <= 4 and len(set(question.choices)) == len(question.choices)
        assert len(question.choices) == 4 or question.family == "which_view"
        listed = " ".join(f"{letter}. {choice}" for letter, choice in zip("ABCD", question.choices))
        assert question.text.endswith(listed) and question.text.startswith(f"{len(view_set['views'])} image")
        assert question.choices["ABCD".index(question.letter)] == question.answer
        assert question.think.endswith(f"so {question.letter} {question.answer}") and len(question.think.split()) <= 230
        judged = re.findall(r"(?:^|; )([A-D]) (?:[^;]*) (yes|no)(?=;)", question.think)
        assert "".join(letter for letter, _ in judged) == "ABCD"[:len(question.choices)], question.think
        chosen = [letter for letter, mark in judged if mark == "yes"]
        assert chosen[-1] == question.letter and (len(chosen) == 1 or re.search("nearest|f[au]rthest", question.text) or HELD.search(question.think)), question.think
        assert question.reply == f"<think>{question.think}</think> <answer>{question.letter}. {question.answer}</answer>"
        assert not re.search(r"[A-E]\.", question.think)


def test_the_opening_tells_how_the_views_are_arranged(rooms):
    turns = collections.Counter()
    for room in rooms:
        for view_set in room["sets"]:
            opening = Scene(room, view_set).opening
            said = re.search(r"(\d+) degrees further (left|right)", opening)
            if not said:
                continue
            step = int(said[1]) * (1 if said[2] == "left" else -1)
            for first, second in zip(view_set["views"], view_set["views"][1:]):
                if view_set["middle"] is None:
                    got = math.degrees(room["views"][second]["yaw"] - room["views"][first]["yaw"])
                else:
                    got = -_swept(room, view_set, first, second)
                assert abs((got - step + 180) % 360 - 180) < 2.6, opening
            turns[said[2]] += 1
    assert min(turns.values()) > 10


def _swept(room, view_set, first, second):
    """Degrees by which a camera went around the middle piece, anticlockwise seen from above."""
    x, y, _ = room["pieces"][view_set["middle"]]["centre"]
    angles = [math.atan2(room["views"][view]["position"][1] - y, room["views"][view]["position"][0] - x) for view in (first, second)]
    return math.degrees(angles[1] - angles[0])


def test_every_fact_of_a_chain_is_true(asked):
    counts = collections.Counter()
    for room, view_set, question in asked:
        head, *clauses = question.think.split("; ")
        if "furthest" in question.text:
            _check_ways(question.think)
            counts["ways"] += 1
        framed, anchor = FRAME.fullmatch(head), None
        frame = int(framed[1]) if framed else 1
        anchors = {}
        for clause in [head, *clauses]:
            judged = JUDGED.fullmatch(clause)
            told, turn, other = CLAUSE.fullmatch(judged[2] if judged else clause), TURN.fullmatch(clause), OTHER.fullmatch(clause)
            held = judged and HELD.fullmatch(judged[2])
            if held:
                assert held["choice"] == question.choices["ABCD".index(judged[1])] and held["estimate"] in question.think.split("; A ")[0], clause
                counts["held"] += _check_held(held)
            elif judged and not told:
                assert judged[2] == question.choices["ABCD".index(judged[1])], clause
            elif told and (asking := MOVED.search(question.text)):
                _check_again(Solver(room, view_set), told, int(asking[1]), anchors)
            elif told:
                _check_clause(Solver(room, view_set), told, frame, question.text)
                anchor = told if told["across"] and not told["by_left"] else anchor
                counts["from it"] += told["from_far"] is not None
                assert not told["by_left"] or all(_axis(anchor, axis) == _axis(told, axis, "to_") for axis in ("left", "ahead")), question.think
            elif other:
                _check_other(Solver(room, view_set), other, frame)
            elif framed and clause == head:
                _check_frame(Solver(room, view_set), framed)
            elif turn:
                assert turn[1] == MOVED.search(question.text)[2]
                _check_turn(Solver(room, view_set), turn, 3 - int(turn[1]))
            else:
                assert re.fullmatch(r"so .+|turned (left|right) \d+|moved \w+|about \d+\.\d m|[a-z ]+ image \d ahead \d+\.\d m", clause), clause
            counts["clause" if told else "held choice" if held else "turn" if turn else "other" if other else "choice" if judged else "frame" if framed and framed[2] and clause == head else "word"] += 1
    assert counts.pop("other") and counts.pop("ways") > 10 and min(counts.values()) > 20


def test_what_is_held_against_choices_is_nearest_to_the_true_one_and_not_always_its_own(asked):
    errors = collections.Counter()
    for _, _, question in asked:
        if found := re.search(r"(?:about|apart|gap|ahead) (\d+\.\d) m; A ", question.think):
            lengths = [float(re.search(r"\d+\.\d", choice)[0]) for choice in question.choices]
            assert question.choices[int(np.argmin([abs(length - float(found[1])) for length in lengths]))] == question.answer
            assert _judged_rightly(question.think), question.think
            errors[round(float(found[1]) - lengths["ABCD".index(question.letter)], 1)] += 1
    near = sum(count for error, count in errors.items() if abs(error) < 0.11)
    assert 0 < errors[0] < errors.total() < 2 * near, errors


def test_turns_and_lengths_that_are_told_are_held_against_choices(rooms):
    rng, counts = np.random.default_rng(7), collections.Counter()
    for text, reply in sums(rooms[0], rooms[0]["sets"][0], 400, rng):
        if asked := re.search(r"Which is nearest to ((?:left|right) \d+|\d+\.\d)(?: m)?\? A\. (.*) B\. (.*) C\. (.*) D\. (.*)", text):
            thought, answer = REPLY.fullmatch(reply).groups()
            held = [HELD.fullmatch(JUDGED.fullmatch(clause)[2]) for clause in thought.split("; ")[:4]]
            assert [one["choice"] for one in held] == list(asked.groups()[1:]) and {one["estimate"] for one in held} == {asked[1]}
            assert all(map(_check_held, held)) and _judged_rightly(thought), reply
            best = min(range(4), key=lambda place: _size(held[place]["by"]))
            assert thought.endswith(f"; so {'ABCD'[best]} {held[best]['choice']}") and answer == f"{'ABCD'[best]}. {held[best]['choice']}"
            counts["turn" if " m" not in text.split("? ")[1] else "passable" if "A. yes" in text or "A. no" in text else "length"] += 1
            assert all(choice[:3] in ("yes", "no,") and (float(choice.split()[1]) >= 0.6) == (choice[:3] == "yes") for choice in asked.groups()[1:] if "," in choice), text
    assert min(counts["turn"], counts["length"], counts["passable"]) > 5, counts


def _check_held(held):
    """That a choice is so far from an estimate as is said."""
    if held["by"][0].isdigit():
        assert abs(float(held["by"]) - abs(float(re.search(r"\d+\.\d", held["choice"])[0]) - float(held["estimate"]))) < 0.01, held[0]
    else:
        said, estimate, by = (_signed(*held[name].split()) for name in ("choice", "estimate", "by"))
        assert _off(said + by, estimate) < 0.1, held[0]
    return True


def _judged_rightly(reply):
    """Whether "yes" is said to just the choices that are nearer to the estimate than all before."""
    judged = [(HELD.fullmatch(one[2]), one[6]) for one in map(JUDGED.fullmatch, re.sub("</?think>", "", reply).split("; ")) if one]
    far = [_size(held["by"]) for held, _ in judged]
    return [mark == "yes" for _, mark in judged] == [all(far[place] < other for other in far[:place]) for place in range(len(far))]


def _size(by):
    return float(by.split()[-1])


def test_a_turn_is_estimated_to_five_degrees():
    rng = np.random.default_rng(3)
    said = collections.Counter(estimated(-40, rng) for _ in range(400))
    assert set(said) == {-35, -40, -45} and said[-40] > max(said[-35], said[-45]) > 50


def test_sums_follow_from_looks_at_things_that_are_elsewhere(rooms):
    rng, counts = np.random.default_rng(5), collections.Counter()
    for room in rooms:
        for view_set in room["sets"]:
            for text, reply in sums(room, view_set, 4, rng):
                assert text.startswith(f"{len(view_set['views'])} image")
                for clause in re.sub("</?(think|answer)>", "", reply).split("; "):
                    judged = JUDGED.fullmatch(clause)
                    told = CLAUSE.fullmatch(judged[2] if judged else clause)
                    if told and told["is_at"]:
                        said = _said(told, "from_side", "from_it") if told["from_it"] else _said(told, "side", "degrees")
                        assert _off(_said(told, "is_side", "is_at"), said + _said(told, "moved_side", "moved")) < 0.1, reply
                        counts["turned"] += 1
                        counts["as before"] += _off(_said(told, "side", "degrees"), Solver(room, view_set).bearing(told["name"], int(told["view"]))) < 5
    assert counts["turned"] > 200 > 5 * counts["as before"], counts


def test_every_fact_of_an_exercise_is_true_and_what_follows_follows(rooms):
    rng, counts = np.random.default_rng(5), collections.Counter()
    for room in rooms:
        for view_set in room["sets"]:
            for text, reply in exercises(room, view_set, 12, rng):
                frame = re.search(r"(?:Seen from|seen from|The camera of|furthest \w+ in) image (\d)", text)
                frame, told, anchors, of_frame = int(frame[1]) if frame else 1, [], {}, False
                thought, answer = REPLY.fullmatch(reply).groups()
                if thought:
                    counts[_check_answer(Solver(room, view_set), text, thought.split("; "), answer.split("; "), frame)] += 1
                moved, both = re.search(r"did the camera move from image (\d)", text), re.search(r"in image (\d) and in image (\d)\?", text)
                for clause in (thought or answer).split("; "):
                    if clause.startswith("so "):
                        counts[_check_conclusion(Solver(room, view_set), text, thought, frame)] += 1
                        continue
                    if judged := JUDGED.fullmatch(clause):
                        assert f"{judged[1]}. {judged[2].split(' image ')[0]}" in text.split("? ")[1], text
                        clause = judged[2]
                    if moved and (one := CLAUSE.fullmatch(clause)):
                        _check_again(Solver(room, view_set), one, int(moved[1]), anchors)
                        counts["followed"] += one["move_left"] is not None
                    elif moved:
                        _check_turn(Solver(room, view_set), TURN.fullmatch(clause), int(moved[1]))
                    elif one := CLAUSE.fullmatch(clause):
                        _check_clause(Solver(room, view_set), one, frame, text)
                        if of_frame:
                            assert one["name"] == Solver(room, view_set).middle and not one["across"], clause
                            of_frame = False
                            continue
                        told.append(one)
                        if one["apart"]:
                            assert abs(float(one["apart"]) - math.dist(*(_middle(room, each["name"]) for each in (told[0], one)))) <= 0.051, reply
                            assert all(_axis(told[0], axis) == _axis(one, axis, "to_") for axis in ("left", "ahead")), reply
                            counts["apart"] += 1
                        if one["gap"]:
                            wide = Solver(room, view_set).wide(told[0]["name"], one["name"])
                            assert abs(float(one["gap"]) - wide) < 0.08, (reply, wide)
                            counts["gap"] += 1
                        if both:
                            assert one["view"] == both[1 + (len(told) - 1) % 2] and one["name"] == told[(len(told) - 1) // 2 * 2]["name"], (text, reply)
                            counts["twice"] += 1
                        counts["beside"] += one["from_it"] is not None
                    elif one := OTHER.fullmatch(clause):
                        _check_other(Solver(room, view_set), one, frame)
                        counts["other"] += 1
                    elif framed := FRAME.fullmatch(clause):
                        assert int(framed[1]) == frame
                        _check_frame(Solver(room, view_set), framed)
                        of_frame = view_set["middle"] is not None
                        counts["frame"] += 1
                    elif free := re.fullmatch(r"[a-z ]+ image (\d) ahead (\d+\.\d) m", clause):
                        assert abs(float(free[2]) - Solver(room, view_set).free(int(free[1]))) < 0.08, clause
                        counts["free"] += 1
                    else:
                        assert clause == "nothing", clause
    assert set(counts) == {"nearest", "furthest", "shown", "side", "apart", "gap", "free", "twice", "followed", "other", "beside", "frame", *(f"said {what}" for what in ("choices", "names", "lengths", "sides", "turns", "directions", "places", "motion"))} and min(counts.values()) > 8, counts


def _check_answer(solver, text, thought, said, frame):
    """That an answer says what its chain of thought has led to, and is true; gives what it says."""
    if thought[-1].startswith("so "):
        assert said == [re.sub(r"\b([A-D]) ", r"\1. ", thought[-1].removeprefix("so "))], text
        return "said choices"
    if "What is in" in text:
        assert said == [", ".join(CLAUSE.fullmatch(clause)["name"] for clause in thought)], text
        return "said names"
    if moved := re.search(r"did the camera move from image (\d)", text):
        assert len(said) == 1
        _check_other(solver, OTHER.fullmatch(said[0]), int(moved[1]))
        return "said motion"
    asked = re.findall(r"the (?!gaps? )([a-z ]+?)(?=,| from the|\?| is| are| to the| then| in metres)", text.split(". ")[-1])
    one, middle = re.search(r"from the ([a-z ]+?)(?: is| are| to)", text), re.search(r"from the ([a-z ]+)\?", text)
    names = [name for name in asked if not (one and name == one[1] or middle and name == middle[1])]
    found = [re.fullmatch(r"([a-z ]+?) (?:(left|right) (\d+)|(\d+\.\d) m|at (left|right) (\d+\.\d) (ahead|behind) (\d+\.\d)|(left|right|behind|in front))", each) for each in said]
    assert [each[1] for each in found] == names, (text, said)
    for name, *each in (each.groups() for each in found):
        if each[0]:
            turn = re.search(r"turns (left|right) (\d+)", text)
            assert _off(_signed(each[0], each[1]) + (_signed(*turn.groups()) if turn else 0), solver.bearing(name, frame)) <= 7.6, (text, said)
            kind = "said turns" if turn else "said directions"
        elif each[2]:
            far = solver.wide(one[1], name) if "How wide" in text else math.dist(*(_middle(solver.room, each) for each in (one[1], name)))
            assert abs(float(each[2]) - far) < 0.08, (text, said)
            kind = "said lengths"
        elif each[3]:
            ahead, left = solver._local(solver.pieces[name][1]["centre"], frame)
            assert abs(_signed(each[3], each[4]) - left) <= 0.051 and abs(float(each[6]) * (1 if each[5] == "ahead" else -1) - ahead) <= 0.051, (text, said)
            kind = "said places"
        else:
            assert _off(solver.beside(frame, name), {"behind": 0, "left": 90, "in front": 180, "right": -90}[each[7]]) <= 45.1, (text, said)
            kind = "said sides"
    return kind


def _check_conclusion(solver, text, reply, frame):
    """That the lettered things which a reply finds are those that the question means; gives the kind of the question."""
    judged = [(one[1], CLAUSE.fullmatch(one[2]), one[6] == "yes") for one in map(JUDGED.fullmatch, reply.split("; ")) if one]
    if asked := re.search(r"Which is (nearest|farthest)", text):
        far = [float(one["far"]) for _, one, _ in judged]
        best = min if asked[1] == "nearest" else max
        assert [mark for *_, mark in judged] == [far[n] == best(far[:n + 1]) and far[n] not in far[:n] for n in range(len(far))], reply
        found, kind = [(letter, one["name"]) for letter, one, mark in judged if mark][-1:], "nearest"
    elif asked := re.search(r"Which is the furthest (left|right)", text):
        seen = [_said(one, "side", "degrees") * (1 if asked[1] == "left" else -1) for _, one, _ in judged]
        _check_ways(reply)
        assert [mark for *_, mark in judged] == [place == 0 or seen[place] > max(seen[:place]) for place in range(len(seen))], reply
        found, kind = [(letter, one["name"]) for letter, one, mark in judged if mark][-1:], "furthest"
    elif asked := re.search(r"Which are in image (\d)", text):
        assert all(mark == (one["view"] == asked[1]) for _, one, mark in judged), reply
        found, kind = [(letter, one["name"]) for letter, one, mark in judged if mark], "shown"
    else:
        side = {"ahead": 0, "left": 90, "behind": 180, "right": -90}[re.search(r"which are (?:to the )?(\w+)\?", text)[1]]
        assert all(mark == (_off(solver.bearing(one["name"], frame), side) < 45) for _, one, mark in judged), reply
        found, kind = [(letter, one["name"]) for letter, one, mark in judged if mark], "side"
    assert reply.endswith("; so " + (", ".join(" ".join(one) for one in found) or "none")), reply
    return kind


def _check_ways(reply):
    """That each direction which is held against another is said to be so far from it."""
    for one in map(JUDGED.fullmatch, reply.split("; ")):
        if one and one[3]:
            seen = _said(CLAUSE.fullmatch(one[2]), "side", "degrees")
            assert _off(_signed(*one[3].split()) + _signed(one[4], one[5]), seen) < 0.1, one[0]


def _middle(room, name):
    return next(piece["centre"][:2] for piece in room["pieces"] if piece["name"] == name)


def _check_clause(solver, told, frame, asked):
    name, view, middle = told["name"], int(told["view"]), solver.middle
    number, piece = solver.pieces[name] if name != middle else (solver.set["middle"], solver.room["pieces"][solver.set["middle"]])
    assert solver.views[view - 1]["pixels"][number] > 0, told[0]
    x, y = solver._local(piece["centre"], view)
    assert _off(_said(told, "side", "degrees"), math.degrees(math.atan2(y, x))) <= 2.6, told[0]
    assert abs(float(told["far"]) - math.hypot(x, y)) <= 0.051, told[0]
    if told["across"]:
        ahead, left = solver._local(piece["centre"], frame)
        assert abs(_axis(told, "left") - left) <= 0.051 and abs(_axis(told, "ahead") - ahead) <= 0.051, told[0]
    if told["by_left"]:
        assert all(abs(float(told[f"by_{axis}"]) - abs(_axis(told, axis) - _axis(told, axis, "to_"))) < 0.001 for axis in ("left", "ahead")), told[0]
    if told["from_it"]:
        assert _off(_said(told, "from_side", "from_it"), solver.beside(view, name)) <= 2.6, told[0]
        assert bool(told["from_far"]) == bool(told["across"]), told[0]
        assert not told["from_far"] or abs(float(told["from_far"]) - math.dist(piece["centre"][:2], solver.room["pieces"][solver.set["middle"]]["centre"][:2])) <= 0.051, told[0]
    bearing = solver.beside(frame, name) if told["from_it"] else solver.bearing(name, frame)
    said = _said(told, "from_side", "from_it") if told["from_it"] else _said(told, "side", "degrees")
    if told["is_at"]:
        moved, said = _said(told, "moved_side", "moved"), said + _said(told, "moved_side", "moved")
        assert _off(moved, math.degrees(solver.views[view - 1]["yaw"] - solver.views[frame - 1]["yaw"])) <= 2.6, told[0]
        assert _off(_said(told, "is_side", "is_at"), said) < 0.1 and _off(said, bearing) <= 7.6, told[0]
    if told["then"]:
        turn = re.search(r"turns? (left|right) (\d+)", asked)
        bearing -= _signed(turn[1], turn[2])
        assert _off(_said(told, "turned_side", "turned"), -_signed(turn[1], turn[2])) < 0.1, (told[0], asked)
        assert _off(_said(told, "then_side", "then"), said + _said(told, "turned_side", "turned")) < 0.1, told[0]
        assert _off(_said(told, "then_side", "then"), bearing) <= 5.2, (told[0], asked)
    if told["on"]:
        of_middle = told["from_it"] and not told["across"]
        straight = {"behind": 0, "left": 90, "in front": 180, "right": -90} if of_middle else {"ahead": 0, "left": 90, "behind": 180, "right": -90}
        bearing = bearing if of_middle or told["then"] else solver.bearing(name, frame)
        assert _off(bearing, straight[told["on"]]) <= (50.1 if told["then"] else 45.1), (told[0], asked)


def _said(told, side, degrees):
    return _signed(told[side], told[degrees])


def _axis(told, axis, of=""):
    """Of a clause's place, or of the one it is held to, to the left or ahead."""
    return float(told[of + axis]) * (1 if told[of + ("across" if axis == "left" else "along")] in ("left", "ahead") else -1)


def _check_again(solver, told, first, anchors):
    """A thing as the first of two views shows it, or as the second does, and then again: where it would be if that were turned as the first, and
    how far the camera moved by that; `anchors` are the clauses that the next are held to, by the things' names."""
    view, number = int(told["view"]), solver.pieces[told["name"]][0]
    assert solver.views[view - 1]["pixels"][number] > 0 and _off(_said(told, "side", "degrees"), solver.bearing(told["name"], view)) <= 2.6, told[0]
    turn = math.degrees(solver.views[view - 1]["yaw"] - solver.views[first - 1]["yaw"])
    angle, far = math.radians(solver.bearing(told["name"], view) + turn), math.hypot(*solver._local(solver.pieces[told["name"]][1]["centre"], view))
    assert abs(float(told["far"]) - far) <= 0.051, told[0]
    if view != first and not told["moved"]:
        assert told["name"] in anchors and not told["across"], told[0]
        return
    assert abs(_axis(told, "left") - far * math.sin(angle)) <= 0.051 and abs(_axis(told, "ahead") - far * math.cos(angle)) <= 0.051, told[0]
    if view == first:
        assert not told["moved"] and not told["move_left"] and told["name"] not in anchors, told[0]
        anchors[told["name"]] = told
        return
    before = anchors[told["name"]]
    assert _off(_said(told, "moved_side", "moved"), turn) <= 2.6, told[0]
    assert _off(_said(told, "is_side", "is_at"), _said(told, "side", "degrees") + _said(told, "moved_side", "moved")) < 0.1, told[0]
    moved = solver._local(solver.views[view - 1]["position"], first)
    for axis, straight in zip(("ahead", "left"), moved):
        assert _axis(told, axis, "to_") == _axis(before, axis) and abs(_axis(told, axis, "move_") - _axis(before, axis) + _axis(told, axis)) < 0.001, told[0]
        assert abs(_axis(told, axis, "move_") - straight) <= 0.101, told[0]


def _check_turn(solver, told, frame):
    turn = math.degrees(solver.views[int(told[1]) - 1]["yaw"] - solver.views[frame - 1]["yaw"])
    assert _off(_signed(told[2], told[3]), turn) <= 2.6


def _check_frame(solver, framed):
    """That every other view of a set whose arrangement is told is said to be turned as it is; those after it in turn, then those before it."""
    frame, count, said = int(framed[1]), len(solver.views), TURN.findall(framed[2])
    assert [int(view) for view, *_ in said] == ([] if solver.set["kind"] == "motion" else [*range(frame + 1, count + 1), *range(frame - 1, 0, -1)]), framed[0]
    for turn in TURN.finditer(framed[2]):
        _check_turn(solver, turn, frame)


def _check_other(solver, told, frame):
    ahead, left = solver._local(solver.views[int(told[1]) - 1]["position"], frame)
    assert abs(_signed(told[2], told[3]) - left) <= 0.051
    assert abs(float(told[5]) * (1 if told[4] == "ahead" else -1) - ahead) <= 0.051
    _check_turn(solver, (told[0], told[1], *told.groups()[5:]), frame)


def _signed(side, number):
    return float(number) * (1 if side == "left" else -1)


def _off(first, second):
    return abs((first - second + 180) % 360 - 180)


def test_only_what_the_set_shows_is_named(asked):
    for room, view_set, question in asked:
        names = [piece["name"] for piece in room["pieces"]]
        for choice in question.choices:
            if choice in names:
                number = names.index(choice)
                assert names.count(choice) == 1
                assert max(room["views"][view]["pixels"][number] for view in view_set["views"]) >= 250, question



def test_the_same_seed_asks_the_same(rooms):
    one, two = (ask(rooms[0], rooms[0]["sets"][0], 8, np.random.default_rng(9)) for _ in range(2))
    assert one == two and one
