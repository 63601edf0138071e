"""Writes topics of a ROS 2 bag, those that begin with a PREFIX, as a bag of ROS 1: ros1_bag.py IN.mcap OUT.bag PREFIX …; the stamps of the first camera's
pictures as JSON on standard output."""
import json
import sys
from pathlib import Path

from rosbags.highlevel import AnyReader
from rosbags.rosbag1 import Writer
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

ROS2, ROS1 = get_typestore(Stores.ROS2_HUMBLE), get_typestore(Stores.ROS1_NOETIC)
for store in ROS2, ROS1:
    if "tf2_msgs/msg/TFMessage" not in store.fielddefs:
        store.register(get_types_from_msg("geometry_msgs/TransformStamped[] transforms", "tf2_msgs/msg/TFMessage"))


def main(source, target, *prefixes):
    stamps = []
    with AnyReader([Path(source)]) as bag, Writer(Path(target)) as writer:
        kept = [c for c in bag.connections if c.topic.startswith(prefixes)]
        made = {c.topic: writer.add_connection(c.topic, c.msgtype, typestore=ROS1, latching=int(c.topic == "/tf_static")) for c in kept}
        for connection, time, data in bag.messages(kept):
            if connection.topic == "/camera/front/image_raw/compressed":
                stamp = bag.deserialize(data, connection.msgtype).header.stamp
                stamps.append(stamp.sec * 10**9 + stamp.nanosec)
            writer.write(made[connection.topic], time, bytes(ROS2.cdr_to_ros1(data, connection.msgtype)))
    print(json.dumps({"stamps": stamps}))


main(*sys.argv[1:])
