"""A checkpoint is read a tensor at a time, and random ones are written so."""

import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from model.checkpoint.bar import Bar
from model.checkpoint.language import load_language, read_config
from model.checkpoint.progress import Progress
from model.checkpoint.random import LIKENESSES, write_checkpoint, write_geometry
from model.checkpoint.random.draw import draw
from model.checkpoint.random.planted import plant
from model.checkpoint.source import INDEX, Source
from model.checkpoint.tensors import Tensors
from model.checkpoint.watched import Watched
from model.language.prompt import Encoder, Part
from model.reference import tokenizer as reference

LIKE = LIKENESSES["small"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("random") / "checkpoint"
    write_checkpoint(folder, LIKE, seed=5, shard=1_000_000)
    return folder


def test_a_lookup_reads_one_tensor_anew_and_keeps_none(tmp_path):
    first, second = torch.randn(3, 4), torch.randn(5).to(torch.bfloat16)
    save_file({"a": first}, tmp_path / "one.safetensors")
    save_file({"b": second}, tmp_path / "two.safetensors")
    tensors = Tensors.of(tmp_path / "one.safetensors", tmp_path / "two.safetensors")
    assert torch.equal(tensors["a"], first) and torch.equal(tensors["b"], second) and set(tensors) == {"a", "b"}
    assert tensors.bytes() == 48 + 10 and tensors.bytes("b") == 10
    assert {name: form.shape for name, form in tensors.forms().items()} == {"a": (3, 4), "b": (5,)}
    (tmp_path / "two.safetensors").unlink()
    assert torch.equal(tensors["a"], first)
    with pytest.raises(ValueError, match="two.safetensors: tensor b cannot be read"):
        tensors["b"]


def test_a_name_in_two_files_and_strange_number_types_are_refused(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "one.safetensors")
    save_file({"a": torch.zeros(1)}, tmp_path / "two.safetensors")
    save_file({"c": torch.zeros(1, dtype=torch.int8)}, tmp_path / "three.safetensors")
    with pytest.raises(ValueError, match="tensor a is in two files, one.safetensors and two.safetensors"):
        Tensors.of(tmp_path / "one.safetensors", tmp_path / "two.safetensors")
    with pytest.raises(ValueError, match="number types I8"):
        Tensors.of(tmp_path / "three.safetensors")


def test_comparing_a_checkpoint_reads_no_tensor(folder, monkeypatch):
    source = Source(folder)
    tensors = source.tensors()
    monkeypatch.setattr(Tensors, "__getitem__", lambda *_: pytest.fail("a tensor was read"))
    language, problems = load_language(read_config(source, tensors), tensors)
    assert not problems and len(language.weights) == sum(not name.startswith("projector_model.") for name in tensors) + 1


def test_the_same_seed_gives_the_same_checkpoint_in_any_shards(folder, tmp_path):
    write_checkpoint(tmp_path / "again", LIKE, seed=5)
    assert len(list(folder.glob("*.safetensors"))) > 2 and len(list((tmp_path / "again").glob("*.safetensors"))) == 1
    first, again = ({name: tensor for path in each.glob("*.safetensors") for name, tensor in load_file(path).items()} for each in (folder, tmp_path / "again"))
    assert first.keys() == again.keys() == json.loads((folder / INDEX).read_text(encoding="utf-8"))["weight_map"].keys()
    assert all(torch.equal(first[name], again[name]) and first[name].dtype == torch.bfloat16 for name in first)
    assert not torch.equal(draw("a", (4,), 5), draw("a", (4,), 6)) and not torch.equal(draw("a", (4,), 5), draw("b", (4,), 5))


def test_random_geometry_weights_have_the_published_form(tmp_path):
    write_geometry(tmp_path / "vggt.safetensors", LIKE, seed=5)
    with safe_open(str(tmp_path / "vggt.safetensors"), "pt") as file:
        assert "aggregator.frame_blocks.0.attn.q_norm.weight" in file.keys()
        assert file.get_tensor("camera_head.trunk.0.ls1.gamma").dtype == torch.float32


def test_the_special_tokens_are_the_last_entries_in_their_order(folder):
    tokenizer = Source(folder).tokenizer
    special = (*reference.SPECIAL, *reference.PLAIN, *reference.LATENT)
    assert [tokenizer.token_to_id(name) for name in special] == list(range(LIKE.entries - len(special), LIKE.entries))
    assert tokenizer.get_vocab_size() == LIKE.entries and LIKENESSES["3b"].entries - len(special) == 151_643
    text = "What is behind the table? <|im_start|> 门在哪里？ rooms 42"
    ids = Encoder(tokenizer).encode([Part(text, False)])
    assert tokenizer.decode(ids) == text and max(ids) < LIKE.entries - len(special)


def test_a_planted_row_is_the_files_and_says_its_token(tmp_path):
    write_checkpoint(tmp_path / "made", LIKE, seed=5, shard=1_000_000)
    before = Tensors.of(*Source(tmp_path / "made").shards)["model.embed_tokens.weight"].clone()
    state, token = draw("state", (before.shape[1],), 9), 2098
    row = plant(tmp_path / "made", token, state, 4.0)
    after = Tensors.of(*Source(tmp_path / "made").shards)["model.embed_tokens.weight"]
    assert torch.equal(after[token], row) and abs(float(row.float() @ state) - 4.8) < 0.05
    changed = (before != after).any(dim=1).nonzero().flatten().tolist()
    assert changed == [token]


def test_long_steps_are_said_in_quarters():
    lines = []
    with Progress(lines.append).step("decoder", 4 << 30) as advance:
        for _ in range(16):
            advance(1 << 28)
    assert lines == ["decoder: 25 %", "decoder: 50 %", "decoder: 75 %"]
    with Progress(lines.append).step("short", 10) as advance:
        advance(10)
    assert len(lines) == 3


def test_a_bar_shows_how_far_a_step_is_and_lines_above_it(capsys):
    bar = Bar()
    with bar.step("decoder", 100) as advance:
        advance(50)
        bar.tell("half of it")
    shown = capsys.readouterr().err
    assert "decoder:   0%" in shown and "half of it\n" in shown and "decoder:  50%" in shown


def test_watched_tensors_count_what_is_read():
    counted = []
    watched = Watched({"a": torch.zeros(3), "b": torch.zeros(2, dtype=torch.bfloat16)}, counted.append)
    assert len(watched) == 2 and "a" in watched and not counted
    assert watched["a"].shape == (3,) and watched["b"].shape == (2,)
    assert counted == [12, 4]
