"""What one program measured once."""

from dataclasses import dataclass

OURS = "thinker3d"
FLOOR = "floor"


@dataclass(frozen=True)
class Figure:
    """Seconds that `who` took for the work called `line`; `result` is equal where two did the same."""

    line: str
    who: str
    seconds: float
    result: str = ""
