"""How the geometry teacher is trained."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class TeacherConfig:
    """One training run; exactly one of `minutes` and `steps` sets its length.

    Shares are of the whole run or of a batch. `dense_share` is the part of all views that go through the dense heads,
    which cost as much as all else together: fewer at first, when the aggregator has most to learn, and more later.
    Every view trains the aggregator and the camera head.
    """

    minutes: float | None = 20.0
    steps: int | None = None
    seed: int = 1
    views_in_batch: int = 64
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.02
    warm_up: float = 0.03
    last_rate: float = 0.02  # of the learning rate, reached at the end
    backbone_first: float = 0.1  # of the run: the backbone alone learns depth and category of each patch
    dense_share: float = 0.25
    mixed_sets: float = 0.15  # of the batches: random views of a room instead of one of its sets
    clip: float = 1.0
    average: float = 0.995  # of the weights that are kept, a step
    confidence_weight: float = 0.2
    camera_weight: float = 5.0
    camera_decay: float = 0.6
    patch_weight: float = 1.0
    heading_weight: float = 0.5
    match_weight: float = 0.3
    save_every: float = 60.0  # seconds
    log_every: int = 20
    held_out_sets: int = 1000  # that the scores at the end are of; along the way 48

    def __post_init__(self):
        if (self.minutes is None) == (self.steps is None):
            raise ValueError("teacher config: give either minutes or steps")
        for name in ("minutes", "steps", "views_in_batch", "learning_rate", "save_every", "log_every"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ValueError(f"teacher config: {name} is {value}, must be over 0")
        for name in ("warm_up", "last_rate", "backbone_first", "dense_share", "mixed_sets", "average"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"teacher config: {name} is {getattr(self, name)}, must be between 0 and 1")

    def as_dict(self) -> dict:
        """What config.json holds."""
        return asdict(self)
