"""A bundle's language graphs in ONNX Runtime, the cache bound as past and as present."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from .latent_mode import LatentRule, Reply, reply


@dataclass(frozen=True)
class Prompt:
    """A prompt as the graphs take it: ids, image embeddings [N·M, H] and positions [3, S]."""

    ids: list[int]
    image_pad: int
    images: np.ndarray
    position_ids: np.ndarray
    rope_delta: int


def open_graph(path: Path) -> onnxruntime.InferenceSession:
    """A session on the CPU."""
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


class Runner:
    """One sequence on the graphs of a bundle, their edges float32; for comparing graphs with PyTorch and with each other."""

    def __init__(self, folder: Path, description: dict, capacity: int, opened: Callable = open_graph):
        graphs, sizes = description["graphs"], description["decoder"]
        self.description = description
        self.vision, self.embedding, self.decoder = (opened(Path(folder) / graphs[name]) for name in ("vision", "embedding", "decoder"))
        self.capacity, self.length = capacity, 0
        shape = (1, sizes["key_value_heads"], capacity, sizes["head"])
        names = [f"{kind}.{index}" for index in range(sizes["layers"]) for kind in ("key", "value")]
        self.cache = {name: _value(np.zeros(shape, np.float32)) for name in names}

    def see(self, pixel_values: np.ndarray, grid_thw: np.ndarray) -> np.ndarray:
        """Image embeddings [N·M, H]."""
        return self.vision.run(None, {"pixel_values": pixel_values, "grid_thw": grid_thw})[0]

    def embed(self, ids: list[int]) -> np.ndarray:
        """Input embeddings [S, H]."""
        return self.embedding.run(None, {"input_ids": np.array([ids], np.int64)})[0][0]

    def feed(self, embeddings: np.ndarray, position_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Takes embeddings [S, H] and positions [3, S]; gives the last position's logits [V] and all hidden states [S, H]."""
        sizes, count = self.description["decoder"], len(embeddings)
        self.length += count
        binding = self.decoder.io_binding()
        binding.bind_cpu_input("input_embeddings", np.ascontiguousarray(embeddings[None]))
        binding.bind_cpu_input("position_ids", np.ascontiguousarray(position_ids[:, None]))
        binding.bind_cpu_input("seqlens_k", np.array([self.length - 1], np.int32))
        binding.bind_cpu_input("total_sequence_length", np.array([self.length], np.int32))
        for name, value in self.cache.items():
            binding.bind_ortvalue_input(f"past_{name}", value)
            binding.bind_ortvalue_output(f"present_{name}", value)
        logits = _value(np.zeros((1, sizes["vocabulary"]), np.float32))
        hidden = _value(np.zeros((1, count, sizes["hidden"]), np.float32))
        binding.bind_ortvalue_output("logits", logits)
        binding.bind_ortvalue_output("hidden_states", hidden)
        self.decoder.run_with_iobinding(binding)
        return logits.numpy()[0].copy(), hidden.numpy()[0].copy()

    def generate(self, prompt: Prompt, rule: LatentRule, limit: int) -> Reply:
        """A greedy reply by the rules of `latent_mode`."""
        embeddings = self.embed(prompt.ids)
        embeddings[np.array(prompt.ids) == prompt.image_pad] = prompt.images
        self.length = 0

        def feed(item: int | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            following = self.embed([item]) if isinstance(item, int) else item[None]
            logits, hidden = self.feed(following, np.full((3, 1), self.length + prompt.rope_delta, np.int64))
            return logits, hidden[-1]

        logits, hidden = self.feed(embeddings, prompt.position_ids)
        return reply((logits, hidden[-1]), feed, rule, limit)


def _value(array: np.ndarray) -> onnxruntime.OrtValue:
    return onnxruntime.OrtValue.ortvalue_from_numpy(array)
