"""The four cameras of the robot, and where they sit on it."""

from dataclasses import dataclass

import numpy as np

from .lens import Intrinsics
from .pose import Pose, optical

WIDTH, HEIGHT, FIELD_OF_VIEW_DEGREES = 320, 240, 90.0
MOUNT_HEIGHT_METRES, MOUNT_RADIUS_METRES, PITCH_DOWN_DEGREES = 1.1, 0.12, 8.0
YAW_DEGREES = {"front": 0.0, "left": 90.0, "back": 180.0, "right": -90.0}


@dataclass(frozen=True)
class Camera:
    """One camera of the rig: its optical frame in base_link and its lens."""

    name: str
    base_from_optical: Pose
    lens: Intrinsics

    @property
    def frame(self) -> str:
        """The name of its optical frame."""
        return f"camera_{self.name}_optical_frame"


def rig() -> list[Camera]:
    """The cameras in the order in which the model is shown their views."""
    lens = Intrinsics.from_field_of_view(WIDTH, HEIGHT, FIELD_OF_VIEW_DEGREES)
    cameras = []
    for name, degrees in YAW_DEGREES.items():
        yaw = np.radians(degrees)
        mount = np.array([MOUNT_RADIUS_METRES * np.cos(yaw), MOUNT_RADIUS_METRES * np.sin(yaw), MOUNT_HEIGHT_METRES])
        cameras.append(Camera(name, Pose(optical(yaw, np.radians(PITCH_DOWN_DEGREES)), mount), lens))
    return cameras
