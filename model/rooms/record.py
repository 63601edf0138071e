"""Everything that the robot of a recording says, as messages; the only part of a recording that needs ROS types."""

from . import messages
from .bag import Entry
from .drive import FIRST_MOMENT_NANOS, SPEED_METRES_PER_SECOND, START_NANOS
from .recording import SAMPLES, Recording

_ODOMETRY_STEP_NANOS = 50_000_000
_RAW_ENCODING = {"front": ("rgb8", 0), "left": ("bgr8", 32), "back": ("bgra8", 0), "right": ("mono8", 0)}


def entries(recording: Recording) -> list[Entry]:
    """All messages of the recording, not yet in order of arrival."""
    out = _odometry(recording)
    links = [("base_link", camera.frame, camera.base_from_optical) for camera in recording.cameras]
    out.append(Entry(START_NANOS, "/tf_static", messages.transforms(START_NANOS, links)))
    for frames in recording.frames:
        poses = [recording.optical_pose(frame) for frame in frames]
        views = recording.room.render(poses, recording.cameras[0].lens, SAMPLES)
        for frame, rgb in zip(frames, views.rgb):
            out += _frame(recording, frame, rgb)
    return out


def _frame(recording, frame, rgb):
    camera = recording.cameras[frame.camera]
    base = f"/camera/{camera.name}/"
    info_nanos = frame.stamp_nanos + 10_000_000
    out = [Entry(info_nanos, base + "camera_info", messages.camera_info(frame.stamp_nanos, camera))]
    if frame.status == "dropped":
        return out
    if recording.plan.transport == "raw":
        encoding, padding = _RAW_ENCODING[camera.name]
        image = messages.image(frame.stamp_nanos, camera.frame, rgb, encoding, padding)
        return [*out, Entry(frame.arrival_nanos, base + "image_raw", image)]
    image = messages.compressed_image(frame.stamp_nanos, camera.frame, rgb)
    return [*out, Entry(frame.arrival_nanos, base + "image_raw/compressed", image)]


def _odometry(recording):
    out = []
    end = START_NANOS + FIRST_MOMENT_NANOS + int(recording.plan.seconds * 1e9) + 500_000_000
    for nanos in range(START_NANOS + 100_000_000, end, _ODOMETRY_STEP_NANOS):
        pose = recording.drive.pose(nanos)
        said = messages.odometry(nanos, pose, SPEED_METRES_PER_SECOND, recording.drive.yaw_rate)
        out.append(Entry(nanos + 2_000_000, "/odom", said))
        out.append(Entry(nanos + 2_500_000, "/tf", messages.transforms(nanos, [("odom", "base_link", pose)])))
    return out
