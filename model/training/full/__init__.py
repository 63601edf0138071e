"""Both stages of training for checkpoints of full size, in Hugging Face's form: `python -m model.training.full`.

    python -m model.training.full stage1 --checkpoint FOLDER --questions QUESTIONS.jsonl --images DIR --teacher VGGT --out RUN
    python -m model.training.full stage2 --checkpoint RUN/checkpoint --questions … --images … --teacher VGGT --out RUN2
    python -m model.checkpoint RUN2/checkpoint --out BUNDLE

The forward pass, the loop and stage 2 are those of the small model.
"""

from .options import Options

__all__ = ["Options"]
