"""Reads what thinker3d wrote with two readers by others, and prints what they found.

usage: read_bag.py BAG; one JSON object.
"""
import json
import sys
from pathlib import Path

import numpy as np
from mcap_ros2.reader import read_ros2_messages
from rosbags.highlevel import AnyReader
from rosbags.typesys import Stores, get_typestore


def nanos(stamp):
    return stamp.sec * 10**9 + stamp.nanosec


def with_rosbags(path):
    found = {"topics": {}, "answers": [], "clouds": [], "poses": [], "transforms": []}
    with AnyReader([Path(path)], default_typestore=get_typestore(Stores.EMPTY)) as bag:
        for connection, log_time, data in bag.messages():
            found["topics"].setdefault(connection.topic, connection.msgtype)
            message = bag.deserialize(data, connection.msgtype)
            if connection.topic.endswith("/answer"):
                found["answers"].append({
                    "question": message.question, "answer": message.answer, "status": message.status, "stamp": nanos(message.header.stamp),
                    "log_time": log_time, "views": [v.camera for v in message.views], "scene_points": message.scene_points,
                    "model_trained": bool(message.model_trained),
                })
            elif connection.topic.endswith("/points"):
                assert not message.is_bigendian and message.row_step == message.point_step * message.width == len(message.data)
                kinds = {7: "<f4", 6: "<u4"}
                record = np.dtype({"names": [f.name for f in message.fields], "formats": [kinds[f.datatype] for f in message.fields],
                                   "offsets": [f.offset for f in message.fields], "itemsize": message.point_step})
                points = np.frombuffer(message.data.tobytes(), record)
                found["clouds"].append({
                    "frame_id": message.header.frame_id, "stamp": nanos(message.header.stamp), "log_time": log_time, "points": len(points),
                    "finite": bool(all(np.isfinite(points[axis]).all() for axis in "xyz")), "views": sorted(set(points["view"].tolist())),
                })
            elif connection.topic.endswith("/camera_poses"):
                lengths = [float(np.linalg.norm([p.orientation.x, p.orientation.y, p.orientation.z, p.orientation.w])) for p in message.poses]
                found["poses"].append({"frame_id": message.header.frame_id, "stamp": nanos(message.header.stamp), "lengths": lengths})
            elif connection.topic == "/tf":
                found["transforms"] += [[t.header.frame_id, t.child_frame_id, nanos(t.header.stamp)] for t in message.transforms]
    return found


def with_mcap(path):
    topics = {}
    for message in read_ros2_messages(path):
        topics[message.channel.topic] = topics.get(message.channel.topic, 0) + 1
        assert message.schema.encoding == "ros2msg" and message.ros_msg is not None
    return topics


print(json.dumps({"rosbags": with_rosbags(sys.argv[1]), "mcap": with_mcap(sys.argv[1])}))
