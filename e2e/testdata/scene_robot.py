"""A robot with its frames, over Cyclone DDS: scene_robot.py BAG DOMAIN COUNT CAMERA …

It plays the pictures, calibrations and frames of a bag by a clock of half the speed, and prints the first COUNT scenes that the node has published whole,
as JSON on standard output. What is static is published once, before the node is met.
"""
import json
import os
import sys
import time
from pathlib import Path

os.environ["CYCLONEDDS_URI"] = """<CycloneDDS><Domain><General><Interfaces><NetworkInterface address="127.0.0.1"/></Interfaces>
<AllowMulticast>false</AllowMulticast></General><Discovery><ParticipantIndex>auto</ParticipantIndex>
<MaxAutoParticipantIndex>20</MaxAutoParticipantIndex><Peers><Peer address="127.0.0.1"/></Peers></Discovery></Domain></CycloneDDS>"""

from cyclonedds.core import Policy, Qos  # noqa: E402
from cyclonedds.domain import DomainParticipant  # noqa: E402
from cyclonedds.internal import InvalidSample  # noqa: E402
from cyclonedds.pub import DataWriter  # noqa: E402
from cyclonedds.sub import DataReader  # noqa: E402
from cyclonedds.topic import Topic  # noqa: E402
from cyclonedds.util import duration  # noqa: E402
from rosbags.highlevel import AnyReader  # noqa: E402

import scene_messages as ros  # noqa: E402
from messages import Header, Time  # noqa: E402
from published import Published  # noqa: E402

DEADLINE = 90.0
RATE = 0.5
XCDR1 = Policy.DataRepresentation(use_cdrv0_representation=True)
RELIABLE = Qos(Policy.Reliability.Reliable(duration(seconds=1)), Policy.History.KeepLast(20), XCDR1)
LATCHED = Qos(Policy.Reliability.Reliable(duration(seconds=1)), Policy.Durability.TransientLocal, Policy.History.KeepLast(20), XCDR1)
QUALITIES = {"/tf_static": LATCHED}


def header(of):
    return Header(Time(of.stamp.sec, of.stamp.nanosec), of.frame_id)


def picture(m):
    return ros.CompressedImage(header(m.header), m.format, m.data.tobytes())


def calibration(m):
    return ros.CameraInfo(header(m.header), m.height, m.width, m.distortion_model, m.d.tolist(), m.k.tolist(), m.r.tolist(), m.p.tolist(), m.binning_x, m.binning_y,
                          ros.RegionOfInterest(m.roi.x_offset, m.roi.y_offset, m.roi.height, m.roi.width, m.roi.do_rectify))


def frames(m):
    def one(t):
        at, turned = t.transform.translation, t.transform.rotation
        return ros.TransformStamped(header(t.header), t.child_frame_id, ros.Transform(ros.Vector3(at.x, at.y, at.z), ros.Quaternion(turned.x, turned.y, turned.z, turned.w)))

    return ros.TFMessage([one(t) for t in m.transforms])


MADE = {"sensor_msgs/msg/CompressedImage": (ros.CompressedImage, picture), "sensor_msgs/msg/CameraInfo": (ros.CameraInfo, calibration),
        "tf2_msgs/msg/TFMessage": (ros.TFMessage, frames)}


def recording(path, cameras):
    """Topic, type, log time and message of all that is played, in order."""
    wanted = ("/tf", "/tf_static", *(f"/camera/{name}/" for name in cameras))
    with AnyReader([Path(path)]) as bag:
        for connection, time_nanos, data in bag.messages([c for c in bag.connections if c.topic.startswith(wanted) and c.msgtype in MADE]):
            kind, make = MADE[connection.msgtype]
            yield connection.topic, kind, time_nanos, make(bag.deserialize(data, connection.msgtype))


class Robot:
    def __init__(self, domain, published, played):
        self.participant = DomainParticipant(domain)
        self.published, self.end = published, time.monotonic() + DEADLINE
        self.clock = self.writer("/clock", ros.Clock)
        self.writers = {}
        for topic, kind, _, message in played:
            if topic not in self.writers:
                self.writers[topic] = self.writer(topic, kind)
            if topic == "/tf_static":
                self.writers[topic].write(message)
        self.readers = [(self.reader(topic, getattr(ros, kind)), take) for topic, kind, take in published.topics("/thinker3d")]

    def writer(self, topic, kind):
        return DataWriter(self.participant, Topic(self.participant, "rt" + topic, kind), qos=QUALITIES.get(topic, RELIABLE))

    def reader(self, topic, kind):
        return DataReader(self.participant, Topic(self.participant, "rt" + topic, kind), qos=RELIABLE)

    def meet(self):
        def met():
            return (all(len(w.get_matched_subscriptions()) > 0 for w in (self.clock, *self.writers.values()))
                    and all(len(r.get_matched_publications()) > 0 for r, _ in self.readers))

        while not met():
            self.wait("the node")

    def wait(self, what):
        if time.monotonic() > self.end:
            raise SystemExit(f"{what}: not in {DEADLINE:.0f} s; {self.published.summary()}")
        time.sleep(0.005)

    def hear(self):
        for reader, take in self.readers:
            for message in reader.take(20):
                if not isinstance(message, InvalidSample):  # such one tells of a writer that is gone
                    take(message)

    def play(self, played):
        begun, first = time.monotonic(), played[0][2]
        for topic, _, at, message in played:
            while (time.monotonic() - begun) * 1e9 * RATE < at - first:
                self.hear()
                self.wait("playing")
            if topic != "/tf_static":
                self.clock.write(ros.Clock(Time(at // 10**9, at % 10**9)))
                self.writers[topic].write(message)


def main(path, domain, count, *cameras):
    published, played = Published(cameras), list(recording(path, cameras))
    robot = Robot(int(domain), published, played)
    robot.meet()
    robot.play(played)
    while len(published.whole()) < int(count):
        robot.hear()
        robot.wait(f"{count} scenes")
    print(json.dumps(published.whole()[:int(count)]))


main(*sys.argv[1:])
