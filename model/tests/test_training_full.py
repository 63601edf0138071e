"""A dry run of both stages on a small checkpoint in the published form, with adapters."""

import json
import math
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import Qwen2_5_VLForConditionalGeneration

from model.checkpoint import Options as Conversion
from model.checkpoint import convert
from model.checkpoint.parts import load
from model.checkpoint.random import LIKENESSES, write_checkpoint, write_geometry
from model.checkpoint.tokens import LATENT
from model.projector import PREFIX
from model.training.full import saving
from model.training.full.__main__ import main
from model.training.full.accumulating import Accumulating
from model.training.full.adapter import Adapter
from model.training.full.asking import Asking
from model.training.full.options import Options
from model.training.full.thinker import prepare
from model.training.loop import Schedule

SMALL = LIKENESSES["small"]
SIZE = "x".join(map(str, SMALL.view_size))
LICENCES = {"language": "Apache-2.0", "projector": "Apache-2.0"}
REPLY = "<think>the sofa is on the left</think> <answer>{}. sofa</answer>"


@pytest.fixture(scope="module", name="given")
def _given(tmp_path_factory):
    """A folder with a checkpoint, geometry weights, questions and pictures."""
    folder = tmp_path_factory.mktemp("full")
    write_checkpoint(folder / "checkpoint", SMALL, 3)
    write_geometry(folder / "vggt.safetensors", SMALL, 3)
    (folder / "images").mkdir()
    rng = np.random.default_rng(1)
    for name in ("a", "b", "c"):
        Image.fromarray(rng.integers(0, 256, (90, 120, 3), dtype=np.uint8)).save(folder / "images" / f"{name}.png")
    rows = [("rotation_1", ["a.png", "b.png"], "A"), ("among_2", ["c.png"], "B"), ("around_3", ["b.png", "c.png", "a.png"], "A")]
    lines = [{"id": name, "category": [], "type": "", "question": "What is on the left? A. sofa B. bed", "images": images, "gt_answer": letter,
              "grounded_output": REPLY.format(letter)} for name, images, letter in rows]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


def _arguments(given, stage, out, checkpoint=None, **more):
    plain = {"checkpoint": checkpoint or given / "checkpoint", "questions": given / "questions.jsonl", "images": given / "images", "out": out,
             "view-size": SIZE, "number-type": "float32", "lora": 4, "lora-alpha": 8, "batch": 2, "teacher": given / "vggt.safetensors",
             "teacher-layers": "0,1,2,3", **more}
    return [stage, *(text for name, value in plain.items() if value is not None for text in (f"--{name}", str(value)))]


def _options(given, **more):
    return Options(given / "checkpoint", given / "questions.jsonl", given / "images", given / "out", view_size=SMALL.view_size,
                   number_type="float32", lora=4, **more)


def _weights(folder):
    state = {name: tensor.float() for path in folder.glob("*.safetensors") for name, tensor in load_file(path).items()}
    return {name.replace("model.language_model.", "model.").replace("model.visual.", "visual."): tensor for name, tensor in state.items()}


