"""ROS messages of a recording, from poses, lenses and pixels."""

import io

import numpy as np
from PIL import Image as Picture
from rosbags.typesys import Stores, get_typestore

from .pose import Pose
from .rig import Camera

TYPES = get_typestore(Stores.ROS2_JAZZY)
JPEG_QUALITY = 90
_ORDER = {"rgb8": [0, 1, 2], "bgr8": [2, 1, 0], "rgba8": [0, 1, 2, 3], "bgra8": [2, 1, 0, 3]}


def make(kind: str, *values):
    """A message of a type such as `sensor_msgs/msg/Image`, its fields in order."""
    return TYPES.types[kind](*values)


def header(stamp_nanos: int, frame: str):
    """std_msgs/Header."""
    return make("std_msgs/msg/Header", time(stamp_nanos), frame)


def time(nanos: int):
    """builtin_interfaces/Time."""
    return make("builtin_interfaces/msg/Time", nanos // 10**9, nanos % 10**9)


def compressed_image(stamp_nanos: int, frame: str, rgb: np.ndarray):
    """sensor_msgs/CompressedImage, a JPEG, with the format string that image_transport writes."""
    buffer = io.BytesIO()
    Picture.fromarray(rgb).save(buffer, "jpeg", quality=JPEG_QUALITY)
    data = np.frombuffer(buffer.getvalue(), np.uint8)
    return make("sensor_msgs/msg/CompressedImage", header(stamp_nanos, frame), "rgb8; jpeg compressed bgr8", data)


def image(stamp_nanos: int, frame: str, rgb: np.ndarray, encoding: str, padding: int = 0):
    """sensor_msgs/Image in rgb8, bgr8, rgba8, bgra8 or mono8, each row followed by `padding` bytes."""
    height, width, _ = rgb.shape
    if encoding == "mono8":
        pixels = np.asarray(Picture.fromarray(rgb).convert("L"))
    else:
        opaque = np.concatenate([rgb, np.full((height, width, 1), 255, np.uint8)], axis=2)
        pixels = opaque[..., _ORDER[encoding]]
    rows = pixels.reshape(height, -1)
    rows = np.concatenate([rows, np.zeros((height, padding), np.uint8)], axis=1)
    return make("sensor_msgs/msg/Image", header(stamp_nanos, frame), height, width, encoding, 0, rows.shape[1], rows.ravel())


def camera_info(stamp_nanos: int, camera: Camera):
    """sensor_msgs/CameraInfo of a lens without distortion."""
    k = camera.lens.matrix()
    projection = np.concatenate([k, np.zeros((3, 1))], axis=1)
    return make(
        "sensor_msgs/msg/CameraInfo", header(stamp_nanos, camera.frame), camera.lens.height, camera.lens.width, "plumb_bob",
        np.zeros(5), k.ravel(), np.eye(3).ravel(), projection.ravel(), 0, 0,
        make("sensor_msgs/msg/RegionOfInterest", 0, 0, 0, 0, False),
    )


def transforms(stamp_nanos: int, links: list[tuple[str, str, Pose]]):
    """tf2_msgs/TFMessage of (parent frame, child frame, parent-from-child)."""
    stamped = []
    for parent, child, pose in links:
        moved = make("geometry_msgs/msg/Transform", _vector(pose.translation), _quaternion(pose))
        stamped.append(make("geometry_msgs/msg/TransformStamped", header(stamp_nanos, parent), child, moved))
    return make("tf2_msgs/msg/TFMessage", stamped)


def odometry(stamp_nanos: int, pose: Pose, speed: float, yaw_rate: float):
    """nav_msgs/Odometry from odom to base_link, the twist in base_link."""
    point = make("geometry_msgs/msg/Point", *map(float, pose.translation))
    where = make("geometry_msgs/msg/Pose", point, _quaternion(pose))
    twist = make("geometry_msgs/msg/Twist", _vector([speed, 0, 0]), _vector([0, 0, yaw_rate]))
    spread = np.diag([1e-4, 1e-4, 1e-6, 1e-6, 1e-6, 1e-4]).ravel()
    return make(
        "nav_msgs/msg/Odometry", header(stamp_nanos, "odom"), "base_link",
        make("geometry_msgs/msg/PoseWithCovariance", where, spread),
        make("geometry_msgs/msg/TwistWithCovariance", twist, spread),
    )


def _vector(values):
    return make("geometry_msgs/msg/Vector3", *map(float, values))


def _quaternion(pose):
    return make("geometry_msgs/msg/Quaternion", *map(float, pose.quaternion()))
