"""What the start of seeing is told of the rooms' views, against the rooms' own geometry."""

import numpy as np

from model.training.data.settings import CATEGORIES
from model.training.nano.settings import COLUMNS
from model.training.vision import Targets


def test_cells_tell_the_direction_and_distance_of_their_thing(training_data):
    rooms = training_data.of("train")
    targets, row, compared = Targets(training_data, rooms), 0, 0
    for room in rooms:
        names = [piece["name"] for piece in room["pieces"]]
        for view in room["views"]:
            best = targets.shares[row, :, 1:].argmax(-1) + 1
            for cell in np.flatnonzero(targets.located[row]):
                piece = room["pieces"][names.index(CATEGORIES[best[cell]])]
                x, y = np.array(piece["centre"][:2]) - view["position"][:2]
                bearing = (view["yaw"] - np.arctan2(y, x) + np.pi) % (2 * np.pi) - np.pi
                told, distance, column = targets.found[row, cell]
                np.testing.assert_allclose(column, (cell % COLUMNS + 0.5) / COLUMNS - 0.5, atol=1e-6)
                if abs(targets.places[row, cell, 0]) < 1.1 and x * np.cos(view["yaw"]) + y * np.sin(view["yaw"]) > 0.2:
                    np.testing.assert_allclose([told, distance], [bearing, np.log(np.hypot(x, y))], atol=1e-4)
                    compared += 1
            row += 1
    assert compared > 100


def test_what_is_looked_up_is_shown_by_one_view_alone(training_data):
    targets, rng, found = Targets(training_data, training_data.of("train")), np.random.default_rng(3), 0
    for thing, mean, other, told in _looked_up(targets, targets.sought, rng):
        assert not targets.shares[other, :, thing].any()
        np.testing.assert_allclose(told, mean, atol=1e-6)
        found += 1
    assert found > 20


def test_what_is_looked_up_in_a_view_is_that_views_own_even_if_others_show_it(training_data):
    targets, rng = Targets(training_data, training_data.of("train")), np.random.default_rng(2)
    shared = [targets.shares[other, :, thing].any() for thing, _, other, _ in _looked_up(targets, targets.sought_in_view, rng)]
    assert len(shared) > 100 and sum(shared) > 20, (len(shared), sum(shared))


def _looked_up(targets, seek, rng):
    """What is sought in sets of two views, in cells of its own view alone: the thing, the mean place of its cells, the other view, and the place that is told."""
    for _ in range(20):
        chosen = rng.choice(len(targets.rows), 4, replace=False)
        sought = seek(chosen, 2, rng)
        for one, place in np.argwhere(sought.things):
            thing, view = sought.things[one, place], sought.views[one, place]
            shown, other = chosen[2 * one + view], chosen[2 * one + 1 - view]
            cells = sought.cells[one, place].reshape(2, -1)
            assert cells[view].any() and not cells[1 - view].any()
            assert np.array_equal(cells[view], targets.located[shown] & (targets.shares[shown, :, 1:].argmax(-1) + 1 == thing))
            yield thing, targets.found[shown, cells[view], :2].mean(0), other, sought.places[one, place]
