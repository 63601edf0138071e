"""The small model's forward pass in training against transformers, token by token."""

import numpy as np
import pytest
import torch
from PIL import Image

from model.language.generate import Decoder as Reference
from model.language.views import pixel_rows as reference_rows
from model.training.data.settings import VIEWS
from model.training.lookup import pointing
from model.training.packing import pack
from model.training.parts import batch
from model.training.pixels import pixel_rows
from model.training.rollout import reply
from model.training.sampling import Sampler
from model.training.tower import embed

from seeing import see


@pytest.fixture(scope="module")
def asked(training_data):
    """Three questions on each of two sets of several views."""
    sampler = Sampler(training_data, "train", 3, 1)
    return next(asked for asked in (sampler.quizzes(step, 2) for step in range(50)) if len(asked[0].rows) > 2)


def test_pixel_rows_are_those_of_transformers(training_data):
    views = training_data.views[:3]
    values, grid = reference_rows([Image.fromarray(view) for view in views], VIEWS)
    own, own_grid = pixel_rows(views)
    assert np.array_equal(own.numpy(), values) and np.array_equal(own_grid.numpy(), grid)


def test_the_tower_gives_what_transformers_gives(training_data, training_parts):
    visual = training_parts.language.model.visual
    values, grid = pixel_rows(training_data.views[:3])
    with torch.no_grad():
        wanted = visual(values, grid_thw=grid).pooler_output
        torch.testing.assert_close(embed(visual, values, grid).flatten(0, 1), wanted, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("imagines, decisive", [(True, 1.0), (False, 1.0), (True, 4.0)])
def test_a_reply_is_judged_as_transformers_would(training_data, training_parts, asked, imagines, decisive):
    language, imaginer = training_parts.language, training_parts.imaginer(imagines, decisive)
    with torch.no_grad():
        images = see(language.model.visual, training_data, asked)
        said = imaginer.say(images, batch(imaginer, asked))
        for place, (one, question) in enumerate((one, number) for one in range(2) for number in range(3)):
            loss, latents = _reference(imaginer, images[one], asked[one].pairs[question])
            torch.testing.assert_close(said.cross_entropy[place], loss, atol=1e-4, rtol=1e-4)
            if imagines:
                torch.testing.assert_close(said.latents[place], latents, atol=1e-4, rtol=1e-4)


def test_a_glance_gives_the_states_of_transformers_lower_layers(training_data, training_parts, asked):
    language, imaginer = training_parts.language, training_parts.imaginer()
    with torch.no_grad():
        images = see(language.model.visual, training_data, asked[:1])
        speech = imaginer.speech
        ids, positions = torch.tensor(speech.views(images.shape[1])), speech.positions(images.shape[1], *imaginer.grid)
        embeddings = language.get_input_embeddings()(ids)
        embeddings[ids == speech.image] = images.flatten(0, 2)
        glance = imaginer.glance(images, 2)
        wanted = _layers(language, embeddings, positions)
        torch.testing.assert_close(glance.states[0], wanted[2][0], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(glance.images[0], wanted[2][0, ids == speech.image], atol=1e-4, rtol=1e-4)
        asked, place = torch.tensor([[7, 8], [9, -1]]), positions.max() + 40
        before, after = glance.feed(asked, place + torch.arange(2).expand(2, 2))
        for row, tokens in enumerate(([7, 8], [9])):
            fed = torch.cat([embeddings, language.get_input_embeddings()(torch.tensor(tokens))])
            wanted = _layers(language, fed, torch.cat([positions, (place + torch.arange(len(tokens))).expand(3, -1)], dim=1))
            for states, layer in ((before, 2), (after, 3)):
                torch.testing.assert_close(states[row, :len(tokens)], wanted[layer][0, len(ids):], atol=1e-4, rtol=1e-4)
        language.set_attn_implementation("eager")
        fed = torch.cat([embeddings, language.get_input_embeddings()(torch.tensor([7]))])
        shares = language.model.language_model(inputs_embeds=fed[None], position_ids=torch.cat([positions, place.expand(3, 1)], dim=1)[:, None],
                                               output_attentions=True).attentions[2][0, 0, -1, :-1]
        language.set_attn_implementation("sdpa")
        got = pointing(language.model.language_model.layers[2], before[:, 0], place.expand(2), glance)
        torch.testing.assert_close(got[0, 0], shares / shares.sum(), atol=1e-5, rtol=1e-3)


def _layers(language, embeddings, positions):
    """The states before each layer of transformers."""
    return language.model.language_model(inputs_embeds=embeddings[None], position_ids=positions[:, None], output_hidden_states=True).hidden_states


def _begun(imaginer, images, question):
    """A decoder of transformers that has imagined, and the logits of the first token of the text."""
    speech, grid = imaginer.speech, torch.tensor([[1, VIEWS["resize"]["height"] // 14, VIEWS["resize"]["width"] // 14]] * len(images))
    decoder = Reference(imaginer.language, speech.image)
    decoder.prefill([*speech.views(len(images)), *speech.asked(question)], images.flatten(0, 1), grid)
    state = decoder.feed(decoder.embed(speech.start))[-1]
    for _ in range(speech.form.latents["count"]):
        state = decoder.feed(state[None])[-1]
    return decoder, decoder.logits(decoder.feed(decoder.embed(speech.end))[-1])


def _reference(imaginer, images, pair):
    """The weighted mean cross-entropy of a reply, one sequence through transformers' own modules, and its latent states."""
    speech, (views, tokens, _) = imaginer.speech, images.shape
    decoder = Reference(imaginer.language, speech.image)
    grid = torch.tensor([[1, VIEWS["resize"]["height"] // 14, VIEWS["resize"]["width"] // 14]] * views)
    states = [decoder.prefill([*speech.views(views), *speech.asked(pair[0])], images.flatten(0, 1), grid)]
    labels, latents = list(speech.reply(pair[1])), []
    words, count = speech.tokenizer, lambda text: len(speech.tokenizer.encode(text, add_special_tokens=False).ids)
    concludes = len(labels) - count(pair[1][:pair[1].rindex(" so ")])
    verdicts = [place for place, (before, after) in enumerate(zip(labels, labels[1:]))
                if words.decode([before]) in (" yes", " no") and words.decode([after]).startswith(";")]
    assert verdicts
    if imaginer.imagines:
        latents = [decoder.feed(decoder.embed(speech.start))[-1]]
        for _ in range(speech.form.latents["count"] - 1):
            latents.append(decoder.feed(latents[-1][None])[-1])
        decoder.feed(latents[-1][None])
        states += [*latents, *decoder.feed(decoder.embed(speech.end, *labels[:-1]))]
        labels = [speech.start, *[speech.pad] * len(latents), *labels]
    else:
        states += [*decoder.feed(decoder.embed(*labels[:-1]))]
    each = torch.nn.functional.cross_entropy(decoder.logits(torch.stack(states)), torch.tensor(labels), reduction="none")
    weights = torch.ones(len(labels))
    weights[-concludes:] = imaginer.decisive
    weights[[place - len(speech.reply(pair[1])) for place in verdicts]] = imaginer.decisive
    return (each * weights).sum() / weights.sum(), torch.stack(latents) if latents else None


def test_gradients_pass_through_every_latent(training_data, training_parts, asked):
    imaginer = training_parts.imaginer()
    images = see(training_parts.language.model.visual, training_data, asked).detach().requires_grad_()
    said = imaginer.say(images, batch(imaginer, asked))
    said.latents[:, -1].sum().backward()
    assert images.grad.abs().sum(dim=(2, 3)).gt(0).all()


def test_a_greedy_reply_is_the_likeliest_token_each_time(training_data, training_parts, asked):
    imaginer = training_parts.imaginer()
    with torch.no_grad():
        images = see(training_parts.language.model.visual, training_data, asked)
        replies = reply(imaginer, images, batch(imaginer, asked), 6, watched=[0, 5])
        for row, tokens in enumerate(replies.tokens.tolist()):
            said = [token for token in tokens if token >= 0]
            decoder, logits = _begun(imaginer, images[row // 3], asked[row // 3].pairs[row % 3][0])
            for step, token in enumerate(said):
                assert token == int(logits.argmax())
                torch.testing.assert_close(replies.watched[row, step], logits[[0, 5]], atol=1e-4, rtol=1e-4)
                logits = decoder.logits(decoder.feed(decoder.embed(token))[-1])


def test_words_alone_are_judged_as_transformers_would_but_for_what_only_a_look_tells(training_data, training_parts):
    imaginer, speech = training_parts.imaginer(), training_parts.imaginer().speech
    pairs = [("2 images. Where is the bed?", "from image 2; bed image 1 left 20 2.0 m turned right 60 is right 40"), ("Where?", "bed image 1 left 20 2.0 m")]
    with torch.no_grad():
        said = imaginer.say(torch.zeros(1, 0, imaginer.grid[0] * imaginer.grid[1], imaginer.text.config.hidden_size), pack(speech, 0, [pairs]))
        for place, (question, reply) in enumerate(pairs):
            decoder, labels = Reference(imaginer.language, speech.image), list(speech.reply(reply))
            before = [*speech.views(0), *speech.asked(question)]
            assert speech.image not in before and speech.tokenizer.decode(before, skip_special_tokens=False).count("<|vision") == 0
            prompt = decoder.prefill(before, torch.empty(0, imaginer.text.config.hidden_size), torch.empty(0, 3, dtype=torch.long))
            states = [prompt, decoder.feed(decoder.embed(speech.start))[-1]]
            for _ in range(speech.form.latents["count"] - 1):
                states.append(decoder.feed(states[-1][None])[-1])
            decoder.feed(states[-1][None])
            states += [*decoder.feed(decoder.embed(speech.end, *labels[:-1]))]
            labels = [speech.start, *[speech.pad] * speech.form.latents["count"], *labels]
            learnt = [speech.tokenizer.id_to_token(token) not in (" image 1", " left 20", " 2.0") for token in labels]
            assert learnt.count(False) == 3
            each = torch.nn.functional.cross_entropy(decoder.logits(torch.stack(states)), torch.tensor(labels), reduction="none")
            torch.testing.assert_close(said.cross_entropy[place], each[learnt].mean(), atol=1e-4, rtol=1e-4)


def test_a_name_foresees_what_is_said_of_its_thing(training_parts):
    foresight, table = training_parts.imaginer(foresees=True).foresight, training_parts.language.get_input_embeddings().weight.detach()
    encode = lambda text: training_parts.tokenizer.encode(text, add_special_tokens=False).ids
    before, look = encode("from image 2; sofa"), encode(" image 1 left 20 2.0 m on left")
    reply = torch.tensor([[*before, *look]])
    states = torch.randn(1, reply.shape[1] - 1, table.shape[1], requires_grad=True)
    foresight.losses(states, table, reply).backward()
    name, view = len(before) - 1, len(before)
    assert states.grad.abs().sum(-1)[0].nonzero().flatten().tolist() == [name, view]
    states = states.detach()
    states[0, name], states[0, view] = table[look[:3]].sum(0), table[look[1:3]].sum(0)
    knows = float(foresight.losses(states, table, reply))
    wrong = table[encode(" image 2 right 70 6.0")]
    for place, said in ((name, wrong.sum(0)), (view, wrong[1:].sum(0))):
        mistaken = states.clone()
        mistaken[0, place] = said
        assert 0 < knows < 5 < float(foresight.losses(mistaken, table, reply))
    assert float(foresight.losses(states[:, :2], table, reply[:, :3])) == 0


def test_padding_changes_nothing(training_data, training_parts, asked):
    imaginer = training_parts.imaginer()
    with torch.no_grad():
        images = see(training_parts.language.model.visual, training_data, asked[:1])
        whole = imaginer.say(images, pack(imaginer.speech, len(asked[0].rows), [asked[0].pairs]))
        for place, pair in enumerate(asked[0].pairs):
            alone = imaginer.say(images, pack(imaginer.speech, len(asked[0].rows), [[pair]]))
            torch.testing.assert_close(alone.cross_entropy[0], whole.cross_entropy[place], atol=1e-5, rtol=1e-5)
