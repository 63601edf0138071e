"""Bundles: their description, written and verified. The folders beside this file are bundles."""

from .maker import make_bundle
from .sections import decoder_section, libraries, projector_section
from .verifier import verify
from .writer import sha256, write_description

__all__ = ["decoder_section", "libraries", "make_bundle", "projector_section", "sha256", "verify", "write_description"]
