"""Checkpoints with random weights in the published form, at any size: `python -m model.checkpoint.random --like 3b --out DIR`."""

from .likeness import LIKENESSES, Likeness
from .maker import write_checkpoint, write_geometry

__all__ = ["LIKENESSES", "Likeness", "write_checkpoint", "write_geometry"]
