"""Compares two bundles of one model: the deviation that a precision costs."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..language.latent_mode import Reply
from ..language.views import scene_input
from .asker import Asker, Question, Seen
from .deviation import Deviation, cosine, divergence
from .side import Side, Steps

_ALIKE = ("tokens", "prompt", "views", "latents", "decoder", "projector", "scene")  # sections that one model's bundles share


def compare(exact: Path, other: Path, questions: Sequence[Question], limit: int = 64) -> Deviation:
    """The deviation of `other` from `exact`, bundles that differ in precision alone; `limit` is the tokens of a reply."""
    first, second = (json.loads((Path(folder) / "bundle.json").read_text(encoding="utf-8")) for folder in (exact, other))
    foreign = [key for key in _ALIKE if first[key] != second[key]]
    if foreign:
        raise ValueError(f"bundles {exact} and {other} are not of one model: they differ in {', '.join(foreign)}")
    capacity = first["decoder"]["maximum_tokens"]
    sides = Side(exact, first, capacity), Side(other, second, capacity)
    return _Comparison(Asker(exact, first), sides, limit).over(questions)


class _Comparison:
    def __init__(self, asker: Asker, sides: tuple[Side, Side], limit: int):
        self.asker, self.sides, self.limit = asker, sides, limit
        self.pairs: dict[str, list] = {name: [] for name in ("logits", "states", "images", "depth", "pose_encoding")}

    def over(self, questions: Sequence[Question]) -> Deviation:
        """The deviation over all questions."""
        for question in questions:
            self._ask(question)
        logits, states, images = (self._joined(name) for name in ("logits", "states", "images"))
        off = np.abs(logits[0].astype(np.float64) - logits[1])
        agreed = float((logits[0].argmax(1) == logits[1].argmax(1)).mean())
        return Deviation(
            len(off), float(off.max()), float(off.mean()), divergence(*logits), agreed, cosine(*images), cosine(*states), *self._of_scenes()
        )

    def _of_scenes(self) -> tuple[float | None, float | None, float | None]:
        if not self.pairs["depth"]:
            return None, None, None
        exact, found = self._joined("depth")
        depth, pose = np.abs(found - exact) / exact, np.abs(np.subtract(*self._joined("pose_encoding")))
        return float(np.median(depth)), float(depth.max()), float(pose.max())

    def _joined(self, name: str) -> list[np.ndarray]:
        return [np.concatenate(each) for each in zip(*self.pairs[name])]

    def _ask(self, question: Question) -> None:
        seen = self.asker.look(question)
        images = [side.runner.see(seen.pixel_values, seen.grid_thw) for side in self.sides]
        prompts = [self.asker.prompt(question, seen, each) for each in images]
        reply, exact = self.sides[0].answer(prompts[0], self.asker.rule, self.limit)
        steps = exact, self.sides[1].follow(prompts[1], exact.fed)
        for name, pair in (("images", images), ("logits", [each.logits for each in steps]), ("states", [each.states for each in steps])):
            self.pairs[name].append(pair)
        self._imagine(reply, steps, images, seen)

    def _imagine(self, reply: Reply, steps: tuple[Steps, Steps], images: list[np.ndarray], seen: Seen) -> None:
        """The scenes, if the reply has the latents that one needs."""
        latents, scene = self.asker.description["latents"], self.asker.description["scene"]
        if scene is None or reply.latents is None or reply.latents + 1 - latents["offset"] < latents["count"]:
            return
        first = reply.tokens.index(self.asker.rule.start) + 1 + latents["offset"]
        pictures = scene_input(seen.views, scene)
        scenes = [
            side.imagine(each.states[first:first + latents["count"]], rows.reshape(len(seen.views), -1, rows.shape[-1]), pictures)
            for side, each, rows in zip(self.sides, steps, images)
        ]
        for name in ("depth", "pose_encoding"):
            self.pairs[name].append([found[name] for found in scenes])
