"""The work of bench/bags in Python: every message of the bag with rosbags and with mcap; one JSON object for each."""

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from mcap.reader import make_reader
from rosbags.highlevel import AnyReader
from rosbags.typesys import Stores, get_typestore


def with_rosbags(path: Path) -> Iterator[tuple[str, int, bytes]]:
    """Topic, log time and bytes of each message."""
    with AnyReader([path], default_typestore=get_typestore(Stores.EMPTY)) as reader:
        for connection, nanos, data in reader.messages():
            yield connection.topic, nanos, data


def with_mcap(path: Path) -> Iterator[tuple[str, int, bytes]]:
    """Topic, log time and bytes of each message."""
    with path.open("rb") as file:
        for _, channel, message in make_reader(file).iter_messages():
            yield channel.topic, message.log_time, message.data


def measure(who: str, read, path: Path, runs: int) -> dict:
    """The same figures under the same names as bench/bags prints."""
    digest, messages, size = hashlib.sha256(), 0, 0
    for topic, nanos, data in read(path):
        digest.update(f"{topic} {nanos} ".encode())
        digest.update(data)
        messages, size = messages + 1, size + len(data)
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        for _, _, _ in read(path):
            pass
        times.append(time.perf_counter() - began)
    return {"who": who, "messages": messages, "bytes": size, "seconds": statistics.median(times), "sha256": digest.hexdigest()}


def main() -> None:
    """Prints one JSON object for each reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bag", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    for who, read in (("Python rosbags", with_rosbags), ("Python mcap", with_mcap)):
        print(json.dumps(measure(who, read, options.bag, options.runs)), flush=True)


if __name__ == "__main__":
    main()
