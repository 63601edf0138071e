"""The precision of one graph."""

from dataclasses import dataclass

import torch

from .kind import Kind

_TYPES = {Kind.FLOAT32: torch.float32, Kind.BFLOAT16: torch.bfloat16, Kind.FLOAT16: torch.float16}


@dataclass(frozen=True)
class PartPrecision:
    """What a graph computes in, and the type of the real numbers that go in and come out."""

    kind: Kind = Kind.FLOAT32
    edge: torch.dtype = torch.float32

    @property
    def inside(self) -> torch.dtype:
        """The type of what is computed; around weights in blocks bfloat16 where the edges have it, else float32."""
        if self.kind.in_blocks:
            return torch.bfloat16 if self.edge == torch.bfloat16 else torch.float32
        return _TYPES[self.kind]


FLOAT32 = PartPrecision()
