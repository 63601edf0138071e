"""Stage 2: rewards, advantages, likelihoods, and what one update does."""

import json

import numpy as np
import pytest
import torch
from transformers import DynamicCache

from model.training import loop, projection, rollout, stage2
from model.training.align import Alignment
from model.training.data import Dataset
from model.training.data.capture import ARRAYS
from model.training.evaluate.projected import load_projector
from model.training.group import compare
from model.training.grpo import Policy, Settings, k3
from model.training.likelihood import tell
from model.training.loop import Schedule
from model.training.nano import models, settings, tokenizer
from model.training.parts import Parts, batch
from model.training.rewards import Reward, imagined_reward, judge
from model.training.rollout import reply
from model.training.sampling import Sampler

from question_records import sketched
from seeing import see

GOOD = "<think>sofa image 1 left 20; so left</think> <answer>B. left</answer>"
SMALL = Settings(group=4, limit=12)


class FewTeacher:
    """Stands for the geometry teacher: features that are the same for the same views."""

    tokens, channels = 53, 64

    def features(self, asked):
        generator = torch.Generator().manual_seed(asked[0].rows[0])
        return torch.randn((len(asked), len(asked[0].rows), self.tokens, self.channels), generator=generator)


@pytest.fixture(scope="module", name="data")
def _data(tmp_path_factory):
    """Records of two rooms with noise for views."""
    folder, rooms = tmp_path_factory.mktemp("data"), [sketched(number) for number in range(2)]
    views = [view for room in rooms for view in room["views"]]
    for row, view in enumerate(views):
        view["index"] = row
    rng = np.random.default_rng(1)
    for name, (kind, shape) in ARRAYS.items():
        np.save(folder / f"{name}.npy", rng.integers(0, 256, (len(views), *shape)).astype(kind))
    (folder / "rooms.jsonl").write_text("\n".join(map(json.dumps, rooms)))
    return Dataset(folder)


@pytest.fixture(scope="module", name="folder")
def _folder(data, tmp_path_factory):
    """A run's folder as stage 1 leaves it, with random weights and a teacher."""
    folder = tmp_path_factory.mktemp("run")
    tokenizer.train(data).save(str(folder / "tokenizer.json"))
    _save(folder / "stage1", language=Parts.fresh(folder).language, projector=models.projector(FewTeacher.tokens, FewTeacher.channels),
          alignment=Alignment(torch.ones(FewTeacher.channels)))
    return folder


def _save(folder, **modules):
    folder.mkdir()
    torch.save({"modules": {name: module.state_dict() for name, module in modules.items()}}, folder / "weights.pt")


@pytest.fixture(name="asking")
def _asking(data, folder):
    """An imaginer, image embeddings, two questions on each of two sets, and their letters."""
    parts = Parts.after(folder, "stage1")
    imaginer = parts.imaginer()
    asked = Sampler(data, "train", 2, 3).quizzes(1, 2)
    with torch.no_grad():
        images = see(parts.language.model.visual, data, asked)
    return imaginer, images, batch(imaginer, asked), [question.letter for one in asked for question in one.questions]


def _policy(imaginer, settings=SMALL):
    return Policy(imaginer, stage2.reference(imaginer, settings), settings)


def _rolled(asking, advantages=None):
    imaginer, images, packed, letters = asking
    policy = _policy(imaginer)
    made = policy.roll(images, packed, letters, torch.Generator().manual_seed(4))
    if advantages is not None:
        made.advantages = advantages
    return policy, made


