"""The decode loop of bench/decode in Python: onnxruntime with IO binding on the same graphs, tokens and threads."""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime as ort

TYPES = {"float32": np.float32, "float16": np.float16}
CAPACITY_STEP = 256


class Loop:
    """The embedding and decoder graphs with everything of one step bound once; past and present share one buffer."""

    def __init__(self, folder: Path, threads: int, tokens: int):
        self.description = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
        graphs, shape = self.description["graphs"], self.description["decoder"]
        self.real = TYPES[self.description["number_type"]]
        self.shape = shape
        self.embedding = self._session(folder / graphs["embedding"], 1, spin=False)
        self.decoder = self._session(folder / graphs["decoder"], threads, spin=True)
        capacity = min(-(-tokens // CAPACITY_STEP) * CAPACITY_STEP, shape["maximum_tokens"])
        cache = (1, shape["key_value_heads"], capacity, shape["head"])
        self.cache = {f"{kind}.{i}": self._value(np.zeros(cache, self.real))
                      for i in range(shape["layers"]) for kind in ("key", "value")}
        self.token, self.embedded = np.zeros((1, 1), np.int64), np.zeros((1, 1, shape["hidden"]), self.real)
        self.position = np.zeros((3, 1, 1), np.int64)
        self.last, self.total = np.zeros(1, np.int32), np.zeros(1, np.int32)
        self.logits, self.hidden = np.zeros((1, shape["vocabulary"]), np.float32), np.zeros_like(self.embedded)
        self.embed = self.embedding.io_binding()
        self.embed.bind_ortvalue_input("input_ids", self._value(self.token))
        self.embed.bind_ortvalue_output("input_embeddings", self._value(self.embedded))
        self.step = self._bind(self.embedded, self.position, self.hidden)

    @staticmethod
    def _session(path: Path, threads: int, spin: bool) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spin)))
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    @staticmethod
    def _value(array: np.ndarray) -> ort.OrtValue:
        return ort.OrtValue.ortvalue_from_numpy(array)  # shares the array's memory on the CPU

    def _bind(self, embedded, position, hidden):
        binding = self.decoder.io_binding()
        inputs = {"input_embeddings": embedded, "position_ids": position, "seqlens_k": self.last,
                  "total_sequence_length": self.total}
        for name, array in inputs.items():
            binding.bind_ortvalue_input(name, self._value(array))
        binding.bind_ortvalue_output("logits", self._value(self.logits))
        binding.bind_ortvalue_output("hidden_states", self._value(hidden))
        for name, value in self.cache.items():
            binding.bind_ortvalue_input(f"past_{name}", value)
            binding.bind_ortvalue_output(f"present_{name}", value)
        return binding

    def run(self, prompt: np.ndarray, steps: int) -> tuple[list[int], float, float]:
        """Decodes greedily; gives the tokens and the seconds of prefill and of decoding."""
        began = time.perf_counter()
        length = len(prompt)
        embedded = self.embedding.run(None, {"input_ids": prompt[None]})[0]
        position = np.ascontiguousarray(np.broadcast_to(np.arange(length), (3, 1, length)))
        self.last[0], self.total[0] = length - 1, length
        self.decoder.run_with_iobinding(self._bind(embedded, position, np.zeros_like(embedded)))
        prefilled = time.perf_counter()
        tokens = []
        while True:
            token = int(self.logits[0].argmax())
            tokens.append(token)
            if len(tokens) == steps:
                return tokens, prefilled - began, time.perf_counter() - prefilled
            self.token[0, 0] = token
            self.embedding.run_with_iobinding(self.embed)
            self.position[:] = length
            length += 1
            self.last[0], self.total[0] = length - 1, length
            self.decoder.run_with_iobinding(self.step)


def measure(loop: Loop, prompt: np.ndarray, options: argparse.Namespace) -> dict:
    """The same figures under the same names as bench/decode prints."""
    runs = [loop.run(prompt, options.steps) for _ in range(options.runs)]
    decode = statistics.median_high(seconds for _, _, seconds in runs)
    return {"loop": "python", "runtime": ort.__version__, "threads": options.threads, "prompt": options.prompt,
            "steps": options.steps, "runs": options.runs,
            "prefill_seconds": statistics.median_high(seconds for _, seconds, _ in runs), "decode_seconds": decode,
            "tokens_per_second": (options.steps - 1) / decode, "tokens": runs[-1][0]}


def main() -> None:
    """Prints one JSON object, or with --turns one for each line of standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", default="model/bundles/reference")
    for name, value in (("threads", 1), ("prompt", 512), ("steps", 128), ("runs", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--turns", action="store_true")
    options = parser.parse_args()
    loop = Loop(Path(options.bundle), options.threads, options.prompt + options.steps)
    prompt = (np.arange(options.prompt, dtype=np.int64) * 7919 + 13) % loop.shape["vocabulary"]
    loop.run(prompt, options.steps)
    for _ in sys.stdin if options.turns else [""]:
        print(json.dumps(measure(loop, prompt, options)), flush=True)


if __name__ == "__main__":
    main()
