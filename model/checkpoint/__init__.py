"""Published checkpoints made into bundles: `python -m model.checkpoint FOLDER --out DIR`."""

from .converter import convert
from .options import Options

__all__ = ["Options", "convert"]
