"""The training loop of the geometry teacher."""

import json
import os
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import torch

from ...geometry import VGGT, GeometryConfig, nano
from ..data.settings import CATEGORIES
from ..device import mixed
from ..muon import hidden, optimizers
from .augment import augment
from .auxiliary import Auxiliary
from .batched import Batched
from .config import TeacherConfig
from .evaluate import evaluate
from .export import save_teacher
from .initial import initial
from .losses import camera_loss, dense_loss
from .matches import match_loss
from .schedule import progress, rate
from .sets import Sample, Sets
from .truth import truth

STATE, LOG, CONFIG = "state.pt", "log.jsonl", "config.json"


class Trainer:
    """One run in a folder: its model, optimiser, random numbers and log; `resume` goes on from the folder's last checkpoint."""

    def __init__(self, config: TeacherConfig, data: Path, out: Path, device: str = "auto", resume: bool = False,
                 sizes: GeometryConfig | None = None):
        self.config, self.sizes, self.out = config, sizes or nano(), out
        self.device = torch.device(("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device)
        self.sets, self.held_out = Sets(data, "train"), Sets(data, "held_out")
        out.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(config.seed)
        self.model = initial(VGGT(self.sizes)).to(self.device)
        self.auxiliary = Auxiliary(self.sizes, len(CATEGORIES)).to(self.device)
        self.batched = Batched(self.model, *self.sets.data.pictures.shape[1:3])
        self.rng = np.random.default_rng(config.seed)
        self.generator = torch.Generator().manual_seed(config.seed)
        self.parameters = [p for module in (self.model, self.auxiliary) for p in module.parameters() if p.requires_grad]
        matrices = [p for part in (self.model.aggregator, self.model.camera_head) for p in hidden(part)]
        self.optimisers = optimizers(self.parameters, matrices, config.learning_rate, config.weight_decay, 0.98)
        self.average = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        self.step, self.seconds = 0, 0.0
        if resume:
            self._load()
        else:
            (out / LOG).write_text("")
        (out / CONFIG).write_text(json.dumps({**config.as_dict(), "data": str(data), "device": str(self.device)}, indent=1) + "\n")

    def run(self) -> dict:
        """Trains to the end and returns the scores of the averaged weights on held-out sets."""
        saved = clock = time.monotonic()
        evaluated = int(10 * progress(self.config, self.step, self.seconds))
        while (done := progress(self.config, self.step, self.seconds)) < 1:
            losses = self._step(done)
            now = time.monotonic()
            self.seconds, clock = self.seconds + now - clock, now
            self.step += 1
            if self.step % self.config.log_every == 0:
                self._log({"step": self.step, "done": round(done, 4), "seconds": round(self.seconds, 1), **losses})
            if now - saved > self.config.save_every:
                self.save()
                saved = time.monotonic()
            if done > self.config.backbone_first and int(10 * done) > evaluated:
                evaluated = int(10 * done)
                self._log({"step": self.step, "held_out": self.scores(some=48)})
        self.save()
        found = self.scores(self.config.held_out_sets)
        (self.out / "scores.json").write_text(json.dumps(found, indent=1) + "\n")
        self._log({"step": self.step, "seconds": round(self.seconds, 1), "held_out": found})
        return found

    def scores(self, some: int) -> dict:
        """What the averaged weights score on held-out sets: on `some` of them, always the same."""
        model = VGGT(self.sizes).to(self.device)
        model.load_state_dict(self.average)
        return evaluate(model.eval(), self.held_out, some)

    def save(self) -> None:
        """Writes the checkpoint, whole or not at all, and the averaged weights."""
        state = {
            "model": self.model.state_dict(), "auxiliary": self.auxiliary.state_dict(), "average": self.average,
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers], "step": self.step, "seconds": self.seconds,
            "rng": self.rng.bit_generator.state, "generator": self.generator.get_state(),
        }
        torch.save(state, self.out / (STATE + ".new"))
        os.replace(self.out / (STATE + ".new"), self.out / STATE)
        save_teacher(self.out, self.sizes, self.average)

    def _load(self) -> None:
        path = self.out / STATE
        if not path.is_file():
            raise ValueError(f"teacher {self.out}: there is no {STATE} to resume from")
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.auxiliary.load_state_dict(state["auxiliary"])
        for optimiser, kept in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)
        self.average = state["average"]
        self.step, self.seconds = state["step"], state["seconds"]
        self.rng.bit_generator.state = state["rng"]
        self.generator.set_state(state["generator"].cpu())

    def _step(self, done: float) -> dict:
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
            for group in optimiser.param_groups:
                group["lr"] = rate(self.config, done)
        alone = done < self.config.backbone_first
        sets = self.sets.draw(self.rng, (4 if alone else 1) * self.config.views_in_batch, self.config.mixed_sets)
        losses = (self._backbone_losses if alone else self._whole_losses)(self.sets.load(sets).to(self.device), done)
        sum(losses.values()).backward()
        self._clip()
        for optimiser in self.optimisers:
            optimiser.step()
        self._average()
        return {name: round(value.item(), 5) for name, value in losses.items()}

    def _clip(self) -> None:
        """Each part alone: the heads' gradients are tens of times the aggregator's."""
        for part in (*self.model.children(), self.auxiliary):
            torch.nn.utils.clip_grad_norm_([p for p in part.parameters() if p.grad is not None], self.config.clip)

    def _backbone_losses(self, sample: Sample, _done: float) -> dict[str, torch.Tensor]:
        pictures = augment(sample.pictures.float() / 255, self.generator).flatten(0, 1)
        with self._half():
            tokens = self.batched.backbone(pictures)
        looks = self.auxiliary.looks(sample.depth.flatten(0, 1), sample.labels.flatten(0, 1))
        return {"backbone": self.auxiliary.backbone_loss(tokens.float(), looks)}

    def _whole_losses(self, sample: Sample, done: float) -> dict[str, torch.Tensor]:
        config, views = self.config, sample.pictures.shape[1]
        true = truth(sample.cameras, sample.depth)
        depth, points = true.depth.flatten(0, 1), true.points.flatten(0, 1)
        looks = self.auxiliary.looks(sample.depth.flatten(0, 1), sample.labels.flatten(0, 1))
        pictures = augment(sample.pictures.float() / 255, self.generator)
        count = max(1, round(min(1.0, 2 * done * config.dense_share) * len(depth)))
        chosen = torch.from_numpy(self.rng.permutation(len(depth))[:count]).to(self.device)
        with self._half():
            features = self.batched.features(pictures)
            dense = self.batched.dense([layer[chosen] for layer in features.layers])
        layers = [layer.float() for layer in features.layers]
        patches = [layer[:, self.sizes.special_tokens :] for layer in layers]
        poses = self.batched.cameras(layers, views)
        middle = self.sizes.patch // 2
        places = (true.points[:, :, middle :: 2 * middle, middle :: 2 * middle] * true.metres[:, None, None, None, None]).flatten(2, 3)
        matched = [match_loss(scores, places, self.sizes.special_tokens) for scores in features.scores] if views > 1 else []
        return {
            "matches": config.match_weight * sum(matched, poses.new_zeros(())),
            "camera": config.camera_weight * camera_loss(poses, true.encoding, config.camera_decay),
            "dense": dense_loss(dense, depth[chosen], points[chosen], config.confidence_weight),
            "backbone": 0.5 * config.patch_weight * self.auxiliary.backbone_loss(features.backbone.float(), looks),
            "patches": config.patch_weight * self.auxiliary.layer_loss(patches, looks, points),
            "heading": config.heading_weight * self.auxiliary.heading_loss([layer[:, 0] for layer in layers], sample.cameras.rotation),
        }

    def _average(self) -> None:
        keep = min(self.config.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            current = self.model.state_dict()
            torch._foreach_lerp_(list(self.average.values()), [current[name] for name in self.average], 1 - keep)

    def _half(self):
        return mixed(self.device) if self.device.type in ("cpu", "cuda") else nullcontext()

    def _log(self, line: dict) -> None:
        with (self.out / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
