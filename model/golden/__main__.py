"""Writes the golden files: `python -m model.golden`."""

import torch

from ..geometry import golden as geometry
from ..reference.models import build
from . import generation, int4, pixels, prompts, sampling, texts

if __name__ == "__main__":
    torch.set_num_threads(1)
    models = build()
    texts.write(models)
    prompts.write(models)
    pixels.write()
    generation.write(models)
    int4.write(models)
    sampling.write(models.language.config.text_config.vocab_size)
    geometry.write()
