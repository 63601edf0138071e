"""One of two bundles that are compared."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..language.latent_mode import LatentRule, Reply, reply
from ..language.runner import Prompt, Runner
from .rounding import open_rounded


@dataclass(frozen=True)
class Steps:
    """What the decoder gave: logits [steps, V], states [steps, H], and what was fed between them."""

    logits: np.ndarray
    states: np.ndarray
    fed: list


class Side:
    """A bundle's graphs on the CPU, with the bfloat16 ones as `rounding` has them."""

    def __init__(self, folder: Path, description: dict, capacity: int):
        self.runner = Runner(folder, description, capacity, open_rounded)
        graphs = description["graphs"]
        self.projector, self.geometry, self.scene = (
            open_rounded(Path(folder) / graphs[name]) if graphs.get(name) else None for name in ("projector", "geometry", "scene")
        )

    def answer(self, prompt: Prompt, rule: LatentRule, limit: int) -> tuple[Reply, Steps]:
        """The greedy reply, and its steps."""
        feed, steps, fed = self._begin(prompt)

        def noted(item) -> tuple[np.ndarray, np.ndarray]:
            fed.append(item)
            return feed(item)

        return reply(steps[0], noted, rule, limit), _stacked(steps, fed)

    def follow(self, prompt: Prompt, fed: list) -> Steps:
        """The steps on what another side fed."""
        feed, steps, _ = self._begin(prompt)
        for item in fed:
            feed(item)
        return _stacked(steps, fed)

    def imagine(self, states: np.ndarray, images: np.ndarray, pictures: np.ndarray) -> dict[str, np.ndarray]:
        """The scene of latents [T, H], image embeddings [N, M, H] and pictures."""
        imagined = self.projector.run(None, {"latents": states[None], "image_embeddings": images[None]})[0]
        layers = self.geometry.run(None, {"pictures": pictures[None]})[0]
        names = [port.name for port in self.scene.get_outputs()]
        found = self.scene.run(names, {"layers": layers, "imagined": imagined})
        return {name: value[0] for name, value in zip(names, found)}

    def _begin(self, prompt: Prompt):
        runner, steps = self.runner, []
        runner.length = 0
        embeddings = runner.embed(prompt.ids)
        embeddings[np.array(prompt.ids) == prompt.image_pad] = prompt.images

        def step(values: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            logits, hidden = runner.feed(values, places)
            steps.append((logits, hidden[-1]))
            return steps[-1]

        def feed(item) -> tuple[np.ndarray, np.ndarray]:
            values = runner.embed([item]) if isinstance(item, int) else item[None]
            return step(values, np.full((3, 1), runner.length + prompt.rope_delta, np.int64))

        step(embeddings, prompt.position_ids)
        return feed, steps, []


def _stacked(steps: list, fed: list) -> Steps:
    return Steps(np.stack([logits for logits, _ in steps]), np.stack([state for _, state in steps]), fed)
