"""Nothing of what is held out is in training: rooms as they are laid out, not rendered."""

import copy

import numpy as np
import pytest

from model.training.data.record import record_piece
from model.training.data.spots import Scout
from model.training.data.splits import HELD_OUT, HELD_OUT_HEIGHT, HELD_OUT_VIEW, TRAIN, mount, room
from model.training.evaluate.held_out import check

COUNTS = {TRAIN: 12, HELD_OUT: 8}


class Records:
    """A dataset's records without its pictures."""

    def __init__(self, rooms):
        self.rooms = rooms

    def of(self, split):
        return [room for room in self.rooms if room["split"] == split]


def record(split, number, first_row):
    seed, made = room(split, number)
    spots = Scout(made, split, np.random.default_rng([seed, 4])).explore().spots
    views = [{"index": first_row + n, "position": spot.pose().translation.tolist(), "fov": spot.mount.fov} for n, spot in enumerate(spots)]
    return {"seed": seed, "split": split, "pieces": [record_piece(piece) for piece in made.pieces], "views": views}


@pytest.fixture(scope="module")
def rooms():
    return [record(split, number, 100 * number + 10_000 * (split == HELD_OUT)) for split, count in COUNTS.items() for number in range(count)]


def test_rooms_of_the_splits_share_no_layout_objects_colours_or_rigs(rooms):
    assert check(Records(rooms)) == {
        "rooms": 12, "held_out_rooms": 8, "object_sets": len({frozenset(p["name"] for p in r["pieces"]) for r in rooms[:12]}),
        "held_out_object_sets": len({frozenset(p["name"] for p in r["pieces"]) for r in rooms[12:]}), "views": 96, "held_out_views": 64,
    }


def test_the_splits_need_not_believe_each_other(rooms):
    """Every way to let something held out slip into training is refused, by its name."""
    held_out = len(rooms) - 1

    def refused(change, say):
        changed = copy.deepcopy(rooms)
        change(changed)
        with pytest.raises(ValueError, match=say):
            check(Records(changed))

    def trained_on(changed):
        changed[held_out]["split"] = TRAIN

    def same_room(changed):
        changed[0]["pieces"] = copy.deepcopy(changed[held_out]["pieces"])

    def paint(changed):
        changed[0]["pieces"][0] |= {"category": "sofa", "colour": "teal", "name": "sofa"}

    def pair(changed):
        changed[0]["pieces"] += [{**changed[0]["pieces"][0], "name": name} for name in ("plant", "toy chest")]

    def ordinary(changed):
        changed[held_out]["pieces"] = [piece for piece in changed[held_out]["pieces"] if piece["name"] not in ("plant", "wardrobe")]

    refused(trained_on, "is trained on and has a seed")
    refused(same_room, "are laid out alike")
    refused(same_room, "holds the same things")
    refused(paint, "of training has a teal sofa")
    refused(pair, "of training holds plant and toy chest")
    refused(ordinary, "holds no pair that training has not")
    refused(lambda changed: changed[0]["views"][0].update(fov=100.0), "of training has a camera")
    refused(lambda changed: changed[0]["views"][0].update(position=[0.0, 0.0, 1.2]), "of training has a camera 1.20 m high")
    refused(lambda changed: changed[held_out]["views"][0].update(fov=90.0), "as training may")
    refused(lambda changed: changed[held_out]["views"][0].update(index=changed[0]["views"][0]["index"]), "shares views")
    refused(lambda changed: changed.__delitem__(slice(12, None)), "12 rooms to train on and 0 to test on")


@pytest.mark.parametrize("degrees", [(75.0, 110.0), (80, 115), (85, 115), (90.0, 118.0), (100.0, 125.0)])
def test_no_rig_of_training_is_in_a_held_out_band(degrees):
    rng = np.random.default_rng(5)
    for _ in range(2000):
        known, new = mount(TRAIN, rng, degrees), mount(HELD_OUT, rng, degrees)
        assert not HELD_OUT_HEIGHT[0] <= known.height <= HELD_OUT_HEIGHT[1]
        assert not HELD_OUT_VIEW[0] <= known.fov <= HELD_OUT_VIEW[1]
        assert HELD_OUT_HEIGHT[0] <= new.height <= HELD_OUT_HEIGHT[1] and HELD_OUT_VIEW[0] <= new.fov <= HELD_OUT_VIEW[1]
