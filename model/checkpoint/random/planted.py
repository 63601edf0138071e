"""A row of a random checkpoint's embedding chosen so that the model begins its reply with latents."""

import json
from pathlib import Path

import torch

from ..source import INDEX

_EMBEDDING = "model.embed_tokens.weight"
_MARGIN = 1.2  # of the token's logit over the largest other one


def plant(folder: Path, token: int, state: torch.Tensor, largest: float) -> torch.Tensor:
    """Writes the row of that token into the file, and gives it; `state` is the last hidden state after the prompt, whose
    largest logit is given.

    The output matrix is the embedding, so the row decides the token's logit; a prompt without the token stays the same.
    """
    row = (state * (_MARGIN * largest / state.dot(state))).to(torch.bfloat16)
    index = json.loads((Path(folder) / INDEX).read_text(encoding="utf-8"))
    with open(Path(folder) / index["weight_map"][_EMBEDDING], "r+b") as file:
        length = int.from_bytes(file.read(8), "little")
        start = json.loads(file.read(length))[_EMBEDDING]["data_offsets"][0]
        file.seek(8 + length + start + token * 2 * len(row))
        file.write(memoryview(row.view(torch.uint8).numpy()))
    return row
