"""The tokenizer of a bundle: the checkpoint's, with nothing in it that the engine refuses."""

import json
import shutil
import subprocess
import sys

import pytest
from test_checkpoint import options, plain, thinker  # noqa: F401 (fixtures)
from tokenizers import Tokenizer

from model.checkpoint import convert, tokens
from model.checkpoint.source import Source
from model.language.prompt import Encoder, Part
from model.reference import settings


@pytest.fixture
def copy(thinker, tmp_path):  # noqa: F811
    return shutil.copytree(thinker, tmp_path / "copy")


def _change(folder, change):
    path = folder / "tokenizer.json"
    form = json.loads(path.read_text(encoding="utf-8"))
    change(form)
    path.write_text(json.dumps(form), encoding="utf-8")


def _pad_and_cut(form):
    tokenizer = Tokenizer.from_str(json.dumps(form))
    tokenizer.enable_padding(length=64)
    tokenizer.enable_truncation(max_length=8)
    form |= {key: json.loads(tokenizer.to_str())[key] for key in ("padding", "truncation")}


def _read(path):
    return Tokenizer.from_file(str(path / "tokenizer.json"))


def test_padding_and_truncation_are_left_behind(copy, thinker, tmp_path):  # noqa: F811
    _change(copy, _pad_and_cut)
    convert(options(copy, tmp_path / "made"))
    assert _read(tmp_path / "made").to_str() == _read(thinker).to_str()
    assert Source(copy).tokenizer.encode("sofa").ids == _read(thinker).encode("sofa").ids


def test_an_encoder_neither_pads_nor_cuts(copy, thinker):  # noqa: F811
    _change(copy, _pad_and_cut)
    for text in ("sofa", "What is behind the table, and what is beside it? " * 4):
        assert Encoder(_read(copy)).encode([Part(text, False)]) == _read(thinker).encode(text).ids


def _make_plain(names):
    def change(form):
        for token in form["added_tokens"]:
            if token["content"] in names:
                token.update(special=False, normalized=True)

    return change


def test_the_tokens_that_a_bundle_names_become_special_and_keep_their_numbers(copy, thinker, tmp_path):  # noqa: F811
    _change(copy, _make_plain({*tokens.LATENT, settings.TOKENS["image_pad"], *settings.TOKENS["stop"]}))
    convert(options(copy, tmp_path / "made"))
    assert _read(tmp_path / "made").to_str() == _read(thinker).to_str()


def test_the_command_that_makes_a_tokenizer_of_a_slow_one_is_named_and_works(copy, thinker):  # noqa: F811
    form = json.loads((copy / "tokenizer.json").read_text(encoding="utf-8"))
    (copy / "tokenizer.json").unlink()
    with pytest.raises(ValueError, match="tokenizer.json is missing$"):
        Source(copy).tokenizer
    (copy / "vocab.json").write_text(json.dumps(form["model"]["vocab"]), encoding="utf-8")
    (copy / "merges.txt").write_text("#version: 0.2\n" + "\n".join(map(" ".join, form["model"]["merges"])) + "\n", encoding="utf-8")
    (copy / "added_tokens.json").write_text(json.dumps({token["content"]: token["id"] for token in form["added_tokens"]}), encoding="utf-8")
    with pytest.raises(ValueError, match='tokenizer.json is missing; make it of .*: python -c "') as refused:
        Source(copy).tokenizer
    subprocess.run([sys.executable, "-c", str(refused.value).split('"')[1]], check=True)
    assert Source(copy).tokenizer.get_vocab() == _read(thinker).get_vocab()


def test_a_plain_tokenizer_gets_the_latent_tokens_behind_its_last(plain, tmp_path):  # noqa: F811
    folder, own = plain
    convert(options(folder, tmp_path / "made", licences={"language": "Apache-2.0"}))
    first = own.get_vocab_size()
    added = _read(tmp_path / "made").get_added_tokens_decoder()
    assert [added[number].content for number in range(first, first + 3)] == list(tokens.LATENT)
    assert all(added[number].special for number in range(first, first + 3)) and not added[own.token_to_id("<tool_call>")].special
