"""What a run is told."""

from dataclasses import dataclass
from pathlib import Path

from ..grpo import Settings


@dataclass(frozen=True)
class Options:
    """One field for each option of the command, whose help says what it means; None: the stage's own, or read off the files."""

    checkpoint: Path
    questions: Path
    images: Path
    out: Path
    teacher: Path | None = None
    teacher_layers: tuple[int, int, int, int] | None = None
    lora: int = 64
    lora_alpha: int = 128
    rate: float | None = None
    steps: int = 1000
    minutes: float = 1e9
    batch: int = 8
    words: float = 0.1
    aligned: float = 0.0005
    scene: float = 1.0
    keep: float = 0.0
    latents: int | None = None
    prompt_tokens: int = 64
    depth: int = 6
    view_size: tuple[int, int] = (480, 640)
    resampling: str = "lanczos"
    instruction: str | None = None
    number_type: str = "bfloat16"
    seed: int = 1
    rewards: Settings = Settings(limit=1024)

    def __post_init__(self):
        for name in ("steps", "batch", "prompt_tokens", "depth"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, must be at least 1")
        if self.lora < 0:
            raise ValueError(f"lora is {self.lora}, must be 0 (the whole language model learns) or a rank")
