"""Trains a checkpoint: `python -m model.training.full stage1 --checkpoint FOLDER --questions FILE --images DIR --out RUN`."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from ...checkpoint.__main__ import _layers, _size, _text
from . import stage1, stage2
from .options import Options

_REWARDS = Options.rewards


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m model.training.full", description="Trains a 3DThinker or Qwen2.5-VL checkpoint (docs/training.md).")
    add = parser.add_argument
    add("stage", choices=("stage1", "stage2"))
    add("--checkpoint", type=Path, required=True, metavar="FOLDER", help="as Hugging Face writes it; for stage2 what stage1 saved")
    add("--questions", type=Path, required=True, metavar="FILE", help="JSONL in MindCube's form; stage1 learns their grounded_output")
    add("--images", type=Path, required=True, metavar="DIR", help="the folder that the questions' image paths start from")
    add("--out", type=Path, required=True, metavar="RUN", help="log, state, and at the end RUN/checkpoint; a run that was stopped is taken up")
    add("--teacher", type=Path, metavar="FILE", help="VGGT weights; without them there is no 3D loss and no 3D reward")
    add("--teacher-layers", type=_layers, metavar="A,B,C,D", help="layers that its dense heads read, when they are not the published ones")
    add("--lora", type=int, default=Options.lora, metavar="RANK", help="0: the whole language model learns (64)")
    add("--lora-alpha", type=int, default=Options.lora_alpha, help="(128)")
    add("--rate", type=float, help=f"the highest learning rate ({stage1.RATE:g} in stage1, {stage2.RATE:g} in stage2)")
    add("--steps", type=int, default=Options.steps, help="updates (1000)")
    add("--minutes", type=float, default=Options.minutes, help="ends earlier if these are over")
    add("--batch", type=int, default=Options.batch, help="questions an update, one after the other (8)")
    add("--words", type=float, default=Options.words, help="stage1: weight of the cross-entropy (0.1)")
    add("--aligned", type=float, default=Options.aligned, help="stage1: weight of the 3D loss (0.0005)")
    add("--scene", type=float, default=Options.scene, help="stage2: weight of the 3D reward (1)")
    add("--keep", type=float, default=Options.keep, help="stage2: weight with which the 3D loss goes on (0)")
    add("--latents", type=int, help="of a checkpoint without a projector (12)")
    add("--prompt-tokens", type=int, default=Options.prompt_tokens, help="of a new projector (64)")
    add("--depth", type=int, default=Options.depth, help="of a new projector (6)")
    add("--view-size", type=_size, default=Options.view_size, metavar="WxH", help="what every view is resized to (480x640)")
    add("--resampling", choices=("bilinear", "bicubic", "lanczos"), default=Options.resampling, help="of that resize (lanczos)")
    add("--instruction", type=_text, metavar="TEXT", help="what is asked after each question, or @FILE (default: docs/models.md)")
    add("--number-type", choices=("bfloat16", "float32"), default=Options.number_type, help="of weights that do not learn (bfloat16)")
    add("--seed", type=int, default=Options.seed, help="(1)")
    for name, kind, said in (("group", int, "replies a question"), ("updates", int, "for each sampled batch"), ("clip", float, "of the ratio"),
                             ("kl", float, "weight of the divergence from stage 1"), ("temperature", float, "of sampling"), ("limit", int, "tokens of a reply")):
        add(f"--{name}", type=kind, default=getattr(_REWARDS, name), help=f"stage2: {said} ({getattr(_REWARDS, name)})")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; 1 and one line on standard error if something given cannot be trained on."""
    given = vars(_parser().parse_args(arguments))
    train = {"stage1": stage1.train, "stage2": stage2.train}[given.pop("stage")]
    try:
        rewards = replace(_REWARDS, **{name: given.pop(name) for name in vars(_REWARDS)})
        if given["view_size"] is None:
            raise ValueError("--view-size: training needs one size for all views")
        train(Options(**given, rewards=rewards))
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