@pytest.mark.parametrize("text, letter, ended, form, answer", [
    (GOOD, "B", True, 1, 1), (GOOD, "A", True, 1, 0), (GOOD, "B", False, 0, 1), ("\n" + GOOD + "\n", "B", True, 1, 1),
    ("<answer>B. left</answer>", "B", True, 0, 1), ("<think></think> <answer>B. left</answer>", "B", True, 0, 1),
    (GOOD + " and more", "B", True, 0, 1), (GOOD.replace("</think>", ""), "B", True, 0, 1), (GOOD * 2, "B", True, 0, 0),
    ("<think>a</think> b <answer>B</answer>", "B", True, 0, 1), ("<think>a</think><answer>B</answer>", "B", True, 1, 1),
    ("<think><think>a</think> <answer>B. left</answer>", "B", True, 0, 1), ("<think>a</think> <answer>Before</answer>", "B", True, 1, 0),
    ("<think>a<|latent_pad|></think> <answer>B. left</answer>", "B", True, 0, 1), ("<think>a</think> <answer>b. left</answer>", "B", True, 1, 0),
    ("", "A", True, 0, 0), ("B", "B", True, 0, 0),
])
def test_what_a_reply_is_worth(text, letter, ended, form, answer):
    assert judge(text, letter, ended) == Reward(form, answer)


def test_the_scene_is_compared_channel_by_channel_of_each_token():
    true = torch.randn((2, 3, 5, 8), generator=torch.Generator().manual_seed(1))
    assert torch.allclose(imagined_reward(3 * true, true), torch.ones(2))
    assert torch.allclose(imagined_reward(-true, true), torch.zeros(2), atol=1e-6)
    scales = torch.rand((2, 3, 5, 1), generator=torch.Generator().manual_seed(2)) + 0.1
    assert torch.allclose(imagined_reward(scales * true, true), torch.ones(2)), "a token's length is not part of its direction"
    assert imagined_reward(true.roll(1, dims=2), true).max() < 0.9


def test_advantages_are_of_the_group():
    groups = compare(torch.tensor([[2.0, 0, 1, 1], [5, 5, 5, 5], [0.5, 0.5, 0.5, 1.5]]))
    assert groups.silent.tolist() == [False, True, False]
    assert torch.allclose(groups.advantages.mean(-1), torch.zeros(3), atol=1e-6)
    assert torch.allclose(groups.advantages.std(-1), torch.tensor([1.0, 0, 1]), atol=1e-3)
    assert groups.advantages[0].argmax() == 0 and groups.advantages[1].abs().max() == 0


def test_the_divergence_is_never_negative_and_nothing_where_both_agree():
    reference = torch.tensor([-1.0, -2, -3])
    assert torch.equal(k3(reference, reference), torch.zeros(3))
    assert (k3(reference + torch.tensor([1.0, -1, 0.1]), reference) > 0).all()


