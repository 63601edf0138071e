"""The latent mode step by step, greedy decoding against transformers' own, and the bundle against its golden files."""

import json

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.numpy import load_file

from model.language.generate import generate, image_embeddings
from model.language.latent_mode import LatentRule, reply
from model.language.pictures import picture
from model.language.runner import Prompt, Runner
from model.reference.asking import views_of

START, PAD, END, STOP, WORD, OTHER = 1, 2, 3, 4, 5, 6
TOLERANCE = 1e-3  # of the largest value, as model/golden/README.md says


class _Script:
    """A decoder that wants to say the given tokens whatever it is fed, and notes what it was fed."""

    def __init__(self, *wishes):
        self.wishes, self.fed = list(wishes), []

    def first(self):
        return self._next()

    def feed(self, item):
        self.fed.append(item if isinstance(item, int) else ("state", float(item[0])))
        return self._next()

    def _next(self):
        logits = np.zeros(8, np.float32)
        logits[self.wishes.pop(0)] = 1
        return logits, np.array([float(len(self.fed))], np.float32)


def _reply(*wishes, maximum=3, feed="hidden", limit=50):
    script = _Script(*wishes)
    return reply(script.first(), script.feed, LatentRule(START, PAD, END, (STOP,), maximum, feed), limit), script


def test_an_end_that_is_sampled_ends_the_latents():
    made, script = _reply(START, WORD, OTHER, END, WORD, STOP)
    assert made.tokens == [START, PAD, PAD, END, WORD, STOP]
    # State number n is what the decoder gave after n feeds; the first pad is fed the state that feeding START gave.
    assert script.fed == [START, ("state", 1.0), ("state", 2.0), END, WORD]
    assert made.latents == 2 and made.stopped
    assert made.states(START)[:, 0].tolist() == [1, 2, 3]
    assert made.hidden_states[:, 0].tolist() == [0, 1, 2, 3, 4, 5]


def test_an_end_is_forced_after_the_maximum():
    made, script = _reply(START, WORD, WORD, WORD, WORD, OTHER, STOP)
    assert made.tokens == [START, PAD, PAD, PAD, END, OTHER, STOP]
    assert script.fed == [START, ("state", 1.0), ("state", 2.0), ("state", 3.0), END, OTHER]
    assert made.latents == 3 and len(made.states(START)) == 4


@pytest.mark.parametrize("wish", [STOP, START, PAD, WORD])
def test_in_the_latent_mode_only_the_end_counts(wish):
    made, _ = _reply(START, wish, END, STOP)
    assert made.tokens == [START, PAD, END, STOP]


def test_an_end_at_once_leaves_one_state_and_no_pad():
    made, _ = _reply(START, END, STOP)
    assert made.tokens == [START, END, STOP] and made.latents == 0 and len(made.states(START)) == 1


def test_a_maximum_of_none_forces_the_end_at_once():
    made, script = _reply(START, WORD, STOP, maximum=0)
    assert made.tokens == [START, END, STOP] and script.fed == [START, END]


def test_pads_are_fed_as_tokens_if_the_rule_says_so():
    made, script = _reply(START, WORD, WORD, END, STOP, feed="pad")
    assert made.tokens == [START, PAD, PAD, END, STOP] and script.fed == [START, PAD, PAD, END]


def test_a_second_block_counts_anew_and_does_not_change_the_first():
    made, _ = _reply(START, END, START, WORD, WORD, WORD, WORD, STOP)
    assert made.tokens == [START, END, START, PAD, PAD, PAD, END, STOP] and made.latents == 0


def test_pad_and_end_outside_the_mode_are_tokens_as_others():
    made, script = _reply(PAD, END, STOP)
    assert made.tokens == [PAD, END, STOP] and script.fed == [PAD, END] and made.latents is None


def test_the_limit_ends_a_reply_that_does_not_stop():
    made, script = _reply(*[WORD] * 5, limit=5)
    assert made.tokens == [WORD] * 5 and not made.stopped and len(script.fed) == 4


@pytest.mark.parametrize("wrong", [{"feed": "zero"}, {"maximum": -1}])
def test_a_wrong_rule_is_refused(wrong):
    with pytest.raises(ValueError, match="latents"):
        LatentRule(**{"start": 1, "pad": 2, "end": 3, "stop": (4,), "maximum": 1} | wrong)


