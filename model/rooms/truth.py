"""The true geometry of a recording, as plain data; lengths in metres, angles in radians, frame odom = the room's."""

from .recording import Recording

VERSION = 1


def truth(recording: Recording) -> dict:
    """All that a test may want to know about a recording."""
    return {
        "version": VERSION,
        "seed": recording.plan.seed,
        "frame": "odom",
        "room": {"size": _numbers(2 * recording.room.half), "floor_centre": [0.0, 0.0, 0.0]},
        "objects": [_object(number, piece) for number, piece in enumerate(recording.room.pieces, 1)],
        "cameras": [_camera(camera) for camera in recording.cameras],
        "moments": [_moment(recording, frames) for frames in recording.frames],
        "faults": [_fault(recording, f) for frames in recording.frames for f in frames if f.status != "ok"],
    }


def _object(number, piece):
    return {
        "id": number, "name": piece.name, "category": piece.category, "colour": piece.colour,
        "centre": _numbers(piece.centre()), "yaw": round(piece.yaw, 6), "size": _numbers(piece.size()),
    }


def _camera(camera):
    lens, pose = camera.lens, camera.base_from_optical
    return {
        "name": camera.name, "frame": camera.frame, "width": lens.width, "height": lens.height,
        "fx": lens.fx, "fy": lens.fy, "cx": lens.cx, "cy": lens.cy,
        "base_from_optical": {"translation": _numbers(pose.translation), "quaternion_xyzw": _numbers(pose.quaternion())},
    }


def _moment(recording, frames):
    stamp = frames[0].stamp_nanos
    pose = recording.drive.pose(stamp)
    return {
        "index": frames[0].moment, "stamp_nanos": stamp,
        "odom_from_base": {"x": _number(pose.translation[0]), "y": _number(pose.translation[1]),
                           "yaw": _number(recording.drive.yaw(stamp))},
        "frames": [{"camera": recording.cameras[f.camera].name, "stamp_nanos": f.stamp_nanos,
                    "arrival_nanos": f.arrival_nanos, "status": f.status} for f in frames],
    }


def _fault(recording, frame):
    return {"kind": frame.status, "camera": recording.cameras[frame.camera].name, "moment": frame.moment,
            "stamp_nanos": frame.stamp_nanos}


def _number(value):
    return round(float(value), 6) + 0.0


def _numbers(values):
    return [_number(value) for value in values]
