"""Number types of a bundle's parts, int4 weights in blocks, and what they cost in accuracy."""

from .kind import Kind
from .part import FLOAT32, PartPrecision
from .precision import PARTS, Precision

__all__ = ["FLOAT32", "Kind", "PARTS", "PartPrecision", "Precision"]
