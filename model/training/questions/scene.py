"""A set of views and what it shows, measured from every camera."""

from functools import cached_property

import numpy as np

from .angles import against, fives, located, moved, sided, spoken, turned
from .plan import gaps, segment_distances
from .settings import SEEN_PIXELS
from .thing import HUNG, Thing

ONE_SPOT = ("single", "surround", "rotation")


def framed(view: int, turns: dict[int, float]) -> str:
    """The view that a chain of thought is told in, and how far others are turned against it, in words: those after it in turn, then those
    before it, each a step from the one said last."""
    others = [*sorted(other for other in turns if other > view), *sorted((other for other in turns if other < view), reverse=True)]
    return " ".join([f"from image {view + 1}", *(f"image {other + 1} turned {spoken(turns[other])}" for other in others)])


def arranged(count: int, step: int, middle: str | None) -> str:
    """How several views are arranged, in words: from one spot, each turned by `step` degrees, or that far around a middle piece."""
    further = f"{abs(step)} degrees further {'left' if step > 0 else 'right'}"
    return f"{count} images from one spot, each turned {further}." if middle is None else f"{count} images around the {middle}, each from {further} of it."


class Scene:
    """`things` are the objects whose name is unique in the room and of which one view at least shows enough; `centre` is the piece that the
    cameras stand around, if there is one, and `middle` the same if it is one of the things.

    A view's frame: left and ahead of its camera along the floor, metres. Views are counted from 0, in texts from 1.
    """

    def __init__(self, room: dict, view_set: dict):
        self.room, self.kind = room, view_set["kind"]
        views = [room["views"][view] for view in view_set["views"]]
        self.count = len(views)
        self.positions = np.array([view["position"][:2] for view in views])
        self.yaws = [float(np.degrees(view["yaw"])) for view in views]
        self.pieces = room["pieces"]
        self.pixels = np.array([view["pixels"] for view in views])
        self.columns = [view["columns"] for view in views]
        every, number = self._measured(), view_set.get("middle")
        names = [thing.name for thing in every]
        self.things = [thing for thing in every if max(thing.pixels) >= SEEN_PIXELS and names.count(thing.name) == 1]
        self.centre = None if number is None else every[number]
        self.middle = self.centre if self.centre in self.things else None

    def _measured(self) -> list[Thing]:
        away = np.array([piece["centre"][:2] for piece in self.pieces])[None] - self.positions[:, None]
        distance = np.hypot(away[..., 0], away[..., 1])
        bearing = np.degrees(np.arctan2(away[..., 1], away[..., 0])) - np.array(self.yaws)[:, None]
        bearing, best = 180 - (180 - bearing) % 360, self.pixels.argmax(axis=0)
        columns = [list(map(tuple, array.T.tolist())) for array in (self.pixels, bearing, distance)]
        return [Thing(piece["name"], piece["category"], n, *(column[n] for column in columns), int(best[n])) for n, piece in enumerate(self.pieces)]

    @property
    def one_spot(self) -> bool:
        """Whether all views are from one place."""
        return self.kind in ONE_SPOT

    @property
    def step(self) -> int:
        """Degrees from one view to the next, left positive: how far the camera turned, or how far it went around the middle."""
        change = turned(self.yaws[1] - self.yaws[0]) if self.count > 1 else 0.0
        return fives(change if self.one_spot else -change)

    @property
    def opening(self) -> str:
        """How the views are arranged."""
        if self.kind == "single":
            return "1 image."
        if self.kind == "motion":
            return "2 images; the camera moved between them."
        return arranged(self.count, self.step, None if self.one_spot else self.centre.name)

    @cached_property
    def outlines(self) -> np.ndarray:
        """The outlines of all pieces on the floor, [pieces, 4, 2]."""
        return np.array([piece["footprint"] for piece in self.pieces])

    @cached_property
    def gaps(self) -> np.ndarray:
        """Between the outlines of every two pieces, metres."""
        return gaps(self.outlines)

    @cached_property
    def edges(self) -> np.ndarray:
        """From every camera to the outline of every piece, metres [views, pieces]."""
        return segment_distances(self.positions, self.outlines)

    @cached_property
    def blocking(self) -> list[int]:
        """The pieces that stand in a robot's way."""
        return [n for n, piece in enumerate(self.pieces) if piece["category"] not in (*HUNG, "rug")]

    def apart(self, first: Thing, second: Thing) -> float:
        """Between two middles along the floor."""
        (a, b), (c, d) = (self.pieces[thing.number]["centre"][:2] for thing in (first, second))
        return float(np.hypot(a - c, b - d))

    def place(self, thing: Thing, view: int) -> tuple[float, float]:
        """Its middle in a view's frame: left, ahead."""
        angle, far = np.radians(thing.bearing[view]), thing.distance[view]
        return float(far * np.sin(angle)), float(far * np.cos(angle))

    def clause(self, thing: Thing, view: int | None = None) -> str:
        """What a look at one view tells of a thing."""
        view = thing.best if view is None else view
        return f"{thing.name} image {view + 1} {self.look(thing, view)}"

    def look(self, thing: Thing, view: int) -> str:
        """Direction and distance of a thing from a view's camera, in words."""
        return f"{spoken(thing.bearing[view])} {thing.distance[view]:.1f} m"

    def at(self, thing: Thing, view: int = 0) -> str:
        """Where a thing is in a view's frame, in words."""
        return located(*self.place(thing, view))

    def other(self, other: int, view: int) -> str:
        """Where another view's camera is in a view's frame and how far it is turned, in words."""
        away, yaw = self.positions[other] - self.positions[view], np.radians(self.yaws[view])
        left, ahead = away @ (-np.sin(yaw), np.cos(yaw)), away @ (np.cos(yaw), np.sin(yaw))
        return f"image {other + 1} {located(float(left), float(ahead))} turned {spoken(self.yaws[other] - self.yaws[view])}"

    def frame(self, view: int) -> str:
        """A view that a chain of thought is told in, how far the others are turned against it where the opening tells how they are arranged, and
        where the piece that they stand around is."""
        turns = framed(view, {} if self.kind == "motion" else {other: self.yaws[other] - self.yaws[view] for other in range(self.count) if other != view})
        return turns if self.centre is None else f"{turns}; {self.clause(self.centre, view)}"

    def turn(self, other: int, view: int) -> str:
        """How far another view is turned from a view, in words."""
        return f"image {other + 1} turned {spoken(self.yaws[other] - self.yaws[view])}"

    def again(self, thing: Thing, other: int, view: int) -> str:
        """A thing as another view shows it, in which direction it would be if that view were turned as this one, its place then and its place
        for this one: the difference is how far the camera moved, left or right and ahead or behind."""
        turn = self.yaws[other] - self.yaws[view]
        angle, far = np.radians(thing.bearing[other] + turn), thing.distance[other]
        then, is_at = (far * np.sin(angle), far * np.cos(angle)), fives(fives(thing.bearing[other]) + fives(turn))
        return f"{self.clause(thing, other)} {self.turn(other, view)} is {spoken(is_at)} {moved(then, self.place(thing, view))}"

    def angle(self, thing: Thing, view: int) -> int:
        """The bearing from a view of a one-spot set that its best view and the turn between the two add up to."""
        return self._turned(thing.bearing[thing.best], thing, view)

    def from_middle(self, thing: Thing, view: int) -> float:
        """The direction in which a thing lies from the middle piece: 0 away from a view's camera, to its left positive."""
        (left, ahead), (middle_left, middle_ahead) = self.place(thing, view), self.place(self.centre, view)
        return float(np.degrees(np.arctan2(left - middle_left, ahead - middle_ahead)))

    def whole(self, thing: Thing, view: int = 0) -> str:
        """A thing's clause and its place in a view's frame, step by step if another view shows it best."""
        return f"{self._led(thing, view)} {self.at(thing, view)}"

    def beside(self, thing: Thing, view: int, metres: bool = False) -> str:
        """A thing's clause and in which direction it is from the middle piece, with `metres` how far too: for the view that shows it best, and for this one."""
        own, far = self.from_middle(thing, thing.best), f" {self.apart(thing, self.centre):.1f} m" if metres else ""
        return f"{self.clause(thing)} from it {spoken(own)}{far}" + ("" if thing.best == view else self._moved(own, thing, view))

    def after_turn(self, thing: Thing, view: int, turn: int) -> str:
        """Where a thing of a one-spot set is for a view, and where it is when its camera has turned by so many degrees."""
        then = self.angle(thing, view) - turn
        return f"{self.from_view(thing, view)} turned {spoken(-turn)} then {spoken(then)} on {sided(then)}"

    def from_view(self, thing: Thing, view: int) -> str:
        """A thing's clause, and if another view shows it best, where it is for this one."""
        return self._led(thing, view) if thing.best == view or self.one_spot else self.whole(thing, view)

    def whole_to(self, thing: Thing, other: Thing) -> str:
        """A thing's clause, its place in the first view's frame, that of another thing, and how far apart the two are along each axis."""
        return f"{self._led(thing, 0)} {against(self.place(thing, 0), self.place(other, 0))}"

    def _led(self, thing: Thing, view: int) -> str:
        """A thing's clause, and what leads from its best view to another: a turn on the spot, or one around the middle piece."""
        if thing.best == view or self.centre in (None, thing) and not self.one_spot:
            return self.clause(thing)
        return self.clause(thing) + self._moved(thing.bearing[thing.best], thing, view) if self.one_spot else self.beside(thing, view, metres=True)

    def _moved(self, degrees: float, thing: Thing, view: int) -> str:
        """How far a direction for a thing's best view is turned for another, and what it is then, in words."""
        return f" {self.turn(thing.best, view)} is {spoken(self._turned(degrees, thing, view))}"

    def _turned(self, degrees: float, thing: Thing, view: int) -> int:
        """A direction for a thing's best view, for another view that is turned against it."""
        return fives(fives(degrees) + fives(self.yaws[thing.best] - self.yaws[view]))
