"""The number types that a part can have."""

from enum import StrEnum


class Kind(StrEnum):
    """How a part holds its weights; int8 and int4 ones are in blocks, and the part's other numbers in a real type."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"
    INT8 = "int8"
    INT4 = "int4"
    INT4_ASYMMETRIC = "int4-asymmetric"

    @property
    def in_blocks(self) -> bool:
        """Whether the weights are small integers with a scale for each block."""
        return self in (Kind.INT8, Kind.INT4, Kind.INT4_ASYMMETRIC)

    @property
    def bits(self) -> int:
        """Of a weight in blocks."""
        return 8 if self is Kind.INT8 else 4
