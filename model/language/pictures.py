"""Pictures from a formula, so that they can be made again anywhere without being stored."""

import numpy as np
from PIL import Image

KINDS = ("noise", "harsh", "blocks")
_MASK = np.uint64(0xFFFFFFFF)


def picture(width: int, height: int, seed: int, kind: str) -> Image.Image:
    """An RGB picture; value number i, counted from 0 row by row with red, green and blue side by side, is the top byte

    of the hash of i: all in unsigned 32 bits, h = i·2654435761 + seed·97; h ^= h >> 15; h *= 2246822519; value = h >> 24.
    "harsh" takes 255 where that is 128 or more, else 0. "blocks" takes i of the pixel at the upper left of the
    square of 16×16 pixels, so that the picture has large patches of colour.
    """
    if kind not in KINDS:
        raise ValueError(f"kind of picture {kind!r} is none of {', '.join(KINDS)}")
    index = np.arange(width * height * 3, dtype=np.uint64).reshape(height, width, 3)
    if kind == "blocks":
        rows, columns = np.arange(height) // 16 * 16, np.arange(width) // 16 * 16
        index = index[rows][:, columns]
    hashed = (index * np.uint64(2654435761) + np.uint64(seed * 97)) & _MASK
    hashed ^= hashed >> np.uint64(15)
    values = (((hashed * np.uint64(2246822519)) & _MASK) >> np.uint64(24)).astype(np.uint8)
    if kind == "harsh":
        values = np.where(values >= 128, 255, 0).astype(np.uint8)
    return Image.fromarray(values)
