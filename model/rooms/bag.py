"""Bags: messages sorted by arrival, written as one MCAP file or as a rosbag2 folder with sqlite3."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rosbags.interfaces import Qos, QosDurability, QosHistory, QosLiveliness, QosReliability, QosTime
from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin, Writer

from .messages import TYPES


@dataclass(frozen=True)
class Entry:
    """One recorded message."""

    arrival_nanos: int
    topic: str
    message: object


def write(entries: list[Entry], out: Path, storage: str = "mcap") -> None:
    """Writes entries in order of arrival to `out`: a .mcap file (zstd chunks), or for sqlite3 a new rosbag2 folder.

    Topics are listed in the order in which `entries` first names them.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / out.stem
        writer = Writer(folder, version=9, storage_plugin=StoragePlugin[storage.upper()])
        if storage == "mcap":
            writer.set_compression(CompressionMode.STORAGE, CompressionFormat.ZSTD)
        with writer:
            _write_all(writer, entries)
        out.parent.mkdir(parents=True, exist_ok=True)
        if storage == "mcap":
            shutil.move(folder / f"{out.stem}.mcap", out)
        else:
            shutil.copytree(folder, out)


def _write_all(writer, entries):
    kinds = {entry.topic: entry.message.__msgtype__ for entry in entries}
    connections = {
        topic: writer.add_connection(topic, kinds[topic], typestore=TYPES, offered_qos_profiles=[_quality(topic)])
        for topic in kinds
    }
    for entry in sorted(entries, key=lambda entry: entry.arrival_nanos):
        data = TYPES.serialize_cdr(entry.message, kinds[entry.topic])
        writer.write(connections[entry.topic], entry.arrival_nanos, data)


def _quality(topic: str) -> Qos:
    latched = topic == "/tf_static"
    sensor = topic.endswith("/camera_info") or "/image_raw" in topic
    forever = QosTime(9223372036, 854775807)
    return Qos(
        QosHistory.KEEP_LAST, 1 if latched else 5 if sensor else 100,
        QosReliability.BEST_EFFORT if sensor else QosReliability.RELIABLE,
        QosDurability.TRANSIENT_LOCAL if latched else QosDurability.VOLATILE,
        forever, forever, QosLiveliness.AUTOMATIC, forever, False,
    )
