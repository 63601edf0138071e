"""The precision of a bundle, part by part."""

from collections.abc import Iterable
from dataclasses import dataclass

from .kind import Kind
from .part import PartPrecision

PARTS = ("vision", "embedding", "decoder", "projector", "geometry", "scene")
_IN_BLOCKS = ("vision", "decoder")  # the parts whose weights can be int8 or int4
_EXACT = "scene"  # the part that is float32 always: its values rise exponentially, and a pose is refined in small steps
_OVERFLOWS = {  # parts that float16 is refused for, and why
    "decoder": "the language model's states overflow it, and 60 of 1,050 published replies of 3DThinker are noise from that",
    "vision": "the last layers of Qwen2.5-VL's tower overflow it on some pictures, as others have measured",
}


@dataclass(frozen=True)
class Precision:
    """One kind for each graph; the edges of all graphs have the bundle's number type."""

    vision: Kind = Kind.FLOAT32
    embedding: Kind = Kind.FLOAT32
    decoder: Kind = Kind.FLOAT32
    projector: Kind = Kind.FLOAT32
    geometry: Kind = Kind.FLOAT32
    scene: Kind = Kind.FLOAT32
    number_type: Kind = Kind.FLOAT32

    def __post_init__(self):
        problems = list(self._problems())
        if problems:
            raise ValueError("precision: " + "; ".join(problems))

    @classmethod
    def of_all(cls, kind: Kind) -> "Precision":
        """That kind wherever a part can have it; beside weights in blocks the other parts are float32."""
        rest = Kind.FLOAT32 if kind.in_blocks else kind
        parts = {part: kind if part in _IN_BLOCKS else rest for part in PARTS if part != _EXACT}
        return cls(**parts, number_type=rest)

    @classmethod
    def parse(cls, texts: Iterable[str]) -> "Precision":
        """What `TYPE` (of all parts), `PART=TYPE` and `number_type=TYPE` say one after another; float32 where nothing does."""
        chosen: dict[str, Kind] = vars(cls()).copy()
        for text in texts:
            part, separator, name = text.rpartition("=")
            kind = _kind(name)
            if not separator:
                chosen = vars(cls.of_all(kind)).copy()
            elif part in chosen:
                chosen[part] = kind
            else:
                raise ValueError(f"precision {text}: {part!r} is not one of {', '.join(chosen)}")
        return cls(**chosen)

    def of(self, part: str) -> PartPrecision:
        """The precision of one graph."""
        return PartPrecision(getattr(self, part), PartPrecision(self.number_type).inside)

    def described(self, parts: Iterable[str] = PARTS) -> dict[str, str]:
        """The section `precision` of bundle.json for the graphs that a bundle has."""
        return {part: str(getattr(self, part)) for part in PARTS if part in parts}

    def _problems(self):
        for part in PARTS:
            if getattr(self, part).in_blocks and part not in _IN_BLOCKS:
                yield f"{part} cannot be {getattr(self, part)}: only {' and '.join(_IN_BLOCKS)} can have weights in blocks"
            elif part == _EXACT and getattr(self, part) is not Kind.FLOAT32:
                yield f"{part} cannot be {getattr(self, part)}: the heads are float32, as the published model's; the aggregator's part is geometry"
            if getattr(self, part) is Kind.FLOAT16 and part in _OVERFLOWS:
                yield f"{part} cannot be float16: {_OVERFLOWS[part]}; take bfloat16, float32, int8 or int4"
        if self.number_type not in (Kind.FLOAT32, Kind.BFLOAT16):
            yield f"number_type cannot be {self.number_type}: states and cache pass between graphs in it; take float32 or bfloat16"


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        raise ValueError(f"precision {name!r} is not one of {', '.join(Kind)}") from None
