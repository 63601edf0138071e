"""Every answer again, from the written truth and the written question alone, with the robot moved a little."""

import functools
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from model.rooms.moment import SEEN_PIXELS, observe
from model.rooms.questions import KINDS
from model.rooms.quiz import quiz
from model.rooms.recording import Plan, Recording
from model.rooms.schedule import Faults
from model.rooms.truth import truth

SAMPLE = Path(__file__).parents[2] / "e2e" / "sample"
NUDGES = [(dx, dy, turn) for dx in (-0.05, 0, 0.05) for dy in (-0.05, 0, 0.05) for turn in (-4, 0, 4)]
SIDES = {"ahead": 0, "to the left": 90, "behind": 180, "to the right": -90}


class Facts:
    """What the truth file says, seen from the robot at one moment."""

    def __init__(self, written: dict, moment: int, nudge=(0, 0, 0)):
        base = written["moments"][moment]["odom_from_base"]
        self.x, self.y = base["x"] + nudge[0], base["y"] + nudge[1]
        self.yaw = base["yaw"] + math.radians(nudge[2])
        self.objects = written["objects"]

    def one(self, name: str) -> dict:
        """The only object of that name."""
        found = [o for o in self.objects if o["name"] == name.lower()]
        assert len(found) == 1, f"{len(found)} objects are called {name}"
        return found[0]

    def bearing(self, name: str) -> float:
        """Degrees to the left of the robot's heading."""
        x, y, _ = self.one(name)["centre"]
        return turned(math.degrees(math.atan2(y - self.y, x - self.x) - self.yaw))

    def distance(self, name: str) -> float:
        """From the robot to the middle of the object along the floor."""
        x, y, _ = self.one(name)["centre"]
        return math.hypot(x - self.x, y - self.y)

    def apart(self, first: str, second: str) -> float:
        """Between two middles along the floor."""
        (a, b, _), (c, d, _) = self.one(first)["centre"], self.one(second)["centre"]
        return math.hypot(a - c, b - d)

    def heading(self, origin: str, target: str) -> float:
        """Direction from one middle to another, degrees in the room."""
        (a, b, _), (c, d, _) = self.one(origin)["centre"], self.one(target)["centre"]
        return math.degrees(math.atan2(d - b, c - a))

    def top(self, name: str) -> float:
        """Height of the highest point."""
        thing = self.one(name)
        return thing["centre"][2] + thing["size"][2] / 2


def turned(degrees: float) -> float:
    """The same angle from -180 to 180."""
    return (degrees + 180) % 360 - 180


def side(degrees: float) -> str:
    """The quarter in which a direction lies."""
    return min(SIDES, key=lambda name: abs(turned(degrees - SIDES[name]))).capitalize()


def closest(choices, degrees, facts):
    """The choice that lies nearest to a direction."""
    return min(choices, key=lambda name: abs(turned(facts.bearing(name) - degrees)))


def length(choices, metres):
    """The choice nearest to a length."""
    return min(choices, key=lambda text: abs(float(text.split()[0]) - metres))


def solve(kind: str, text: str, choices: list[str], facts: Facts) -> str:
    """The right choice."""
    def said(pattern):
        found = re.search(pattern, text)
        assert found, f"{text!r} does not read {pattern!r}"
        return found.groups()

    if kind == "direction":
        return side(facts.bearing(*said(r"Where is the ([\w ]+), seen from")))
    if kind == "what_is_there":
        where = said(r"Which of these is (in front of|to the left of|behind|to the right of) the robot")[0]
        return closest(choices, {"in front of": 0, "to the left of": 90, "behind": 180, "to the right of": -90}[where], facts)
    if kind == "after_turn":
        turn = said(r"turns (90 degrees to its left|90 degrees to its right|around)")[0]
        return closest(choices, {"around": 180}.get(turn, 90 if "left" in turn else -90), facts)
    if kind in ("nearest", "farthest"):
        return (min if kind == "nearest" else max)(choices, key=facts.distance)
    if kind == "tallest":
        return max(choices, key=facts.top)
    if kind == "nearest_to":
        anchor, = said(r"nearest to the ([\w ]+)\?")
        return min(choices, key=lambda name: facts.apart(name, anchor))
    if kind == "distance":
        return length(choices, facts.distance(*said(r"middle of the ([\w ]+) from the middle of the robot")))
    if kind == "how_far_apart":
        return length(choices, facts.apart(*said(r"middle of the ([\w ]+) and the middle of the ([\w ]+), along")))
    if kind == "viewpoint":
        stand, face, thing = said(r"place of the ([\w ]+) and faces the ([\w ]+)\. Where is the ([\w ]+) for")
        return side(facts.heading(stand, thing) - facts.heading(stand, face))
    if kind == "from_seat":
        seat, thing = said(r"sits (?:in|on) the ([\w ]+), leaning against its back\. Where is the ([\w ]+) for")
        return side(facts.heading(seat, thing) - math.degrees(facts.one(seat)["yaw"]))
    assert kind == "count"
    return str(sum(o["name"] == "chair" for o in facts.objects))