@torch.no_grad()
def test_likelihoods_are_those_of_the_published_model_fed_the_same(asking):
    """Question by question and reply by reply, through transformers' own modules."""
    imaginer, images, packed, letters = asking
    _, rolled = _rolled(asking)
    told = tell(imaginer, images, packed, rolled.replies)
    for row in (0, 5, 10, 15):
        ids = rolled.replies[row][rolled.replies[row] >= 0]
        words, control, latents = _by_transformers(imaginer, images, packed, row // SMALL.group, ids)
        torch.testing.assert_close(told.words[row, :len(ids)], words, rtol=0, atol=2e-4)
        torch.testing.assert_close(told.control[row // SMALL.group], control, rtol=0, atol=2e-4)
        torch.testing.assert_close(told.latents[row // SMALL.group], latents, rtol=0, atol=2e-3)
        assert told.words[row, len(ids):].eq(0).all()


def _by_transformers(imaginer, images, packed, question, ids):
    speech, embed = imaginer.speech, imaginer.text.embed_tokens
    before = torch.tensor([*speech.views(packed.views), *packed.asked[question][packed.asked[question] >= 0].tolist()])
    embedded = embed(before)
    embedded[before == speech.image] = images[question // packed.questions].flatten(0, 1)
    grid = torch.tensor([[1, 2 * imaginer.grid[0], 2 * imaginer.grid[1]]] * packed.views)
    places, _ = imaginer.language.model.get_rope_index(before[None], (before == speech.image).int()[None], image_grid_thw=grid)
    cache = DynamicCache(config=imaginer.language.config.get_text_config())

    def run(values, positions):
        return imaginer.text(inputs_embeds=values[None], position_ids=positions, past_key_values=cache, use_cache=True).last_hidden_state[0]

    states = [run(embedded, places)[-1:]]
    place, fed = int(places.max()) + 1, embed(torch.tensor([speech.start]))
    for _ in range(speech.form.latents["count"]):
        states.append(run(fed, torch.full((3, 1, 1), place)))
        place, fed = place + 1, states[-1]
    last = torch.cat([fed, embed(torch.tensor([speech.end])), embed(ids[:-1])])
    spoken = run(last, torch.arange(place, place + len(last)).expand(3, 1, -1))[1:]
    control = imaginer.head(torch.cat(states)).log_softmax(-1)
    labels = [speech.start] + [speech.pad] * (len(states) - 1)
    return imaginer.head(spoken).log_softmax(-1)[torch.arange(len(ids)), ids], control[torch.arange(len(labels)), labels], torch.cat(states[1:])


def test_copies_are_replies_to_the_same_question(asking):
    imaginer, images, packed, _ = asking
    one, several = (reply(imaginer, images, packed, 6, [], copies=copies) for copies in (1, 3))
    assert torch.equal(one.tokens.repeat_interleave(3, 0), several.tokens)
    assert torch.equal(one.latents, several.latents)
    sampled = reply(imaginer, images, packed, 6, [], 1.0, torch.Generator().manual_seed(1), copies=3).tokens
    assert len({tuple(row) for row in sampled.tolist()}) > 4


def test_replies_that_have_ended_are_fed_no_longer_and_the_others_are_the_same(asking, data, monkeypatch):
    imaginer = asking[0]
    asked = Sampler(data, "train", 8, 3).quizzes(1, 1)
    for seed in range(5, 25):
        torch.manual_seed(seed)
        with torch.no_grad():
            for parameter in imaginer.language.parameters():  # so that replies hang on their questions
                if parameter.ndim > 1:
                    parameter.normal_(std=parameter[0].numel() ** -0.5)
            images, packed = see(imaginer.language.model.visual, data, asked), batch(imaginer, asked)
        words = reply(imaginer, images, packed, 24, [5]).tokens
        common = [token for token in words.unique().tolist() if (words == token).any(1).sum() in (2, 3, 4, 5, 6)]
        if common:
            break
    assert common, "no token ends some of the replies and not others"
    monkeypatch.setattr(imaginer.speech, "stop", common[0])
    found = []
    for steps in (1, 1000):
        monkeypatch.setattr(rollout, "_SHED_STEPS", steps)
        fed = []
        monkeypatch.setattr(imaginer, "head", lambda state, fed=fed: fed.append(len(state)) or imaginer.language.lm_head(state))
        found.append((reply(imaginer, images, packed, 24, [5]), sum(fed)))
    (shed, less), (whole, more) = found
    assert torch.equal(shed.tokens, whole.tokens) and less < more
    own = shed.tokens >= 0
    torch.testing.assert_close(shed.watched[own], whole.watched[own], rtol=0, atol=1e-5)
    assert (own.sum(1) < 24).any() and (own.sum(1) == own.shape[1]).any()


def test_the_first_update_has_ratios_of_one_and_yet_a_gradient(asking):
    policy, rolled = _rolled(asking, torch.linspace(-1, 1, 16))
    first, told = policy.losses(rolled)
    assert torch.equal(told.words.detach(), rolled.before) and first[".clipped"] == 0
    assert float(first["policy"]) == pytest.approx(-float(rolled.advantages.mean()), abs=1e-6)
    assert float(first["kl"]) == pytest.approx(0, abs=1e-6)
    first["policy"].backward()
    assert all(float(layer.self_attn.q_proj.weight.grad.abs().max()) > 0 for layer in policy.imaginer.text.layers)


def test_a_better_reply_becomes_likelier_and_a_worse_one_less_likely(asking):
    policy, rolled = _rolled(asking, torch.tensor([1.0, -1, 0, 0] * 4))
    optimizer = torch.optim.SGD(policy.imaginer.language.parameters(), lr=0.02)
    found, told = policy.losses(rolled)
    found["policy"].backward()
    optimizer.step()
    after, again = policy.losses(rolled)
    change = (again.words - told.words).sum(-1).detach().view(4, 4)
    assert (change[:, 0] > 0).all() and (change[:, 1] < 0).all()
    assert float(after["policy"]) < float(found["policy"]) and float(after["kl"]) > 0


def test_beyond_the_clip_nothing_is_gained(asking):
    policy, rolled = _rolled(asking, torch.ones(16))
    with torch.no_grad():
        rolled.before = tell(policy.imaginer, rolled.images, rolled.packed, rolled.replies).words - 1.0
    found, _ = policy.losses(rolled)
    assert float(found["policy"]) == pytest.approx(-1.2, abs=1e-5) and found[".clipped"] == 1
    found["policy"].backward()
    assert all(parameter.grad is None or parameter.grad.abs().max() == 0 for parameter in policy.imaginer.language.parameters())


def test_the_scene_gives_no_gradient_within_a_group_but_does_directly(asking, folder):
    """Latents that come before the text are the same for all replies to a question: the published reward cancels out."""
    policy, rolled = _rolled(asking)
    imaginer, projector = policy.imaginer, models.projector(FewTeacher.tokens, FewTeacher.channels).requires_grad_(False)
    told = tell(imaginer, rolled.images, rolled.packed, rolled.replies)
    images = rolled.images.repeat_interleave(2, 0)
    true = torch.randn((4, rolled.packed.views, FewTeacher.tokens, FewTeacher.channels), generator=torch.Generator().manual_seed(1))
    reward = imagined_reward(projector(told.latents, images), true)
    assert len(set(reward.tolist())) > 1, "it tells questions apart"
    groups = compare(reward.detach()[:, None].expand(-1, SMALL.group))
    rolled.advantages = groups.advantages.flatten()
    assert groups.silent.all()
    found, _ = policy.losses(rolled)
    found["policy"].backward()
    grads = [parameter.grad for parameter in imaginer.language.parameters() if parameter.grad is not None]
    assert grads and all(grad.abs().max() == 0 for grad in grads)
    imaginer.language.zero_grad()
    (-reward.mean()).backward()
    assert all(float(layer.self_attn.q_proj.weight.grad.abs().max()) > 0 for layer in imaginer.text.layers)


def _schedule(steps):
    return Schedule(rate=1e-3, steps=steps)


def _run(data, folder, steps, monkeypatch, updates=2):
    monkeypatch.setattr(stage2, "Teacher", lambda *_: FewTeacher())
    stage2.train(data, folder, _schedule(steps), Settings(group=2, updates=updates, limit=8), sets=1, questions=2)


def test_a_run_leaves_weights_and_a_log_and_only_the_language_model_changes(data, folder, monkeypatch):
    monkeypatch.setattr(stage2, "_LOG_EVERY", 1)
    _run(data, folder, 3, monkeypatch)
    before, after = (torch.load(folder / step / "weights.pt", weights_only=True)["modules"] for step in ("stage1", "stage2"))
    changed = {name for name, value in after["language"].items() if not torch.equal(value, before["language"][name])}
    assert changed and not any("visual" in name for name in changed)
    assert all(torch.equal(after[part][name], value) for part in ("projector", "alignment") for name, value in before[part].items())
    lines = [json.loads(line) for line in (folder / "stage2" / "log.jsonl").read_text().splitlines()]
    assert len(lines) == 3
    for line in lines:
        assert {"form", "answer", "imagined", "silent", "length", "divergence", "clipped", "policy", "kl", "scene", "align"} <= set(line)
        assert all(np.isfinite(value) for value in line.values())
    assert lines[0]["clipped"] == 0 and lines[0]["divergence"] == pytest.approx(0, abs=1e-3)
    config = json.loads((folder / "stage2" / "config.json").read_text())
    assert config["group"] == 2 and config["kl"] == 0.04 and config["schedule"]["decay"] == 0.0


def test_after_it_the_projector_alone_goes_on_learning(data, folder, monkeypatch):
    if not (folder / "stage2").is_dir():
        _run(data, folder, 1, monkeypatch)
    monkeypatch.setattr(projection, "Teacher", lambda *_: FewTeacher())
    projection.train(data, folder, _schedule(40), sets=1, questions=2)
    before, after = (torch.load(folder / step / "weights.pt", weights_only=True)["modules"] for step in ("stage2", "projection"))
    assert set(after) == {"projector"} and not torch.equal(after["projector"]["view_gates"], before["projector"]["view_gates"])
    lines = [json.loads(line) for line in (folder / "projection" / "log.jsonl").read_text().splitlines()]
    assert lines[-1]["align"] < lines[0]["align"]
    teacher = type("Sizes", (), {"tokens": lambda *_: FewTeacher.tokens, "feature_width": FewTeacher.channels})
    of = {step: load_projector(folder, step, teacher()).view_gates for step in ("stage1", "stage2")}
    assert torch.equal(of["stage2"], after["projector"]["view_gates"]) and torch.equal(of["stage1"], before["projector"]["view_gates"])


def test_a_recovered_projector_learns_from_another_teacher(data, folder, monkeypatch, tmp_path):
    """It goes on from its weights, not anew, in units of that teacher's features."""
    (tmp_path / "tokenizer.json").symlink_to(folder / "tokenizer.json")
    recovered, anew = (models.projector(FewTeacher.tokens, FewTeacher.channels, seed=seed) for seed in (5, settings.SEED))
    _save(tmp_path / "stage2", language=Parts.after(folder, "stage1").language, projector=recovered)
    monkeypatch.setattr(projection, "Teacher", lambda *_: FewTeacher())
    projection.train(data, tmp_path, _schedule(40), sets=1, questions=2)
    after = loop.weights(tmp_path / "projection", "projector")["view_gates"]
    assert 0 < (after - recovered.view_gates).abs().max() < (after - anew.view_gates).abs().mean()
    lines = [json.loads(line) for line in (tmp_path / "projection" / "log.jsonl").read_text().splitlines()]
    assert lines[-1]["align"] < lines[0]["align"]


class Stopped(Exception):
    """Ends a run between two updates of one batch."""


def test_a_run_that_was_stopped_goes_on(data, folder, monkeypatch, tmp_path):
    """Stopped after 2 of 4 steps, it makes the other two and ends where a run that was not stopped does."""
    for place in ("stopped", "whole"):
        (tmp_path / place).mkdir()
        for name in ("stage1", "tokenizer.json"):
            (tmp_path / place / name).symlink_to(folder / name)
    _run(data, tmp_path / "whole", 4, monkeypatch)
    original = stage2.Run._one

    def once(run, losses, share):
        if run.step == 2:
            run.save(run.out / "checkpoint.pt", whole=True)
            raise Stopped
        return original(run, losses, share)

    monkeypatch.setattr(stage2.Run, "_one", once)
    with pytest.raises(Stopped):
        _run(data, tmp_path / "stopped", 4, monkeypatch)
    monkeypatch.setattr(stage2.Run, "_one", original)
    _run(data, tmp_path / "stopped", 4, monkeypatch)
    whole, again = (torch.load(tmp_path / place / "stage2" / "weights.pt", weights_only=True)["modules"]["language"] for place in ("whole", "stopped"))
    for name, value in whole.items():
        torch.testing.assert_close(again[name], value, rtol=0, atol=1e-6, msg=lambda text: f"{name}: {text}")
