"""Proves on a dataset's own records that nothing of what is held out has been trained on.

It does not ask the code that made the dataset: layouts, sets of objects, colours and rigs are compared as they are.
"""

from ..data import Dataset
from ..data.splits import FIRST_SEED, HELD_OUT, HELD_OUT_HEIGHT, HELD_OUT_VIEW, NEVER_SEEN, NEVER_TOGETHER, TRAIN

_CENTIMETRE = 0.01  # two rooms are laid out alike if all stands at the same centimetre


def check(data: Dataset) -> dict:
    """Raises ValueError with what is wrong; gives what was compared, for a report."""
    train, held_out = data.of(TRAIN), data.of(HELD_OUT)
    problems = [*_rooms(train, held_out), *_objects(train, held_out), *_colours(train, held_out), *_rigs(train, held_out)]
    if problems:
        more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
        raise ValueError("dataset: what is held out is in training: " + "; ".join(problems[:5]) + more)
    return {"rooms": len(train), "held_out_rooms": len(held_out), "object_sets": len(set(map(_things, train))),
            "held_out_object_sets": len(set(map(_things, held_out))), "views": _views(train), "held_out_views": _views(held_out)}


def _rooms(train, held_out):
    if not train or not held_out:
        yield f"{len(train)} rooms to train on and {len(held_out)} to test on; both are needed"
    last = FIRST_SEED[HELD_OUT]
    yield from (f"room {room['seed']} is trained on and has a seed from {last} on" for room in train if room["seed"] >= last)
    yield from (f"room {room['seed']} is held out and has a seed below {last}" for room in held_out if room["seed"] < last)
    seen = {_layout(room): room["seed"] for room in train}
    yield from (f"rooms {room['seed']} and {seen[_layout(room)]} are laid out alike" for room in held_out if _layout(room) in seen)
    rows = {view["index"] for room in train for view in room["views"]}
    yield from (f"room {room['seed']} shares views with one of training" for room in held_out if rows & {view["index"] for view in room["views"]})


def _objects(train, held_out):
    seen = {_things(room) for room in train}
    yield from (f"room {room['seed']} holds the same things as one of training" for room in held_out if _things(room) in seen)
    pairs = [tuple(_CALLED.get(name, name) for name in pair) for pair in NEVER_TOGETHER]
    for room in train:
        names = _things(room)
        yield from (f"room {room['seed']} of training holds {first} and {second}" for first, second in pairs if {first, second} <= names)
    yield from (f"room {room['seed']} holds no pair that training has not" for room in held_out
                if not any(set(pair) <= _things(room) for pair in pairs))


def _colours(train, held_out):
    for room in train:
        yield from (f"room {room['seed']} of training has a {piece['colour']} {piece['name']}" for piece in room["pieces"] if _rare(piece))
    yield from (f"room {room['seed']} has no colour that training has not" for room in held_out if not any(map(_rare, room["pieces"])))


def _rigs(train, held_out):
    for room in train:
        for view in room["views"]:
            if _within(view["position"][2], HELD_OUT_HEIGHT) or _within(view["fov"], HELD_OUT_VIEW):
                yield f"room {room['seed']} of training has a camera {view['position'][2]:.2f} m high that sees {view['fov']:.1f} degrees"
    for room in held_out:
        for view in room["views"]:
            if not (_within(view["position"][2], HELD_OUT_HEIGHT) and _within(view["fov"], HELD_OUT_VIEW)):
                yield f"room {room['seed']} has a camera {view['position'][2]:.2f} m high that sees {view['fov']:.1f} degrees, as training may"


_CALLED = {"crate": "toy chest"}  # what a room's plan calls a piece, and what the piece is called


def _things(room: dict) -> frozenset[str]:
    return frozenset(piece["name"] for piece in room["pieces"])


def _layout(room: dict) -> frozenset[tuple]:
    return frozenset((piece["name"], *(round(value / _CENTIMETRE) for value in piece["centre"][:2])) for piece in room["pieces"])


def _rare(piece: dict) -> bool:
    return (piece["category"], piece["colour"]) in NEVER_SEEN


def _within(value: float, band: tuple[float, float]) -> bool:
    return band[0] <= value <= band[1]


def _views(rooms: list[dict]) -> int:
    return sum(len(room["views"]) for room in rooms)
