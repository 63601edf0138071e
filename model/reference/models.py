"""The reference bundle's models in PyTorch, made from seeds alone."""

from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer
from transformers import Qwen2_5_VLForConditionalGeneration

from .. import geometry
from ..language.generate import Decoder, generate, image_embeddings
from ..language.latent_mode import LatentRule
from ..language.prompt import Encoder, render
from ..language.small import small_config, small_model
from ..projector import Projector, ProjectorConfig
from . import corpus, settings, tokenizer as tokens
from .asking import Asked, asked
from .fit import Form, fit
from .words import ANSWERS, LETTERS, SLOTS

_FITTED, _CALIBRATED = 96, 24  # questions
_HEAD = geometry.HeadConfig(layers=(0, 1, 2, 3), channels=(8, 16, 24, 32), features=16, last_channels=8)


@dataclass
class Models:
    """Everything that a reply needs."""

    tokenizer: Tokenizer
    ids: dict[str, int]
    language: Qwen2_5_VLForConditionalGeneration
    projector: Projector
    geometry: geometry.VGGT

    def prompt(self, question: str, views: int) -> list[int]:
        """A question's prompt as token ids."""
        pad = settings.TOKENS["image_pad"]
        parts = render(settings.PROMPT, pad, settings.IMAGE_TOKENS, [""] * views, question)
        return Encoder(self.tokenizer).encode(parts)

    def decoder(self) -> Decoder:
        """A decoder with an empty cache."""
        return Decoder(self.language, self.ids[settings.TOKENS["image_pad"]])

    def rule(self, maximum: int | None = None, feed: str | None = None) -> LatentRule:
        """The bundle's latent mode, or a variant of it."""
        ids, names = self.ids, settings.TOKENS
        return LatentRule(
            ids[names["latent_start"]], ids[names["latent_pad"]], ids[names["latent_end"]],
            tuple(ids[name] for name in names["stop"]),
            settings.LATENTS["maximum"] if maximum is None else maximum, feed or settings.LATENTS["feed"],
        )


def build() -> Models:
    """The models; the same on every call, on one thread so that sums keep their order."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _build()
    finally:
        torch.set_num_threads(threads)


def _build() -> Models:
    trained = tokens.train(settings.VOCABULARY, corpus.lines())
    ids = _ids(trained)
    rows = -(-trained.get_vocab_size() // settings.ROWS_MULTIPLE) * settings.ROWS_MULTIPLE
    language = small_model(small_config(rows, ids), settings.SEED)
    scene_config = replace(geometry.small(), head=_HEAD)
    projector = Projector(ProjectorConfig(
        latents=settings.LATENTS["count"], hidden=language.config.get_text_config().hidden_size,
        image_tokens=settings.IMAGE_TOKENS,
        features=scene_config.tokens(settings.SCENE["maximum_height"], settings.SCENE["width"]),
        channels=scene_config.feature_width, prompt_tokens=32, depth=4,
    ))
    geometry.initialise(projector, settings.SEED)
    scene = geometry.initialise(geometry.VGGT(scene_config), settings.SEED)
    models = Models(trained, ids, language, projector.eval().requires_grad_(False), scene.eval().requires_grad_(False))
    questions = asked(settings.SEED, _FITTED)
    fit(language, lambda one: models.prompt(one.question, len(one.grid_thw)), Form(ids), questions, settings.LATENTS["maximum"], settings.SEED)
    _calibrate(models, questions[:_CALIBRATED])
    return models


def _ids(trained: Tokenizer) -> dict[str, int]:
    """Ids by name of the added tokens and of the words of a reply, each of which is one token."""
    ids = {name: trained.token_to_id(name) for name in (*tokens.SPECIAL, *tokens.PLAIN, *tokens.LATENT, *tokens.TAGS)}
    for word in (*(word for slot in SLOTS for word in slot), *LETTERS, *ANSWERS, " ", "."):
        found = trained.encode(word).ids
        if len(found) != 1:
            raise ValueError(f"tokenizer: {word!r} is {len(found)} tokens, must be one")
        ids[word] = found[0]
    return ids


@torch.no_grad()
def _calibrate(models: Models, questions: list[Asked]) -> None:
    """Fits the last layers of the geometry model to what the projector says on a few questions."""
    count, offset = settings.LATENTS["count"], settings.LATENTS["offset"]
    imagined, pictures = [], []
    for question in questions:
        images = image_embeddings(models.language, question.pixel_values, question.grid_thw)
        prompt = models.prompt(question.question, len(question.grid_thw))
        reply = generate(models.decoder(), prompt, images, torch.from_numpy(question.grid_thw), models.rule(), 2 + settings.LATENTS["maximum"])
        states = torch.from_numpy(reply.states(models.ids[settings.TOKENS["latent_start"]])[offset:offset + count])
        if len(states) == count:
            imagined.append(models.projector(states, images.unflatten(0, (-1, settings.IMAGE_TOKENS))))
            pictures.append(torch.from_numpy(question.pictures))
    geometry.calibrate(models.geometry, torch.cat(pictures), torch.cat(imagined))
