"""The geometry teacher: a small VGGT trained on the true depth, points and cameras of synthetic rooms.

    trainer = Trainer(TeacherConfig(), data=Path("data"), out=Path("teacher"), device="auto")
    trainer.run()                          # or: python -m model.training.teacher --data data --out teacher
    teacher = load_teacher(Path("teacher"))
"""

from .config import TeacherConfig
from .export import load_teacher
from .scores import SceneScore, score_scene, summarise
from .trainer import Trainer

__all__ = ["SceneScore", "TeacherConfig", "Trainer", "load_teacher", "score_scene", "summarise"]
