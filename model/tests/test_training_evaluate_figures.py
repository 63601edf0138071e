"""Shares, comparisons, calibration and the page that they fill."""

import json

import numpy as np
import pytest

from model.training.evaluate import calibration, responses, results
from model.training.evaluate.intervals import apart, binomial, paired, share, wilson
from model.training.evaluate.responses import Response
from model.training.evaluate.tally import tally
from model.training.questions import FAMILIES


def response(number, letter="A", said="A", scores=(1.0, 0.0, 0.0, 0.0), room=None, problem=""):
    text = f"<think>so</think> <answer>{said}. {'abcd'['ABCD'.index(said)] if said else ''}</answer>"
    return Response(f"x-{number:03d}", FAMILIES[number % len(FAMILIES)], "single", 1, number if room is None else room, tuple("abcd"), letter, said,
                    problem, 0.5, scores, 8, True, text, (1, 2))


@pytest.mark.parametrize("right, count, low, high", [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (810, 1000, 0.7845, 0.8331)])
def test_wilsons_interval(right, count, low, high):
    assert wilson(right, count) == pytest.approx((low, high), abs=1e-4)


def test_two_models_on_the_same_questions():
    first = {str(n): n < 60 for n in range(100)}
    second = {str(n): 10 <= n < 80 for n in range(100)}
    found = paired(first, second)
    assert (found["gained"], found["lost"], found["difference"]) == (20, 10, 0.1)
    assert found["p"] == pytest.approx(0.0987, abs=1e-4) and found["low"] < 0 < found["high"]
    assert binomial(15, 0) == pytest.approx(2 / 2**15) and binomial(3, 3) == 1.0
    assert paired(first, first)["low"] < 0 < paired(first, first)["high"]
    other = paired(first, {**second, "only here": True})
    assert other == found


def test_two_models_by_their_counts():
    """Newcombe's own example: 56 of 70 and 48 of 80."""
    found = apart(share(48, 80), share(56, 70))
    assert found["difference"] == 0.2 and (found["low"], found["high"]) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_reliability_is_the_mean_gap_between_confidence_and_being_right():
    confidences = np.array([0.95] * 10 + [0.65] * 10 + [1.0])
    right = np.array([True] * 5 + [False] * 5 + [True] * 8 + [False] * 2 + [True])
    found = calibration.reliability(confidences, right)
    last, other = found["bins"][1], found["bins"][0]
    assert (other["from"], other["count"], other["right"]) == (0.6, 10, 0.8) and (last["from"], last["count"]) == (0.9, 11)
    assert found["error"] == pytest.approx((10 * 0.15 + 11 * abs(10.5 / 11 - 6 / 11)) / 21, abs=1e-4)


def test_a_temperature_makes_a_model_that_is_too_sure_as_sure_as_it_is_right():
    rng = np.random.default_rng(1)
    made = [response(n, letter="A" if rng.random() < 0.7 else "B", scores=(12.0, 0.0, 0.0, 0.0), room=n % 40) for n in range(800)]
    found = calibration.measure(made)
    assert found["plain"]["error"] > 0.25 and found["scaled_tested"]["error"] < 0.06 and 4 < found["temperature"] < 12
    assert found["scaled_tested"]["count"] == 400
    silent = calibration.measure([response(0, scores=None), response(1)])
    assert silent == {"without": 1}


def test_the_page_holds_what_was_measured_and_says_what_was_not(tmp_path, monkeypatch):
    folder = tmp_path / "evaluation"
    page = tmp_path / "results.md"
    page.write_text(f"before\n{results.BEGIN}\nold\n{results.END}\nafter\n")
    for step, wrong in (("plain", 40), ("stage1", 15)):
        said = [response(n, letter="B" if n < wrong else "A") for n in range(100)]
        responses.write(folder / f"{step}.jsonl", said)
        assert responses.read(folder / f"{step}.jsonl") == said
        held_out = dict.fromkeys(("rooms", "views", "object_sets", "held_out_rooms", "held_out_views", "held_out_object_sets"), 7)
        (folder / f"{step}.json").write_text(json.dumps({"step": step, "held_out": held_out, **tally(said)}))
    text = results.figures(folder)
    assert "+25.0 points" in text and "85.0 % (76.7…90.7; 85 of 100), stage 1 only" in text
    assert "| stage 2 against stage 1 | better | not measured yet | – |" in text
    (folder / "plain.jsonl").unlink()
    assert "+25.0 points" in (alone := results.figures(folder)) and "85 and 60 of 100, not paired | yes |" in alone
    assert text.count("| Go engine") == 1 and "not measured yet" in text.split("| Go engine")[1].splitlines()[0]
    monkeypatch.setattr("sys.argv", ["results", "--out", str(tmp_path), "--page", str(page)])
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "training-base.png").touch()
    results.main()
    written = page.read_text()
    assert written.startswith(f"before\n{results.BEGIN}\n") and written.endswith(f"{results.END}\nafter\n") and "old" not in written
    assert "(pictures/training-base.png)" in written and "training-stage2" not in written
    results.main()
    assert page.read_text() == written
    for broken in ("", results.BEGIN, results.END):
        page.write_text(broken)
        with pytest.raises(ValueError, match="lacks the line"):
            results.main()


def test_a_reply_counts_only_with_a_letter_that_is_offered():
    made = [response(0), response(1, said=""), response(2, letter="B"), response(3, problem="unclosed_answer")]
    found = tally(made)
    assert found["all"] == share(2, 4) | {"chance": 0.25}
    assert found["form"]["in_form"]["right"] == 2 and found["form"]["problems"] == {"unclosed_answer": 1}
