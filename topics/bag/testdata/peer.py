"""The other side of the bag tests: the packages rosbags and mcap write bags for ours, and read ours.

    peer.py write FOLDER   one recording in every form; its messages as JSON on standard output
    peer.py read FILE      an MCAP file by both packages; what they decode as JSON on standard output
"""

import json
import sys
from pathlib import Path

import numpy as np
from mcap.reader import make_reader
from mcap.writer import CompressionType, IndexType, Writer as McapWriter
from mcap_ros2.decoder import DecoderFactory
from rosbags.highlevel import AnyReader
from rosbags.rosbag1 import Writer as Ros1Writer
from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

START = 1_600_000_000_000_000_000
COUNT = 40
IMAGE, STRING = "sensor_msgs/msg/Image", "std_msgs/msg/String"
STORE = get_typestore(Stores.ROS2_HUMBLE)


def messages():
    """Topic, type, time and payload of each message; some times are equal."""
    types = STORE.types
    for i in range(COUNT):
        time = START + (i // 2) * 100_000_000
        stamp = types["builtin_interfaces/msg/Time"](sec=time // 10**9, nanosec=time % 10**9)
        header = types["std_msgs/msg/Header"](stamp=stamp, frame_id="front")
        pixels = np.full(64 * 48 * 3, i, dtype=np.uint8)
        image = types[IMAGE](header, 48, 64, "rgb8", 0, 192, pixels)
        yield "/front/image_raw", IMAGE, time, bytes(STORE.serialize_cdr(image, IMAGE))
        if i % 4 == 0:
            text = types[STRING](data=f"what is {i}?")
            yield "/question", STRING, time, bytes(STORE.serialize_cdr(text, STRING))


def write_rosbags(path, plugin, mode):
    writer = Writer(path, version=9, storage_plugin=plugin)
    if mode != CompressionMode.NONE:
        writer.set_compression(mode, CompressionFormat.ZSTD)
    with writer:
        connections = {}
        for topic, kind, time, data in messages():
            if topic not in connections:
                connections[topic] = writer.add_connection(topic, kind, typestore=STORE)
            writer.write(connections[topic], time, data)


def write_ros1(path, compression):
    writer = Ros1Writer(path)
    writer.chunk_threshold = 20_000
    if compression:
        writer.set_compression(compression)
    store = get_typestore(Stores.ROS1_NOETIC)
    with writer:
        connections = {}
        for topic, kind, time, data in messages():
            if topic not in connections:
                connections[topic] = writer.add_connection(topic, kind, typestore=store)
            writer.write(connections[topic], time, bytes(STORE.cdr_to_ros1(data, kind)))


def without_index(path, to):
    """The bag of a recorder that was killed: no index, and the header does not know where one is."""
    data = bytearray(path.read_bytes())
    place = data.index(b"index_pos=") + len(b"index_pos=")
    end = int.from_bytes(data[place:place + 8], "little")
    data[place:place + 8] = bytes(8)
    to.write_bytes(data[:end])


def write_mcap(path, rows, **options):
    with path.open("wb") as stream:
        writer = McapWriter(stream, chunk_size=20_000, **options)
        writer.start(profile="ros2")
        channels = {}
        for topic, kind, time, data in rows:
            if topic not in channels:
                definition, _ = STORE.generate_msgdef(kind, ros_version=2)
                schema = writer.register_schema(kind, "ros2msg", definition.encode())
                channels[topic] = writer.register_channel(topic, "cdr", schema)
            writer.add_message(channels[topic], time, data, time)
        writer.finish()


def write_split(folder):
    folder.mkdir()
    rows = list(messages())
    names = []
    for part in range(11):
        names.append(f"part_{part}.mcap")
        write_mcap(folder / names[-1], rows[part * len(rows) // 11:(part + 1) * len(rows) // 11])
    listed = "".join(f"    - {name}\n" for name in names)
    text = f"rosbag2_bagfile_information:\n  version: 5\n  storage_identifier: mcap\n  relative_file_paths:\n{listed}"
    (folder / "metadata.yaml").write_text(text)


def write(folder):
    for plugin in StoragePlugin:
        for mode in CompressionMode:
            if mode == CompressionMode.STORAGE and plugin != StoragePlugin.MCAP:
                continue
            write_rosbags(folder / f"rosbags_{plugin.name}_{mode.name}".lower(), plugin, mode)
    for compression in CompressionType:
        write_mcap(folder / f"mcap_{compression.name}.mcap".lower(), messages(), compression=compression)
    write_mcap(folder / "mcap_unchunked.mcap", messages(), use_chunking=False)
    bare = {"index_types": IndexType.NONE, "use_statistics": False, "repeat_channels": False,
            "repeat_schemas": False, "use_summary_offsets": False}
    write_mcap(folder / "mcap_bare.mcap", messages(), **bare)
    write_mcap(folder / "mcap_bare_unchunked.mcap", messages(), use_chunking=False, **bare)
    write_split(folder / "split")
    for compression in (None, *Ros1Writer.CompressionFormat):
        write_ros1(folder / f"ros1_{compression.name if compression else 'none'}.bag".lower(), compression)
    without_index(folder / "ros1_lz4.bag", folder / "ros1_unindexed.bag")
    print(json.dumps([{"topic": t, "type": k, "time": n, "data": d.hex()} for t, k, n, d in messages()]))


def describe(topic, kind, log, publish, message):
    value = message.data if kind == STRING else [message.header.frame_id, message.width, sum(bytes(message.data))]
    return {"topic": topic, "type": kind, "log": log, "publish": publish, "value": value}


def read(path):
    with AnyReader([path]) as reader:
        by_rosbags = [
            describe(c.topic, c.msgtype, time, None, reader.deserialize(data, c.msgtype))
            for c, time, data in reader.messages()
        ]
        qos = {c.topic: [c.ext.offered_qos_profiles[0].reliability.name, c.ext.offered_qos_profiles[0].durability.name]
               for c in reader.connections}
    with path.open("rb") as stream:
        reader = make_reader(stream, validate_crcs=True, decoder_factories=[DecoderFactory()])
        by_mcap = [
            describe(channel.topic, schema.name, message.log_time, message.publish_time, decoded)
            for schema, channel, message, decoded in reader.iter_decoded_messages()
        ]
        summary, profile = reader.get_summary(), reader.get_header().profile
    print(json.dumps({
        "rosbags": by_rosbags, "mcap": by_mcap, "qos": qos, "profile": profile,
        "chunks": len(summary.chunk_indexes), "counted": summary.statistics.message_count,
    }))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](Path(sys.argv[2]))
