"""Answers questions again from their words and the room's record alone, by other means than those that made them."""

import math
import re

import numpy as np

_SIDES = {"ahead": 0, "left": 90, "behind": 180, "right": -90}
_AROUND = {"behind": 0, "left": 90, "in front": 180, "right": -90}
_WAYS = {"forward": 0, "left": 90, "backward": 180, "right": -90}
_ROBOT_METRES = 0.6


class Solver:
    """One set of views, nudged a little: (x, y) metres and degrees of the asking camera."""

    def __init__(self, room: dict, view_set: dict, nudge=(0.0, 0.0, 0.0)):
        self.room, self.set, self.nudge = room, view_set, nudge
        self.views = [room["views"][view] for view in view_set["views"]]
        self.pieces = {piece["name"]: (number, piece) for number, piece in enumerate(room["pieces"])}
        self.middle = None if view_set["middle"] is None else room["pieces"][view_set["middle"]]["name"]

    def solve(self, text: str, choices: tuple[str, ...]) -> str:
        """The right choice."""
        for pattern, method in _KINDS:
            found = re.search(pattern, text)
            if found:
                return method(self, choices, *found.groups())
        raise AssertionError(f"no way to solve {text!r}")

    def bearing(self, name: str, view: int) -> float:
        """Degrees to the left of the way a view looks; views count from 1."""
        x, y = self._local(self.pieces[name][1]["centre"], view)
        return math.degrees(math.atan2(y, x))

    def _local(self, point, view):
        camera = self.views[view - 1]
        x, y = point[0] - camera["position"][0] - self.nudge[0], point[1] - camera["position"][1] - self.nudge[1]
        yaw = camera["yaw"] + math.radians(self.nudge[2])
        return x * math.cos(yaw) + y * math.sin(yaw), -x * math.sin(yaw) + y * math.cos(yaw)

    def _far(self, name, view):
        return math.hypot(*self._local(self.pieces[name][1]["centre"], view))

    def _apart(self, first, second):
        return math.dist(self.pieces[first][1]["centre"][:2], self.pieces[second][1]["centre"][:2])

    def where(self, choices, view, name):
        """A side of the camera."""
        return _closest(_SIDES, self.bearing(name, int(view)))

    def what(self, choices, view, side):
        """The thing that is nearest to a side's middle."""
        straight = _SIDES[side.removeprefix("to your ").removeprefix("to the ").removesuffix(" of you").removesuffix(" you")]
        return min(choices, key=lambda name: abs(_turned(self.bearing(name, int(view)) - straight)))

    def furthest(self, choices, side, view):
        """The thing at one side of an image."""
        return (max if side == "left" else min)(choices, key=lambda name: self.bearing(name, int(view)))

    def beside(self, view, name):
        """The direction from the middle piece to a thing: 0 away from the camera."""
        (x, y), (u, v) = (self._local(piece["centre"], int(view)) for piece in (self.pieces[name][1], self.room["pieces"][self.set["middle"]]))
        return math.degrees(math.atan2(y - v, x - u))

    def side_of(self, choices, view, middle, name):
        """A side of the middle piece."""
        assert middle == self.middle
        return _closest(_AROUND, self.beside(view, name))

    def side_from(self, choices, view, name, middle):
        """A side of the middle piece, named last."""
        return self.side_of(choices, view, middle, name)

    def what_beside(self, choices, view, side, middle):
        """The thing on a side of the middle piece."""
        straight = _AROUND[side.removeprefix("to the ").removesuffix(" of")]
        assert middle == self.middle
        return min(choices, key=lambda name: abs(_turned(self.beside(view, name) - straight)))

    def turned_ahead(self, choices, view, way, degrees):
        """What is ahead after a turn."""
        turn = int(degrees) * (1 if way == "left" else -1)
        return min(choices, key=lambda name: abs(_turned(self.bearing(name, int(view)) - turn)))

    def turned_where(self, choices, view, way, degrees, name):
        """The side of a thing after a turn."""
        return _closest(_SIDES, self.bearing(name, int(view)) - int(degrees) * (1 if way == "left" else -1))

    def turn(self, choices, first, second):
        """How far a camera turned."""
        degrees = math.degrees(self.views[int(second) - 1]["yaw"] - self.views[int(first) - 1]["yaw"])
        said = {choice: int(choice.split()[1]) * (1 if choice.startswith("left") else -1) for choice in choices}
        return min(choices, key=lambda choice: abs(_turned(said[choice] - degrees)))

    def turn_back(self, choices, second, first):
        """The same, the later view named first."""
        return self.turn(choices, first, second)

    def moved(self, choices, first, second):
        """The way a camera went."""
        x, y = self._local(self.views[int(second) - 1]["position"], int(first))
        return _closest(_WAYS, math.degrees(math.atan2(y, x)))

    def which(self, choices, name):
        """The image that shows most of a thing."""
        return max(choices, key=lambda choice: self._pixels(name, int(choice.split()[1])))

    def shown(self, choices, view):
        """The thing of which an image shows most."""
        return max(choices, key=lambda name: self._pixels(name, int(view)))

    def _pixels(self, name, view):
        return self.views[view - 1]["pixels"][self.pieces[name][0]]

    def nearest(self, choices, view=None):
        """The nearest to a camera."""
        return min(choices, key=lambda name: self._far(name, int(view or 1)))

    def farthest(self, choices, view=None):
        """The farthest from a camera."""
        return max(choices, key=lambda name: self._far(name, int(view or 1)))

    def nearest_to(self, choices, anchor):
        """The nearest to a thing."""
        return min(choices, key=lambda name: self._apart(name, anchor))

    def farthest_from(self, choices, anchor):
        """The farthest from a thing."""
        return max(choices, key=lambda name: self._apart(name, anchor))

    def far(self, choices, name, view=None):
        """How far a thing is."""
        return _length(choices, self._far(name, int(view or 1)))

    def apart(self, choices, first, second):
        """How far two things are apart."""
        return _length(choices, self._apart(first, second))

    def gap(self, choices, first, second):
        """The space between two outlines."""
        wide = self.wide(first, second)
        choice = _length(choices, wide)
        assert choice.startswith("yes" if wide >= _ROBOT_METRES - 0.05 else "no")
        return choice

    def wide(self, first, second):
        """Metres between two outlines, by points along them."""
        outlines = [_along(self.pieces[name][1]["footprint"]) for name in (first, second)]
        return float(np.linalg.norm(outlines[0][:, None] - outlines[1][None], axis=-1).min())

    def way(self, choices, view):
        """The free way ahead."""
        return _length(choices, self.free(int(view)))

    def free(self, view):
        """Metres of the free way ahead, by points of the way a centimetre apart."""
        outlines = [piece["footprint"] for piece in self.room["pieces"] if piece["category"] not in ("rug", "window", "painting", "clock")]
        camera, half = self.views[view - 1], self.room["half"]
        along, across = np.meshgrid(np.arange(1, 1000) / 100, np.linspace(-0.3, 0.3, 13), indexing="ij")
        cosine, sine = math.cos(camera["yaw"]), math.sin(camera["yaw"])
        x = camera["position"][0] + along * cosine - across * sine
        y = camera["position"][1] + along * sine + across * cosine
        met = (abs(x) > half[0]) | (abs(y) > half[1])
        for outline in outlines:
            met |= _inside(outline, x, y)
        return float(along[met.any(axis=1).argmax(), 0])


