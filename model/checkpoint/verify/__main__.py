"""Converts a random checkpoint and compares the Go engine with PyTorch: `python -m model.checkpoint.verify --work DIR --like 3b`."""

import argparse
import shutil
import sys
from pathlib import Path

import numpy as np

from ...precision import Kind
from ..options import Options
from ..random import LIKENESSES
from ..random.planted import plant
from .case import Case
from .found import read, write
from .graphs import of_graphs
from .measured import run
from .reference import reference

_ROOT = Path(__file__).resolve().parents[3]
_LICENCES = {"language": "Apache-2.0", "projector": "Apache-2.0", "scene": "vggt-1b"}  # of nothing: the weights are random


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; 1 if anything differs."""
    parser = argparse.ArgumentParser(prog="python -m model.checkpoint.verify", description="Converts a random checkpoint and compares the Go engine with PyTorch on its weights.")
    parser.add_argument("--work", type=Path, required=True, metavar="DIR", help="where everything is written; what is there is used again")
    parser.add_argument("--like", choices=sorted(LIKENESSES), default="3b", help="sizes of the checkpoint (3b)")
    parser.add_argument("--precision", choices=[str(kind) for kind in Kind], action="append", help="of a bundle; may be repeated (float32)")
    parser.add_argument("--stage", choices=("reference", "graphs"), help=argparse.SUPPRESS)  # a step of its own, in its own process
    given = parser.parse_args(arguments)
    work, kinds = given.work.resolve(), given.precision or ["float32"]
    try:
        if given.stage == "reference":
            _write_reference(work, given.like)
        elif given.stage == "graphs":
            _write_graphs(work, kinds[0])
        else:
            _verify(work, given.like, kinds)
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _verify(work: Path, like: str, kinds: list[str]) -> None:
    python = [sys.executable, "-m"]
    this = [*python, "model.checkpoint.verify", "--work", str(work), "--like", like]
    if not (work / "checkpoint").exists():
        made = [*python, "model.checkpoint.random", "--like", like, "--out", str(work / "checkpoint"), "--vggt", str(work / "vggt.safetensors")]
        print("random checkpoint:", run(made, _ROOT), flush=True)
    if not (work / "reference" / "cases.json").exists():
        print("reference in PyTorch:", run([*this, "--stage", "reference"], _ROOT), flush=True)
    engine = work / "reasoning.test"
    run(["go", "test", "-c", "-o", str(engine), "./reasoning"], _ROOT)
    for kind in kinds:
        print(f"{kind}: conversion:", run([*python, "model.checkpoint", *_conversion(work, like, kind)], _ROOT), flush=True)
        if kind == "float32":
            shutil.copytree(work / "reference", work / kind, dirs_exist_ok=True)
        else:
            print(f"{kind}: ONNX Runtime from Python:", run([*this, "--stage", "graphs", "--precision", kind], _ROOT), flush=True)
        asked = [str(engine), "-test.v", "-test.timeout", "6h", "-test.run", f"TestConvertedBundlesReplyAsTheirReferences/^{kind}$"]
        # Packed, the largest weights would be all that the machine has room for.
        weights = "mapped" if kind == "float32" else "packed"
        print(f"{kind}: Go engine, weights {weights}:", run(asked, _ROOT / "reasoning", {"THINKER3D_TEST_CONVERTED": str(work), "THINKER3D_TEST_WEIGHTS": weights}), flush=True)
        if kind != "float32":
            print(f"{kind}: {_deviation(work / 'reference', work / kind)}", flush=True)


def _conversion(work: Path, like: str, kind: str) -> list[str]:
    options = _options(work, like)
    found = [str(options.folder), "--out", str(work / kind / "bundle"), "--vggt", str(options.vggt), "--untrained", "--points", "--precision", kind]
    found += ["--view-size", "x".join(map(str, options.view_size)), "--scene-layers", ",".join(map(str, options.scene_layers))]
    return found + [text for part, licence in options.licences.items() for text in ("--licence", f"{part}={licence}")]


def _options(work: Path, like: str) -> Options:
    likeness = LIKENESSES[like]
    return Options(
        folder=work / "checkpoint", out=work / "bundle", vggt=work / "vggt.safetensors", licences=_LICENCES, trained=False,
        view_size=likeness.view_size, scene_layers=likeness.geometry.head.layers,
    )


def _write_reference(work: Path, like: str) -> None:
    options = _options(work, like)
    case = write(work / "reference", *reference(options, Case(), lambda *found: plant(options.folder, *found)))
    print(f"reference: {len(case['prompt_ids'])} tokens of prompt, reply {case['tokens']}, least margin {case['least_margin']:.3f}")


def _write_graphs(work: Path, kind: str) -> None:
    case, arrays = read(work / "reference")
    write(work / kind, *of_graphs(work / kind / "bundle", Case(), arrays["position_ids"], case["rope_delta"]))


def _deviation(exact: Path, rounded: Path) -> str:
    """How far rounded weights lead away, in words."""
    (first, exact_arrays), (second, arrays) = read(exact), read(rounded)
    same = next((n for n, (a, b) in enumerate(zip(first["tokens"], second["tokens"])) if a != b), len(first["tokens"]))
    one, other = exact_arrays["hidden_states"][0], arrays["hidden_states"][0]
    alike = float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))
    return f"the first {same} of {len(first['tokens'])} tokens are those of float32; cosine of the state after the prompt {alike:.5f}"


if __name__ == "__main__":
    sys.exit(main())