def test_without_latents_the_reply_is_that_of_transformers(models):
    images = [picture(160, 120, 7000 + view, "blocks") for view in range(3)]
    pixels, grid, _ = views_of(images)
    ids = models.prompt("Which object is nearest?", 3)
    rule = LatentRule(-1, -1, -1, (models.ids["<|im_end|>"],), 0)
    made = generate(models.decoder(), ids, image_embeddings(models.language, pixels, grid), torch.from_numpy(grid), rule, 30)
    row = torch.tensor([ids])
    expected = models.language.generate(
        input_ids=row, attention_mask=torch.ones_like(row), pixel_values=torch.from_numpy(pixels),
        image_grid_thw=torch.from_numpy(grid), mm_token_type_ids=(row == models.ids["<|image_pad|>"]).int(),
        do_sample=False, max_new_tokens=30, eos_token_id=models.ids["<|im_end|>"],
    )
    assert made.tokens == expected[0, len(ids):].tolist()


def _cases(golden):
    return json.loads((golden / "generation_cases.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def runner(bundle):
    return Runner(*bundle, capacity=1024)


def _near(found, expected):
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= TOLERANCE * np.abs(expected).max()


@pytest.mark.parametrize("number", range(17))
def test_the_graphs_of_the_bundle_give_the_golden_replies(bundle, golden, runner, number):
    folder, description = bundle
    content = _cases(golden)
    case, arrays = content["cases"][number], load_file(golden / "generation.safetensors")
    wanted = case["pictures"]
    images = [picture(wanted["width"], wanted["height"], wanted["first_seed"] + view, wanted["kind"]) for view in range(case["views"])]
    pixels, grid, pictures = views_of(images)
    assert grid.tolist() == case["grid_thw"]
    seen = runner.see(pixels, grid)
    if f"{number}.image_embeddings" in arrays:
        _near(seen, arrays[f"{number}.image_embeddings"])
    rule, pad = _rule(folder, description, case)
    prompt = Prompt(case["prompt_ids"], pad, seen, arrays[f"{number}.position_ids"], case["rope_delta"])
    made = runner.generate(prompt, rule, case["limit"])
    assert made.tokens == case["tokens"]
    assert (made.latents, made.stopped) == (case["latents"], True)
    _near(made.hidden_states, arrays[f"{number}.hidden_states"])
    taken = made.states(rule.start)[description["latents"]["offset"]:][:description["latents"]["count"]]
    assert (len(taken) == description["latents"]["count"]) == case["scene"]
    if case["scene"]:
        _check_scene(folder, (taken, seen, pictures), {k.split(".", 1)[1]: a for k, a in arrays.items() if k.startswith(f"{number}.")}, content["scene_step"])


def _rule(folder, description, case):
    tokens = {t["content"]: t["id"] for t in json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["added_tokens"]}
    names = description["tokens"]
    ids = [tokens[names[name]] for name in ("latent_start", "latent_pad", "latent_end")]
    return LatentRule(*ids, tuple(tokens[name] for name in names["stop"]), case["maximum"], case["feed"]), tokens[names["image_pad"]]


def _check_scene(folder, inputs, arrays, step):
    taken, seen, pictures = inputs
    projector, geometry, scene = (onnxruntime.InferenceSession(str(folder / f"{name}.onnx")) for name in ("projector", "geometry", "scene"))
    embeddings = seen.reshape(len(pictures), -1, seen.shape[1])
    imagined = projector.run(None, {"latents": taken[None], "image_embeddings": embeddings[None]})[0]
    whole = arrays["imagined"].size == imagined.size
    _near(imagined.ravel()[:: 1 if whole else step], arrays["imagined"])
    layers = geometry.run(None, {"pictures": pictures[None]})[0]
    names = ("pose_encoding", "depth", "depth_confidence")
    for name, value in zip(names, scene.run(list(names), {"layers": layers, "imagined": imagined})):
        _near(value[0] if name == "pose_encoding" else value[0].ravel()[::step], arrays[name])


def test_golden_replies_cover_what_they_must(golden):
    cases = _cases(golden)["cases"]
    assert len(cases) == 17
    ends = {(case["views"], case["latents"] == case["maximum"]) for case in cases if case["feed"] == "hidden"}
    assert ends >= {(views, forced) for views in (1, 2, 3, 4, 6) for forced in (True, False)}
    assert {case["feed"] for case in cases} == {"hidden", "pad"} and {case["maximum"] for case in cases} >= {0, 2, 4, 8}
    assert {case["scene"] for case in cases} == {True, False}
    assert all(case["least_margin"] >= _cases(golden)["clear"] for case in cases)
