"""All orders and parts of a room's view sets that can be asked about."""


def variants(sets: list[dict], views: int) -> list[dict]:
    """The sets themselves, begun elsewhere, turned around or in part, and every view alone."""
    out = []
    for one in sets:
        out += _VARIANTS[one["kind"]](one)
    return out + [{"kind": "single", "views": [view], "middle": None} for view in range(views)]


def _single(one: dict) -> list[dict]:
    return []


def _surround(one: dict) -> list[dict]:
    count = len(one["views"])
    return [{**one, "views": _from(one["views"], start)} for start in range(count)]


def _rotation(one: dict) -> list[dict]:
    """Runs of two or more views, to the left as taken and to the right when read backwards."""
    views, out = one["views"], []
    for length in range(2, len(views) + 1):
        for start in range(len(views) - length + 1):
            run = views[start:start + length]
            out += [{**one, "views": run, "turn": 1}, {**one, "views": run[::-1], "turn": -1}]
    return out


def _among(one: dict) -> list[dict]:
    views, out = one["views"], []
    for turn in (1, -1):
        for start in range(len(views)):
            order = _from(views[::turn], start)
            out.append({**one, "views": order, "turn": turn})
            out += [{**one, "kind": "around", "views": order[:length], "turn": turn, "step": 90.0} for length in (2, 3)]
    return out


def _motion(one: dict) -> list[dict]:
    return [one, {**one, "views": one["views"][::-1]}]


def _from(views: list[int], start: int) -> list[int]:
    return [*views[start:], *views[:start]]


_VARIANTS = {"single": _single, "surround": _surround, "rotation": _rotation, "among": _among, "motion": _motion}
