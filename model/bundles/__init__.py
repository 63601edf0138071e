"""Bundles: their description, written and verified. The folders beside this file are bundles."""

from .verifier import verify
from .writer import write_description

__all__ = ["verify", "write_description"]
