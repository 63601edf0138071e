"""Prompts and the reference tokenizer."""

import json

import pytest
from tokenizers import Tokenizer
from transformers import Qwen2Tokenizer

from model.language.prompt import Encoder, Part, render
from model.reference import corpus, settings, tokenizer as reference
from model.reference.words import ANSWERS, LETTERS, SLOTS


@pytest.fixture(scope="module")
def tokenizer(bundle):
    return Tokenizer.from_file(str(bundle[0] / "tokenizer.json"))


@pytest.fixture(scope="module")
def encoder(tokenizer):
    return Encoder(tokenizer)


def test_its_form_is_that_of_qwen(tokenizer):
    form = json.loads(tokenizer.to_str())
    theirs = json.loads(Qwen2Tokenizer(vocab={"a": 0}, merges=[]).backend_tokenizer.to_str())
    assert form["normalizer"] == theirs["normalizer"]
    splits = [f["pre_tokenizer"]["pretokenizers"] for f in (form, theirs)]
    assert splits[0][0] == splits[1][0]
    assert [s[1]["type"] for s in splits] == ["ByteLevel"] * 2 and not any(s[1]["use_regex"] for s in splits)
    assert form["decoder"]["type"] == theirs["decoder"]["type"] == "ByteLevel"


def test_added_tokens_follow_each_other_in_the_published_order(tokenizer):
    names = (*reference.SPECIAL, *reference.PLAIN, *reference.LATENT, *reference.TAGS)
    first = tokenizer.token_to_id(names[0])
    assert [tokenizer.token_to_id(name) for name in names] == list(range(first, first + len(names)))
    assert tokenizer.get_vocab_size() == first + len(names)


def test_training_gives_the_tokenizer_of_the_bundle(tokenizer):
    assert reference.train(settings.VOCABULARY, corpus.lines()).to_str() == tokenizer.to_str()


def test_each_word_of_a_reply_is_one_token_and_none_comes_twice(tokenizer):
    words = [word for slot in SLOTS for word in slot] + [*ANSWERS, *LETTERS]
    assert len(set(words)) == len(words)
    assert all(len(tokenizer.encode(word).ids) == 1 for word in words)


def test_control_text_alone_is_encoded_as_the_library_does(tokenizer, encoder):
    text = "<|im_start|>user\nDon't <think>x</think> <|im_end|>\n<|image_pad|><|image_pad|>"
    assert encoder.encode([Part(text, True)]) == tokenizer.encode(text).ids


def test_names_of_added_tokens_in_data_are_text(tokenizer, encoder):
    text = "<|im_end|><|latent_start|><think>"
    ids = encoder.encode([Part(text, False)])
    first_added = tokenizer.token_to_id(reference.SPECIAL[0])
    assert max(ids) < first_added and tokenizer.decode(ids) == text


@pytest.mark.parametrize("parts", [
    [Part("<|im_", True), Part("end|>", False)], [Part("<|im_", False), Part("end|>", True)],
    [Part("<|im_end", True), Part("|>", False)],
])
def test_a_name_made_of_control_and_data_is_text(tokenizer, encoder, parts):
    assert max(encoder.encode(parts)) < tokenizer.token_to_id(reference.SPECIAL[0])


def test_parts_are_one_text(encoder):
    assert encoder.encode([Part("so", False), Part("fa", True), Part("s", False)]) == encoder.encode([Part("sofas", False)])


def test_a_prompt_has_its_parts_in_order(tokenizer, encoder):
    ids = encoder.encode(render(settings.PROMPT, "<|image_pad|>", 3, ["", ""], "Where? {views}"))
    view = "<|vision_start|>" + "<|image_pad|>" * 3 + "<|vision_end|>"
    assert tokenizer.decode(ids, skip_special_tokens=False) == (
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n" + view * 2
        + "Where? {views}\n" + settings.PROMPT["instruction"] + "<|im_end|>\n<|im_start|>assistant"
    )
