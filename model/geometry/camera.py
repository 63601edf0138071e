"""Cameras out of pose encodings, and points out of depth: the reference that the Go code is held to."""

from typing import NamedTuple

import numpy as np


class Camera(NamedTuple):
    """Cameras in OpenCV axes (x right, y down, z forward).

    camera_from_world [..., 3, 4] is [R | t] in scene units, intrinsics [..., 3, 3] are in pixels.
    """

    camera_from_world: np.ndarray
    intrinsics: np.ndarray


def rotation(quaternion: np.ndarray) -> np.ndarray:
    """Quaternions [..., 4] as xyzw, of any length but 0, to rotation matrices [..., 3, 3]."""
    length = np.linalg.norm(quaternion, axis=-1, keepdims=True)
    if not np.all(np.isfinite(length) & (length > 0)):
        raise ValueError("pose encoding: a quaternion is zero or not finite")
    x, y, z, w = np.moveaxis(quaternion / length, -1, 0)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def pose_encoding_to_camera(encoding: np.ndarray, height: int, width: int) -> Camera:
    """Pose encodings [..., 9] to cameras of pictures of that size, in float64.

    Translation (3) is that of camera_from_world; the fields of view are the vertical, then the horizontal one. The
    principal point is the middle of the picture, (width/2, height/2).
    """
    encoding = np.asarray(encoding, dtype=np.float64)
    if encoding.shape[-1] != 9:
        raise ValueError(f"pose encoding has {encoding.shape[-1]} numbers, must have 9")
    view = encoding[..., 7:]
    if not np.all((view > 0) & (view < np.pi)):
        raise ValueError("pose encoding: a field of view is not between 0 and pi")
    focal_y, focal_x = np.moveaxis(np.array([height, width]) / 2 / np.tan(view / 2), -1, 0)
    intrinsics = np.zeros((*encoding.shape[:-1], 3, 3))
    intrinsics[..., 0, 0], intrinsics[..., 0, 2] = focal_x, width / 2
    intrinsics[..., 1, 1], intrinsics[..., 1, 2] = focal_y, height / 2
    intrinsics[..., 2, 2] = 1
    pose = np.concatenate([rotation(encoding[..., 3:7]), encoding[..., :3, None]], axis=-1)
    return Camera(pose, intrinsics)


def unproject(depth: np.ndarray, camera: Camera) -> np.ndarray:
    """Depth [..., H, W] along the optical axis to world points [..., H, W, 3].

    The pixel in column u, row v is taken at (u, v), not at its middle, as the published model was trained.
    """
    depth = np.asarray(depth, dtype=np.float64)
    row, column = np.mgrid[: depth.shape[-2], : depth.shape[-1]]
    k = camera.intrinsics[..., None, None, :, :]
    x = (column - k[..., 0, 2]) / k[..., 0, 0] * depth
    y = (row - k[..., 1, 2]) / k[..., 1, 1] * depth
    of_camera = np.stack([x, y, depth], axis=-1)
    turn, shift = camera.camera_from_world[..., :3], camera.camera_from_world[..., 3]
    return (of_camera - shift[..., None, None, :]) @ turn[..., None, :, :]