_KINDS = (
    (r"image (\d) the camera turns (left|right) (\d+) degrees\. What is ahead", Solver.turned_ahead),
    (r"image (\d) and turn (left|right) (\d+) degrees\. What is ahead", Solver.turned_ahead),
    (r"image (\d) the camera turns (left|right) (\d+) degrees\. Where is the ([\w ]+) then", Solver.turned_where),
    (r"image (\d) and turn (left|right) (\d+) degrees\. Where is the ([\w ]+) then", Solver.turned_where),
    (r"did the camera turn from image (\d) to image (\d)", Solver.turn),
    (r"By how much is image (\d) turned from image (\d)", Solver.turn_back),
    (r"[Ww]hich way did the camera move from image (\d) to image (\d)", Solver.moved),
    (r"From image (\d) to image (\d), which way", Solver.moved),
    (r"The camera went from image (\d) to image (\d)", Solver.moved),
    (r"Seen from image (\d), on which side of the ([\w ]+) is the ([\w ]+)\?", Solver.side_of),
    (r"Seen from image (\d), where is the ([\w ]+) from the ([\w ]+)\?", Solver.side_from),
    (r"Seen from image (\d), what is (behind|in front of|to the left of|to the right of) the ([\w ]+)\?", Solver.what_beside),
    (r"Seen from image (\d), where is the ([\w ]+)\?", Solver.where),
    (r"For the camera of image (\d), where is the ([\w ]+)\?", Solver.where),
    (r"You look the way of image (\d)\. Where is the ([\w ]+)\?", Solver.where),
    (r"Seen from image (\d), what is ([\w ]+)\?", Solver.what),
    (r"image (\d)\. What is ([\w ]+)\?", Solver.what),
    (r"image (\d) and look the same way\. What is ([\w ]+)\?", Solver.what),
    (r"furthest (left|right) in image (\d)", Solver.furthest),
    (r"Which image shows the ([\w ]+)\?", Solver.which),
    (r"In which image is the ([\w ]+)\?", Solver.which),
    (r"Which of these is in image (\d)", Solver.shown),
    (r"Which of these does image (\d) show", Solver.shown),
    (r"nearest to the camera(?: of image (\d))?\?", Solver.nearest),
    (r"the nearest(?: in image (\d))?\?", Solver.nearest),
    (r"farthest from the camera(?: of image (\d))?\?", Solver.farthest),
    (r"the farthest(?: in image (\d))?\?", Solver.farthest),
    (r"nearest (?:thing )?to the ([\w ]+)\?", Solver.nearest_to),
    (r"farthest (?:thing )?from the ([\w ]+)\?", Solver.farthest_from),
    (r"How far is the ([\w ]+) from the camera(?: in image (\d))?\?", Solver.far),
    (r"How far away is the middle of the ([\w ]+?)(?: in image (\d))?\?", Solver.far),
    (r"How far apart are the ([\w ]+) and the ([\w ]+)\?", Solver.apart),
    (r"How far is the ([\w ]+) from the ([\w ]+)\?", Solver.apart),
    (r"between the ([\w ]+) and the ([\w ]+)\?", Solver.gap),
    (r"image (\d)\. How far can a robot drive", Solver.way),
    (r"straight ahead in image (\d)", Solver.way),
)


def _turned(degrees):
    return (degrees + 180) % 360 - 180


def _closest(sides, degrees):
    return min(sides, key=lambda name: abs(_turned(degrees - sides[name])))


def _length(choices, metres):
    return min(choices, key=lambda choice: abs(float(re.search(r"\d+\.\d", choice)[0]) - metres))


def _along(outline):
    corners, share = np.array(outline), np.arange(60)[:, None, None] / 60
    return (corners + share * (np.roll(corners, -1, axis=0) - corners)).reshape(-1, 2)


def _inside(outline, x, y):
    crossings = [(b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) for a, b in zip(outline, outline[1:] + outline[:1])]
    return (np.min(crossings, axis=0) >= 0) | (np.max(crossings, axis=0) <= 0)
