"""Prints the resident memory of a Python process that is ready to do thinker3d's work: `resident.py torch|onnxruntime BUNDLE`.

torch: torch and transformers imported, and the language model of the reference bundle's size made by them; the projector
and the geometry model are not loaded. onnxruntime: onnxruntime, numpy, Pillow and tokenizers imported, all graphs of the
bundle loaded, none run.
"""

import json
import sys
from pathlib import Path


def resident_bytes() -> int:
    """VmRSS of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def with_torch(folder: Path) -> object:
    """The language model in PyTorch; the weights differ from the bundle's, their number does not."""
    import torch  # noqa: F401  each side imports only what it would need
    import transformers  # noqa: F401
    from model.language.small import small_config, small_model
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    description = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    config = small_config(description["decoder"]["vocabulary"], tokenizer.get_vocab())
    return tokenizer, small_model(config, 1)


def with_onnxruntime(folder: Path) -> object:
    """The bundle's graphs as sessions."""
    import numpy  # noqa: F401
    import onnxruntime
    from PIL import Image  # noqa: F401
    from tokenizers import Tokenizer

    graphs = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))["graphs"].values()
    sessions = [onnxruntime.InferenceSession(str(folder / graph), providers=["CPUExecutionProvider"]) for graph in graphs]
    return Tokenizer.from_file(str(folder / "tokenizer.json")), sessions


if __name__ == "__main__":
    kept = {"torch": with_torch, "onnxruntime": with_onnxruntime}[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps({"who": sys.argv[1], "resident_bytes": resident_bytes()}))
