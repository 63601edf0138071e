"""Replies to many questions at once are those of one sequence at a time; confidence is the engine's."""

import math

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from model.language.generate import Decoder, generate
from model.language.latent_mode import LatentRule
from model.reference import tokenizer as form
from model.training.evaluate.confidence import Letters, letter_in
from model.training.evaluate.replies import Limits, reply
from model.training.imagining import Imaginer
from model.training.nano import models, settings
from model.training.packing import pack
from model.training.parts import FORM, GRID, Parts
from model.training.pixels import pixel_rows
from model.training.text import Speech
from model.training.tower import embed

QUESTIONS = ("1 image. Where is the sofa? A. left B. right", "1 image. What is behind the bed? A. the door B. the window C. a chair D. the lamp")
LIMIT, MAXIMUM = 16, 3


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replies")
    lines = [f"<think>so {word}</think> <answer>{letter}. {word}</answer> {question}" for word in ("left", "sofa") for letter in "ABCD"
             for question in QUESTIONS]
    form.train(400, [*lines, *settings.PROMPT.values(), "system\n", "user\n", "assistant"] * 5).save(str(folder / "tokenizer.json"))
    return Parts(folder, Tokenizer.from_file(str(folder / "tokenizer.json")), models.language(Tokenizer.from_file(str(folder / "tokenizer.json"))).eval())


@pytest.fixture(scope="module")
def seen(parts):
    views = np.random.default_rng(1).integers(0, 255, (4, 168, 224, 3), np.uint8)
    with torch.no_grad():
        return embed(parts.language.model.visual, *pixel_rows(views)).unflatten(0, (2, 2))


def alone(parts, speech, images, question, limits):
    """By transformers' own module, with the rules of latent_mode."""
    rule = LatentRule(speech.start, speech.pad, speech.end, limits.stop, limits.latents)
    ids = [*speech.views(2), *speech.asked(question)]
    grid = torch.tensor([[1, 2 * GRID[0], 2 * GRID[1]]] * 2)
    return generate(Decoder(parts.language, speech.image), ids, images.flatten(0, 1), grid, rule, limits.tokens)


def plant(parts, imaginer, packed, seen, token, strength):
    """Makes the model likely to say the token after the prompt, and now and then later."""
    with torch.no_grad():
        state = imaginer.read(seen, packed).state.mean(0)
        parts.language.lm_head.weight[token] = strength * state / state.norm() ** 2


@pytest.mark.parametrize("said", ["nothing", "start", "end"])
def test_every_reply_is_what_its_sequence_gives_alone(parts, seen, said):
    torch.manual_seed(2)
    parts.language.lm_head.weight.data = torch.randn_like(parts.language.lm_head.weight) * 0.05
    speech = Speech(parts.tokenizer, FORM)
    imaginer = Imaginer(parts.language, speech, GRID)
    packed = pack(speech, 2, [[(question, "")] for question in QUESTIONS])
    limits = Limits(LIMIT, MAXIMUM, (speech.stop,))
    if said != "nothing":
        plant(parts, imaginer, packed, seen, speech.start, 6.0)
    if said == "end":
        plant(parts, imaginer, packed, seen, speech.end, 5.5)
    watched = [1, 5, 9]
    found = reply(imaginer, seen, packed, limits, watched)
    for one, images, question in zip(found, seen, QUESTIONS):
        wanted = alone(parts, speech, images, question, limits)
        count = len(one.tokens)
        assert one.tokens == wanted.tokens[:count] and (count == len(wanted.tokens) or len(set(one.tokens[-32:])) == 1)
        assert (speech.start in one.tokens) == (said != "nothing"), parts.tokenizer.decode(one.tokens, skip_special_tokens=False)
        logits = parts.language.lm_head(torch.from_numpy(wanted.hidden_states[:count]))[:, watched].detach()
        torch.testing.assert_close(one.watched, logits, rtol=1e-3, atol=1e-3)
        if said == "nothing":
            assert len(one.states) == 0
        elif wanted.latents is not None:
            torch.testing.assert_close(one.states, torch.from_numpy(wanted.states(speech.start)), rtol=1e-3, atol=1e-3)


def test_the_confidence_is_the_letters_share_where_it_was_said(parts):
    letters = Letters(parts.tokenizer)
    text = "<think>so A</think> <answer>B. left</answer>"
    tokens = parts.tokenizer.encode(text, add_special_tokens=False).ids
    step = next(n for n in range(len(tokens)) if "<answer>B" in parts.tokenizer.decode(tokens[:n + 1]))
    watched = torch.zeros(len(tokens), len(letters.watched))
    variants = letters.of["B"]
    assert tokens[step] in variants
    watched[step, [letters.watched.index(token) for token in variants]] = math.log(3)
    offered = "ABC"
    weights = {one: (3 if one == "B" else 1) * len(letters.of[one]) for one in offered}
    assert letters.confidence(tokens, watched, "B. left", "B", offered) == pytest.approx(weights["B"] / sum(weights.values()), abs=1e-6)
    assert letters.confidence(tokens, watched, "B. left", "D", offered) is None
    assert [letter_in(answer, letter) for answer, letter in
            (("B. Sofa", "B"), ("the Bed is B", "B"), ("(b)", "B"), ("Bed", "B"), ("éB", "B"), ("", "B"))] == [0, 11, 1, None, None, None]
