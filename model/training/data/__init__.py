"""Views of synthetic rooms with their truth, as arrays and records that training reads."""

from .dataset import Dataset

__all__ = ["Dataset"]
