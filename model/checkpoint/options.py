"""What a conversion is told, beyond what the files themselves say."""

from dataclasses import dataclass, field
from pathlib import Path

from ..precision import Precision
from ..reference.settings import PROMPT


@dataclass(frozen=True)
class Options:
    """One field for each option of the command, whose help says what it means; None: read off the files."""

    folder: Path
    out: Path
    vggt: Path | None = None
    name: str | None = None
    version: str = "1"
    base: str | None = None
    licences: dict[str, str] = field(default_factory=dict)  # by part: a known name or an SPDX expression
    trained: bool = True
    instruction: str | None = None
    system: str = PROMPT["system"]
    view_size: tuple[int, int] | None = (480, 640)  # width, height; None: the camera's own
    resampling: str = "lanczos"
    views: int = 8
    latents: int | None = None
    maximum_latents: int | None = None
    latent_offset: int = 0
    feed: str = "hidden"
    maximum_tokens: int = 8192
    maximum_new_tokens: int = 2048
    temperature: float = 0.0
    top_p: float = 1.0
    scene_layers: tuple[int, int, int, int] | None = None
    points: bool = False  # whether the scene graph has the point head too, which the engine does not read
    precision: Precision = Precision()