def check(question: dict, written: dict, instances) -> None:
    """The written answer is the right one, however the robot is nudged."""
    choices, kind = question["choices"], question["type"]
    names = {str(o["id"]): o["name"] for o in written["objects"]}
    want = choices[question["answer"]]
    assert len(set(choices.values())) == len(choices)
    if kind in ("which_image", "left_or_right"):
        assert want == from_pixels(kind, question["question"], names, instances(question["moment"]))
        return
    text = question["question"].split("robot: ", 1)[1]
    for nudge in NUDGES:
        got = solve(kind, text, list(choices.values()), Facts(written, question["moment"], nudge))
        assert got == want, f"{question['id']}: {got}, not {want}, nudged by {nudge}"


def from_pixels(kind, text, names, ids):
    """Answers of questions about the images themselves."""
    def masks(name):
        return ids == next(int(n) for n, known in names.items() if known == name)

    if kind == "which_image":
        name = re.search(r"shows the ([\w ]+)\?", text)[1]
        return f"Image {int(masks(name).sum(axis=(1, 2)).argmax()) + 1}"
    pattern = r"In image (\d), is the ([\w ]+) to the left or to the right of the ([\w ]+)\?"
    image, first, second = re.search(pattern, text).groups()
    middles = [np.nonzero(masks(name)[int(image) - 1])[1].mean() for name in (first, second)]
    return "Left" if middles[0] < middles[1] else "Right"


def viewer(recording):
    """A function that gives the instance ids of the four views of a moment."""
    @functools.cache
    def instances(moment):
        poses = [recording.optical_pose(frame) for frame in recording.frames[moment]]
        return recording.room.render(poses, recording.cameras[0].lens).instances
    return instances


def test_the_sample_questions_are_true():
    written = json.loads((SAMPLE / "truth.json").read_text())
    questions = [json.loads(line) for line in (SAMPLE / "questions.jsonl").read_text().splitlines()]
    assert len(questions) >= 12 and len({q["id"] for q in questions}) == len(questions)
    assert len({q["type"] for q in questions}) == len(KINDS)
    instances = viewer(Recording(Plan(written["seed"])))
    for question in questions:
        moment = written["moments"][question["moment"]]
        assert moment["stamp_nanos"] == question["stamp_nanos"]
        assert all(frame["status"] == "ok" for frame in moment["frames"])
        check(question, written, instances)


@pytest.mark.parametrize("seed", range(100, 106))
def test_questions_of_other_rooms_are_true(seed):
    recording = Recording(Plan(seed, faults=Faults(None, None)))
    questions = quiz(recording, [3, 9, 15], rounds=2)
    assert len(questions) >= 18
    written, instances = truth(recording), viewer(recording)
    for question in questions:
        check(question, written, instances)


def test_answers_have_no_favourite_letter():
    letters = [q["answer"] for seed in range(100, 104) for q in quiz(Recording(Plan(seed)), [2, 9], rounds=3)
               if len(q["choices"]) == 4]
    share = [letters.count(letter) / len(letters) for letter in "ABCD"]
    assert min(share) > 0.12 and max(share) < 0.42


def test_what_is_asked_about_can_be_seen():
    recording = Recording(Plan(7))
    pose = recording.drive.pose(recording.frames[9][0].stamp_nanos)
    moment = observe(recording.room, pose, recording.cameras)
    ids = viewer(recording)(9)
    names = [piece.name for piece in recording.room.pieces]
    for thing in moment.things:
        assert names.count(thing.name) == 1
        pixels = (ids == names.index(thing.name) + 1).sum()
        assert pixels > 0.8 * SEEN_PIXELS, f"{thing.name}: {pixels} pixels"
