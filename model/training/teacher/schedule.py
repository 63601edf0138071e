"""How far a run is, and the learning rate there."""

import math

from .config import TeacherConfig


def progress(config: TeacherConfig, step: int, seconds: float) -> float:
    """The share of the run that is done, by steps or by the clock; 1 and more is the end."""
    return step / config.steps if config.steps is not None else seconds / (60 * config.minutes)


def rate(config: TeacherConfig, done: float) -> float:
    """The learning rate at a share of the run: a cosine, warmed up at the start and again when the whole model joins in."""
    since = done - config.backbone_first if done >= config.backbone_first else done
    warm = min(1.0, 0.02 + since / config.warm_up) if config.warm_up else 1.0
    cosine = (1 + math.cos(math.pi * min(1.0, done))) / 2
    return config.learning_rate * warm * (config.last_rate + (1 - config.last_rate) * cosine)
