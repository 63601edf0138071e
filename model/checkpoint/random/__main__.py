"""Writes a checkpoint of random weights: `python -m model.checkpoint.random --like 3b --out DIR`."""

import argparse
import sys
from pathlib import Path

from .likeness import LIKENESSES
from .maker import write_checkpoint, write_geometry


def main(arguments: list[str] | None = None) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m model.checkpoint.random", description="Writes a 3DThinker checkpoint of random weights in the published form.")
    parser.add_argument("--like", choices=sorted(LIKENESSES), default="small", help="whose sizes it has (small)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write, which must not exist")
    parser.add_argument("--vggt", type=Path, metavar="FILE", help="write weights of the geometry model too, as .safetensors")
    parser.add_argument("--seed", type=int, default=1, help="of the weights (1)")
    given = parser.parse_args(arguments)
    try:
        write_checkpoint(given.out, LIKENESSES[given.like], given.seed, tell=lambda line: print(line, file=sys.stderr, flush=True))
        if given.vggt:
            write_geometry(given.vggt, LIKENESSES[given.like], given.seed)
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
