"""The work of bench/bags in Python: the package rosbags reads and decodes the same bag. Prints one JSON object."""

import argparse
import json
import statistics
import time
from pathlib import Path

from rosbags.highlevel import AnyReader
from rosbags.typesys import Stores, get_typestore


def read(path, store):
    messages = size = total = 0
    with AnyReader([path], default_typestore=store) as reader:
        for connection, _, data in reader.messages():
            image = reader.deserialize(data, connection.msgtype)
            messages += 1
            size += len(data)
            total += int(image.data[len(image.data) // 2])
    return {"messages": messages, "bytes": size, "sum": total}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bag", type=Path, default=Path("build/bench.mcap"))
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    store = get_typestore(Stores.ROS2_HUMBLE)
    times = []
    for run in range(options.runs + 1):
        start = time.perf_counter()
        found = read(options.bag, store)
        if run:
            times.append(time.perf_counter() - start)
    print(json.dumps({"reader": "rosbags", **found, "runs": options.runs,
                      "median_seconds": statistics.median(times), "least_seconds": min(times)}))


if __name__ == "__main__":
    main()