def _log(out):
    return [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module", name="first")
def _first(given):
    """What stage 1 leaves after three updates."""
    out = given / "first"
    assert main(_arguments(given, "stage1", out, steps=3)) == 0
    return out


def test_stage_1_learns_adapters_and_projector_and_nothing_else(given, first):
    before, after = _weights(given / "checkpoint"), _weights(first / "checkpoint")
    after.pop("lm_head.weight", None)
    assert before.keys() == after.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    layers = SMALL.text["num_hidden_layers"]
    assert len([name for name in changed if name.startswith("model.layers.")]) == 7 * layers
    assert all(name.endswith("_proj.weight") for name in changed if name.startswith("model.layers."))
    assert {name for name in changed if not name.startswith("model.layers.")} == {name for name in before if name.startswith(PREFIX)}
    lines = _log(first)
    assert len(lines) == 3 and all(math.isfinite(value) for line in lines for value in line.values())
    assert all({"words", "align", "cosine", "right"} <= set(line) for line in lines)


def test_the_loss_falls_on_questions_seen_again(given):
    out = given / "longer"
    assert main(_arguments(given, "stage1", out, steps=6, rate=6e-3, batch=3)) == 0
    lines = _log(out)
    assert lines[-1]["words"] < 0.8 * lines[0]["words"] and lines[-1]["align"] < lines[0]["align"]


def test_stage_2_starts_where_stage_1_ended_and_its_checkpoint_converts(given, first):
    out = given / "second"
    assert main(_arguments(given, "stage2", out, first / "checkpoint", steps=2, group=3, limit=6, updates=2)) == 0
    before, after = _weights(first / "checkpoint"), _weights(out / "checkpoint")
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed and all(name.startswith("model.layers.") and name.endswith("_proj.weight") for name in changed)
    lines = _log(out)
    assert len(lines) == 2 and all(math.isfinite(value) for line in lines for value in line.values())
    assert lines[0]["divergence"] == pytest.approx(0, abs=1e-3) and 0 <= lines[0]["imagined"] <= 1 and lines[0]["length"] <= 6
    made = convert(Conversion(out / "checkpoint", given / "bundle", trained=False, view_size=SMALL.view_size, licences=LICENCES))
    assert set(made["graphs"]) == {"vision", "embedding", "decoder", "sampler", "feed", "projector"}
    assert made["latents"]["count"] == SMALL.projector.latents and made["latents"]["feed"] == "hidden"


@pytest.fixture(scope="module", name="plain")
def _plain(given):
    """The same language model without projector and latent tokens, with no row to spare."""
    folder = given / "plain"
    language = Qwen2_5_VLForConditionalGeneration.from_pretrained(given / "checkpoint", dtype=torch.float32)
    form = json.loads((given / "checkpoint" / "tokenizer.json").read_text())
    form["added_tokens"] = [token for token in form["added_tokens"] if token["content"] not in LATENT]
    tokenizer = Tokenizer.from_str(json.dumps(form))
    language.resize_token_embeddings(tokenizer.get_vocab_size())
    language.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    for name in ("generation_config.json", "preprocessor_config.json"):
        (folder / name).write_text((given / "checkpoint" / name).read_text())
    return folder


def test_a_plain_checkpoint_gets_tokens_that_learn_and_a_projector(given, plain):
    out = given / "from-plain"
    assert main(_arguments(given, "stage1", out, plain, steps=2, latents=4, **{"prompt-tokens": 8, "depth": 2})) == 0
    tokenizer = Tokenizer.from_file(str(out / "checkpoint" / "tokenizer.json"))
    numbers = [tokenizer.token_to_id(name) for name in LATENT]
    before, after = _weights(plain), _weights(out / "checkpoint")
    table, old = after["model.embed_tokens.weight"], before["model.embed_tokens.weight"]
    assert None not in numbers and len(table) == len(old) + 3 and torch.equal(table[:len(old)], old)
    assert all(not torch.allclose(table[number], old.mean(0), atol=1e-7) for number in numbers[:2])
    made = load(Conversion(out / "checkpoint", given / "bundle-plain"))
    assert made.latents and made.projector.config.latents == 4


def test_bfloat16_weights_learn_through_adapters_in_float32(given):
    for stage in ("stage1", "stage2"):
        out = given / f"half-{stage}"
        assert main(_arguments(given, stage, out, steps=1, batch=1, group=2, limit=4, **{"number-type": "bfloat16"})) == 0
        line, = _log(out)
        assert all(math.isfinite(value) for value in line.values()) and line["norm"] > 0
        state = torch.load(given / "half-stage1" / "weights.pt", weights_only=True)["modules"]["language"]
        assert {tensor.dtype for tensor in state.values()} == {torch.float32}
        assert all(tensor.dtype == torch.bfloat16 for path in (out / "checkpoint").glob("*.safetensors") for tensor in load_file(path).values())


def test_without_adapters_the_whole_language_model_learns(given):
    out = given / "whole"
    assert main(_arguments(given, "stage2", out, steps=1, batch=1, lora=0, group=2, limit=4)) == 0
    before, after = _weights(given / "checkpoint"), _weights(out / "checkpoint")
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert "model.embed_tokens.weight" in changed and any("norm" in name for name in changed)
    assert not any(name.startswith(("visual.", PREFIX)) for name in changed)


def test_the_whole_model_in_bfloat16_learns_in_float32(given):
    out, half = given / "half-whole", {"number-type": "bfloat16"}
    assert main(_arguments(given, "stage1", out, steps=2, batch=1, lora=0, rate=1e-5, **half)) == 0
    start = Qwen2_5_VLForConditionalGeneration.from_pretrained(given / "checkpoint", dtype=torch.bfloat16).state_dict()
    learnt = torch.load(out / "weights.pt", weights_only=True)["modules"]["language"]
    norms = [name for name in learnt if name.endswith("layernorm/weight")]
    assert norms and all(not torch.equal(learnt[name], start[name.replace("/", ".")].float()) for name in norms)
    assert {tensor.dtype for path in (out / "checkpoint").glob("*.safetensors") for tensor in load_file(path).values()} == {torch.bfloat16}
    assert main(_arguments(given, "stage2", given / "half-whole-2", out / "checkpoint", steps=1, batch=1, lora=0, group=2, limit=4, **half)) == 0


def test_without_a_teacher_words_alone_are_learnt(given, plain):
    out = given / "words"
    assert main(_arguments(given, "stage1", out, plain, steps=1, batch=1, teacher=None, **{"teacher-layers": None})) == 0
    assert "align" not in _log(out)[0] and not any(name.startswith(PREFIX) for name in _weights(out / "checkpoint"))


def test_stage_2_needs_a_projector_that_was_trained(given, plain, capsys):
    out = given / "unprojected"
    assert main(_arguments(given, "stage2", out, plain, steps=1, batch=1, group=2, limit=4)) == 1
    assert "plain has no projector" in capsys.readouterr().err and not out.exists()


def test_a_checkpoint_is_written_whole_or_not_at_all(given, monkeypatch):
    def stopped(*_):
        raise OSError("disk is full")

    folder, options = given / "written" / "checkpoint", _options(given)

    def write() -> None:
        thinker = prepare(options)
        saving.save(thinker, Adapter(thinker, options), folder)

    with monkeypatch.context() as patch:
        patch.setattr(saving, "_index", stopped)
        with pytest.raises(OSError, match="disk is full"):
            write()
        assert not folder.exists()
    write()
    before = _weights(folder)
    with monkeypatch.context() as patch:
        patch.setattr(saving, "save_file", stopped)
        with pytest.raises(OSError, match="disk is full"):
            write()
    assert _weights(folder).keys() == before.keys() and any(name.startswith(PREFIX) for name in before)
    (folder / "stale").touch()
    write()
    assert not (folder / "stale").exists() and [path.name for path in folder.parent.iterdir()] == ["checkpoint"]


def test_a_folder_goes_on_with_its_own_run_alone(given, first, capsys):
    before = {path: path.read_bytes() for path in (first / "config.json", *(first / "checkpoint").glob("*.safetensors"))}
    for stage, change, said in (("stage2", {"checkpoint": first / "checkpoint", "limit": 4}, "stage is 1, not 2"), ("stage1", {"lora": 8}, "lora is 4, not 8"),
                                ("stage1", {"seed": 2}, "seed is 1, not 2"), ("stage1", {"checkpoint": first / "checkpoint"}, "checkpoint is ")):
        assert main(_arguments(given, stage, first, steps=3, **change)) == 1
        assert said in capsys.readouterr().err
    assert all(path.read_bytes() == held for path, held in before.items())


def test_a_run_that_was_stopped_is_taken_up(given):
    """Its state holds what learns and nothing else."""
    options = _options(given, batch=1)
    thinker = prepare(options)
    learnt = Adapter(thinker, options).learnt()
    with torch.no_grad():
        for parameter in learnt.values():
            parameter.add_(0.01)
    run = Accumulating(given / "taken", {"language": learnt}, Schedule(1e-3, 2), {}, batch=1)
    run.step = 1
    run.save(run.out / "checkpoint.pt", whole=True)
    again = prepare(options)
    fresh = Adapter(again, options).learnt()
    other = Accumulating(given / "taken", {"language": fresh}, Schedule(1e-3, 2), {}, batch=1)
    other.resume()
    assert other.step == 1 and fresh.keys() == learnt.keys() and all("lora_" in name for name in fresh)
    assert all(torch.equal(fresh[name], learnt[name]) for name in learnt)


def test_views_and_words_are_those_of_the_bundle(given):
    """Image tokens, positions and embeddings agree with the published model's own forward pass."""
    thinker = prepare(_options(given))
    imaginer = thinker.imaginer()
    asked = Asking(thinker, imaginer.speech, _options(given), replied=True).at(0)
    ids = torch.tensor([*imaginer.speech.views(asked.packed.views), *asked.packed.asked[0].tolist()])
    assert int((ids == imaginer.speech.image).sum()) == asked.images[0].flatten(0, 1).shape[0]
    with torch.no_grad():
        state = imaginer.read(asked.images, asked.packed).state[0]
        embedded = imaginer.text.embed_tokens(ids)
        embedded[ids == imaginer.speech.image] = asked.images[0].flatten(0, 1)
        grid = torch.tensor([[1, 2 * thinker.grid[0], 2 * thinker.grid[1]]] * asked.packed.views)
        places, _ = thinker.language.model.get_rope_index(ids[None], (ids == imaginer.speech.image).int()[None], image_grid_thw=grid)
        wanted = imaginer.text(inputs_embeds=embedded[None], position_ids=places).last_hidden_state[0, -1]
    torch.testing.assert_close(state, wanted, rtol=0, atol=1e-3)


@pytest.mark.parametrize("limits", [
    {"min_pixels": None, "max_pixels": None}, {"size": {"shortest_edge": 3136, "longest_edge": 4 * 784}}, {"size": {"shortest_edge": 100 * 784, "longest_edge": 200 * 784}},
])
def test_limits_of_pixels_are_those_of_the_bundle(given, plain, tmp_path, limits):
    folder = shutil.copytree(plain, tmp_path / "limited")
    stored = json.loads((plain / "preprocessor_config.json").read_text())
    kept = {name: value for name, value in stored.items() if name not in ("min_pixels", "max_pixels", "size")}
    (folder / "preprocessor_config.json").write_text(json.dumps(kept | limits))
    options = replace(_options(given), checkpoint=folder)
    thinker = prepare(options)
    asked = Asking(thinker, thinker.imaginer().speech, options, replied=True).at(0)
    assert asked.images.shape[2] == math.prod(thinker.grid)


@pytest.mark.parametrize("change, said", [
    ({"images": "elsewhere"}, "cannot be read"), ({"lora": -1}, "lora is -1"), ({"view-size": "camera"}, "one size"), ({"batch": 0}, "batch is 0"),
    ({"view-size": "480x640"}, "image tokens"), ({"group": 1}, "group is 1, must be at least 2"), ({"updates": 0}, "updates is 0"),
    ({"limit": 0}, "limit is 0"), ({"clip": 0}, "clip is 0"), ({"temperature": "nan"}, "temperature is nan"), ({"kl": -1}, "kl is -1"),
])
def test_what_cannot_be_trained_on_is_refused(given, change, said, capsys):
    assert main(_arguments(given, "stage1", given / "refused", steps=1, **change)) == 1
    assert said in capsys.readouterr().err


def test_questions_without_replies_are_refused_in_stage_1(given, capsys, tmp_path):
    lines = [json.loads(line) | {"grounded_output": ""} for line in (given / "questions.jsonl").read_text().splitlines()]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert main(_arguments(given, "stage1", given / "refused", questions=tmp_path / "questions.jsonl")) == 1
    assert "grounded_output" in capsys.readouterr().err


def test_images_outside_of_their_folder_are_refused(given, capsys, tmp_path):
    line = json.loads((given / "questions.jsonl").read_text().splitlines()[0]) | {"images": ["../vggt.safetensors"]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(line))
    assert main(_arguments(given, "stage1", given / "refused", questions=tmp_path / "questions.jsonl")) == 1
    assert "outside" in capsys.readouterr().err
