"""The work of bench/tokens in Python: Hugging Face tokenizers on the same tokenizer.json and prompt; one JSON object.

Its cache of words stays warm from prompt to prompt, as it would on a robot.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from tokenizers import Tokenizer


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=Path("model/bundles/reference"))
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--repeat", type=int, default=200)
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(options.bundle / "tokenizer.json"))
    prompt = options.text.read_text(encoding="utf-8")
    times, ids = [], []
    for _ in range(options.runs + 1):
        began = time.perf_counter()
        for _ in range(options.repeat):
            ids = tokenizer.encode(prompt, add_special_tokens=False).ids
        times.append((time.perf_counter() - began) / options.repeat)
    print(json.dumps({"who": "HF tokenizers", "bytes": len(prompt.encode()), "seconds": statistics.median(times[1:]), "ids": ids}))


if __name__ == "__main__":
    main()
