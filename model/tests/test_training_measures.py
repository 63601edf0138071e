"""The first rows of measures: alike as their values are near, and unlike those of other axes."""

import numpy as np
import pytest
import torch

from model.training.nano import measures, models
from model.training.nano.measures import AXES, REACH_DEGREES, REACH_METRES

_WIDTH = 4096  # so that products are near what they are drawn for


def test_no_token_stands_for_two_values():
    tokens = [token for axis in AXES for token in axis.tokens]
    assert len(tokens) == len(set(tokens)) and len(measures.MEASURES) == len(set(measures.MEASURES))
    for axis in AXES:
        for token, value in zip(axis.tokens, axis.values):
            *side, number = token.split()
            assert value == float(number) * (-1 if side in (["right"], ["behind"]) else 1), token


@pytest.mark.parametrize("axis", AXES, ids=["direction", "across", "along", "length"])
def test_near_values_are_alike_and_far_ones_are_not(axis):
    rows = axis.rows(_WIDTH, np.random.default_rng(1))
    alike = (rows @ rows.T / _WIDTH).numpy()
    apart = np.abs(np.subtract.outer(axis.values, axis.values))
    apart = np.minimum(apart, 360 - apart) if axis.closed else apart
    assert np.abs(alike - np.exp(-((apart / axis.reach) ** 2))).max() < 0.12
    assert axis.reach == (REACH_DEGREES if axis.closed else REACH_METRES)


def test_directions_close_into_a_circle():
    axis = AXES[0]
    rows = dict(zip(axis.tokens, axis.rows(_WIDTH, np.random.default_rng(1))))
    assert float(rows[" left 180"] @ rows[" right 175"]) / _WIDTH > 0.7


def test_a_fresh_model_begins_with_them_and_the_same_seed_with_the_same(training_parts):
    numbers = models.ids(training_parts.tokenizer)
    embedding, head = (training_parts.language.get_parameter(name) for name in ("model.language_model.embed_tokens.weight", "lm_head.weight"))
    for table in (embedding, head):
        near, far = (torch.cosine_similarity(table[numbers[" left 40"]], table[numbers[other]], dim=0) for other in (" left 45", " right 90"))
        assert near > 0.6 > 0.35 > abs(far)
    again = models.language(training_parts.tokenizer)
    assert torch.equal(again.lm_head.weight, head)
