"""The projector of a run."""

from pathlib import Path

from .. import loop
from ..data.settings import SCENE
from ..nano import models, sizes
from ...geometry import GeometryConfig
from ...projector import Projector


def load_projector(run: Path, step: str, teacher: GeometryConfig) -> Projector:
    """The projector that a step trained, or that it kept from stage 1; for stage 2 as `projection` left it, if that has been."""
    if step == "stage2" and (run / "projection" / "weights.pt").is_file():
        step = "projection"
    made = models.projector(teacher.tokens(SCENE["height"], SCENE["width"]), teacher.feature_width, sizes.of(run))
    try:
        weights = loop.weights(run / step, "projector")
    except KeyError:
        weights = loop.weights(run / "stage1", "projector")
    made.load_state_dict(weights)
    return made.eval().requires_grad_(False)
