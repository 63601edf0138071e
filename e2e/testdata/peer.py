"""A robot's cameras and a user, over Cyclone DDS: publishes the frames of a bag and a question, and prints what comes back.

usage: peer.py BAG DOMAIN QUESTION; one JSON object on standard output, progress on standard error.
"""
import json
import os
import sys
import time

LOOPBACK = """<CycloneDDS><Domain><General><Interfaces><NetworkInterface address="127.0.0.1"/></Interfaces>
<AllowMulticast>false</AllowMulticast></General><Discovery><ParticipantIndex>auto</ParticipantIndex>
<MaxAutoParticipantIndex>20</MaxAutoParticipantIndex><Peers><Peer address="127.0.0.1"/></Peers></Discovery></Domain></CycloneDDS>"""
os.environ["CYCLONEDDS_URI"] = LOOPBACK

from cyclonedds.core import Policy, Qos  # noqa: E402
from cyclonedds.domain import DomainParticipant  # noqa: E402
from cyclonedds.pub import DataWriter  # noqa: E402
from cyclonedds.sub import DataReader  # noqa: E402
from cyclonedds.topic import Topic  # noqa: E402
from cyclonedds.util import duration  # noqa: E402
from rosbags.highlevel import AnyReader  # noqa: E402
from pathlib import Path  # noqa: E402

from answer_messages import CompressedImage, SpatialAnswer  # noqa: E402
from messages import Header, ParticipantEntities16, PointCloud2, String, Time  # noqa: E402

DEADLINE = 60.0
RELIABLE = Qos(Policy.Reliability.Reliable(duration(seconds=1)), Policy.History.KeepLast(10))
BEST_EFFORT = Qos(Policy.Reliability.BestEffort, Policy.History.KeepLast(5))
LATCHED = Qos(Policy.Reliability.Reliable(duration(seconds=1)), Policy.Durability.TransientLocal, Policy.History.KeepLast(1))
CAMERAS = ["front", "left", "back", "right"]


def first_frames(path):
    """The first compressed frame of each camera."""
    frames = {}
    with AnyReader([Path(path)]) as bag:
        wanted = {f"/camera/{name}/image_raw/compressed": name for name in CAMERAS}
        connections = [c for c in bag.connections if c.topic in wanted]
        for connection, _, data in bag.messages(connections):
            name = wanted[connection.topic]
            if name not in frames:
                frames[name] = bag.deserialize(data, connection.msgtype)
            if len(frames) == len(CAMERAS):
                return frames
    raise SystemExit(f"{path}: no frames of {sorted(set(CAMERAS) - set(frames))}")


def main(path, domain, question):
    participant = DomainParticipant(int(domain))

    def writer(name, kind, qos):
        return DataWriter(participant, Topic(participant, "rt" + name, kind, qos=qos), qos=qos)

    def reader(name, kind, qos):
        return DataReader(participant, Topic(participant, name, kind, qos=qos), qos=qos)

    # Two drivers are reliable and two best effort, as drivers are.
    cameras = {
        name: writer(f"/camera/{name}/image_raw/compressed", CompressedImage, RELIABLE if i % 2 else BEST_EFFORT)
        for i, name in enumerate(CAMERAS)
    }
    asker = writer("/thinker3d/question", String, RELIABLE)
    answers = reader("rt/thinker3d/answer", SpatialAnswer, RELIABLE)
    texts = reader("rt/thinker3d/answer_text", String, RELIABLE)
    clouds = reader("rt/thinker3d/points", PointCloud2, RELIABLE)
    graph = reader("ros_discovery_info", ParticipantEntities16, LATCHED)

    frames = first_frames(path)
    end = time.monotonic() + DEADLINE
    result = {"answer": None, "cloud": None, "text": None, "nodes": [], "sent": []}
    asked = False
    while time.monotonic() < end and (result["answer"] is None or result["cloud"] is None):
        matched = all(len(w.get_matched_subscriptions()) > 0 for w in [asker, *cameras.values()])
        matched = matched and all(len(r.get_matched_publications()) > 0 for r in [answers, clouds, texts])
        if matched:
            stamp = time.time_ns()
            result["sent"].append(stamp)
            for name, frame in frames.items():
                header = Header(Time(stamp // 10**9, stamp % 10**9), frame.header.frame_id)
                cameras[name].write(CompressedImage(header, frame.format, frame.data.tobytes()))
            if not asked:
                asker.write(String(question))
                asked = True
        for info in graph.take(10):
            for node in getattr(info, "node_entities_info_seq", []):
                result["nodes"].append([node.node_namespace, node.node_name, len(node.reader_gid_seq), len(node.writer_gid_seq)])
        for cloud in clouds.take(10):
            result["cloud"] = {
                "frame_id": cloud.header.frame_id, "stamp": cloud.header.stamp.sec * 10**9 + cloud.header.stamp.nanosec,
                "points": cloud.width * cloud.height, "point_step": cloud.point_step, "bytes": len(cloud.data),
                "fields": [f.name for f in cloud.fields],
            }
        for text in texts.take(10):
            result["text"] = text.data
        for answer in answers.take(10):
            result["answer"] = {
                "question": answer.question, "answer": answer.answer, "status": answer.status, "reason": answer.reason,
                "stamp": answer.header.stamp.sec * 10**9 + answer.header.stamp.nanosec,
                "views": [v.camera for v in answer.views], "latent_count": answer.latent_count,
                "scene_points": answer.scene_points, "model_id": answer.model_id, "model_trained": answer.model_trained,
            }
        time.sleep(0.1)
    print(json.dumps(result))


main(*sys.argv[1:])
