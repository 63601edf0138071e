"""Makes a bundle of a checkpoint: `python -m model.checkpoint FOLDER --out DIR`."""

import argparse
import sys
from pathlib import Path

from ..precision import Kind, Precision
from .bar import Bar
from .converter import convert
from .options import Options
from .progress import Progress


def _pair(text: str) -> tuple[str, str]:
    part, equals, licence = text.partition("=")
    if not equals or not licence:
        raise argparse.ArgumentTypeError(f"{text!r} is not PART=LICENCE")
    return part, licence


def _size(text: str) -> tuple[int, int] | None:
    if text == "camera":
        return None
    width, cross, height = text.partition("x")
    if not cross or not (width.isdigit() and height.isdigit() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT or camera")
    return int(width), int(height)


def _layers(text: str) -> tuple[int, ...]:
    parts = text.split(",")
    if len(parts) != 4 or not all(part.isdigit() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not four layers, such as 4,11,17,23")
    return tuple(map(int, parts))


def _text(text: str) -> str:
    return Path(text[1:]).read_text(encoding="utf-8").strip() if text.startswith("@") else text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m model.checkpoint", description="Makes a verified bundle of a 3DThinker or Qwen2.5-VL checkpoint.")
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", help="the checkpoint as Hugging Face writes it")
    add("--out", type=Path, required=True, metavar="DIR", help="the bundle to write; a bundle that is there is replaced")
    add("--vggt", type=Path, metavar="FILE", help="VGGT weights, .safetensors or .pt; without them there is no scene")
    add("--name", help="the bundle's name (default: the folder's)")
    add("--version", default="1", help="the bundle's version (1)")
    add("--base", help="what the checkpoint was trained from (default: by its sizes, if they are known)")
    add("--licence", type=_pair, action="append", default=[], dest="licences", metavar="PART=LICENCE", help="of language, projector or scene: an SPDX expression or a known name (docs/models.md)")
    add("--untrained", action="store_false", dest="trained", help="the weights are random; every answer is said to be noise")
    add("--instruction", type=_text, metavar="TEXT", help="what is asked after each question, or @FILE (default: docs/models.md)")
    add("--system", type=_text, default=Options.system, metavar="TEXT", help="the system prompt, or @FILE")
    add("--view-size", type=_size, default=Options.view_size, metavar="WxH", help="what every view is resized to, or camera to leave it (480x640)")
    add("--resampling", choices=("bilinear", "bicubic", "lanczos"), default=Options.resampling, help="of that resize (lanczos)")
    add("--views", type=int, default=Options.views, help="most views in one question (8)")
    add("--latents", type=int, help="the T that the checkpoint was trained with; refused if the projector takes another")
    add("--maximum-latents", type=int, help="latents after which the block is ended (T)")
    add("--latent-offset", type=int, choices=(0, 1), default=0, help="first state that the projector takes: 0 at latent_start (training), 1 at the first pad")
    add("--feed", choices=("hidden", "pad"), default=Options.feed, help="what a latent step takes (hidden)")
    add("--maximum-tokens", type=int, default=Options.maximum_tokens, help="most tokens of prompt and reply (8192)")
    add("--maximum-new-tokens", type=int, default=Options.maximum_new_tokens, help="most tokens of a reply (2048)")
    add("--temperature", type=float, default=Options.temperature, help="0 is greedy (0)")
    add("--top-p", type=float, default=Options.top_p, help="(1)")
    add("--scene-layers", type=_layers, metavar="A,B,C,D", help="layers that VGGT's dense heads read, when they are not the published ones")
    add("--points", action="store_true", help="the scene graph gives points too; the engine does not read them, and they take a quarter of its time")
    add("--precision", action="append", default=[], metavar="[PART=]TYPE", help=f"of all parts, or of one: {', '.join(Kind)} (float32)")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; 1 and one line on standard error if the checkpoint cannot be converted."""
    given = vars(_parser().parse_args(arguments))
    try:
        options = Options(**{**given, "licences": dict(given["licences"]), "precision": Precision.parse(given["precision"])})
        made = convert(options, Bar() if sys.stderr.isatty() else Progress(lambda line: print(line, file=sys.stderr, flush=True)))
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    size = sum(entry["bytes"] for entry in made["files"])
    print(f"wrote {made['name']}: {len(made['files'])} files, {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
