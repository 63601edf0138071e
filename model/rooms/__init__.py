"""Furnished synthetic rooms whose geometry is known: views, depths, recordings of a robot in them, and questions."""

from .lens import Intrinsics
from .pose import Pose
from .rig import Camera, rig
from .room import Room, Views

__all__ = ["Camera", "Intrinsics", "Pose", "Room", "Views", "rig"]
