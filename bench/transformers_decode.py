"""The decode loop of bench/decode by transformers in PyTorch: the reference bundle's language model, made again of its seed."""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import torch
import transformers

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from model.reference.models import build  # noqa: E402  the repository's root is on no path of a script


def run(model, prompt: torch.Tensor, steps: int) -> tuple[list[int], float, float]:
    """Decodes greedily with a cache; gives the tokens and the seconds of prefill and of decoding."""
    began = time.perf_counter()
    found = model(input_ids=prompt[None], use_cache=True, logits_to_keep=1)
    prefilled = time.perf_counter()
    tokens = []
    while True:
        token = int(found.logits[0, -1].argmax())
        tokens.append(token)
        if len(tokens) == steps:
            return tokens, prefilled - began, time.perf_counter() - prefilled
        length = len(prompt) + len(tokens) - 1
        found = model(input_ids=torch.tensor([[token]]), past_key_values=found.past_key_values, use_cache=True,
                      position_ids=torch.full((3, 1, 1), length))


def measure(model, prompt: torch.Tensor, options: argparse.Namespace) -> dict:
    """The same figures under the same names as bench/decode prints."""
    runs = [run(model, prompt, options.steps) for _ in range(options.runs)]
    decode = statistics.median_high(seconds for _, _, seconds in runs)
    return {"loop": "transformers", "runtime": f"transformers {transformers.__version__}, torch {torch.__version__}",
            "threads": options.threads, "prompt": options.prompt, "steps": options.steps, "runs": options.runs,
            "prefill_seconds": statistics.median_high(seconds for _, seconds, _ in runs), "decode_seconds": decode,
            "tokens_per_second": (options.steps - 1) / decode, "tokens": runs[-1][0]}


def main() -> None:
    """Prints one JSON object, or with --turns one for each line of standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("threads", 1), ("prompt", 512), ("steps", 128), ("runs", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--turns", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = build().language.eval()
    vocabulary = model.config.get_text_config().vocab_size
    prompt = (torch.arange(options.prompt, dtype=torch.int64) * 7919 + 13) % vocabulary
    with torch.inference_mode():
        run(model, prompt, options.steps)
        for _ in sys.stdin if options.turns else [""]:
            print(json.dumps(measure(model, prompt, options)), flush=True)


if __name__ == "__main__":
    main()
