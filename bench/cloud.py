"""The work of node's BenchmarkSceneToCloud in numpy: points into the records of a PointCloud2, in one reused buffer.

numpy is given its points both ways, as records like ours and as separate arrays, and the faster one counts. The floor is
a plain copy of the cloud's bytes, which lie in the processor's caches on both sides.
"""

import argparse
import json
import statistics
import time

import numpy as np

RECORD = np.dtype([("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("rgb", "<u4"), ("confidence", "<f4"), ("view", "<u4")])
POINT = np.dtype([("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("r", "u1"), ("g", "u1"), ("b", "u1"), ("view", "u1"), ("confidence", "<f4")])


def fill(cloud: np.ndarray, points, colour: np.ndarray) -> None:
    """One scene into the cloud; colour is room for the packed colours."""
    np.left_shift(points["r"], 16, out=colour, dtype=np.uint32)
    colour |= np.left_shift(points["g"], 8, dtype=np.uint32)
    colour |= points["b"]
    cloud["rgb"] = colour
    for name in ("x", "y", "z", "confidence", "view"):
        cloud[name] = points[name]


def median_seconds(work, runs: int, repeat: int) -> float:
    """Of one call of work, after a run that does not count."""
    times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        for _ in range(repeat):
            work()
        times.append((time.perf_counter() - began) / repeat)
    return statistics.median(times[1:])


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--repeat", type=int, default=20)
    options = parser.parse_args()
    records = np.zeros(options.points, POINT)
    arrays = {name: np.ascontiguousarray(records[name]) for name in POINT.names}
    cloud, colour = np.zeros(options.points, RECORD), np.zeros(options.points, np.uint32)
    source, target = np.zeros(cloud.nbytes, np.uint8), cloud.view(np.uint8)
    seconds = {name: median_seconds(lambda: fill(cloud, points, colour), options.runs, options.repeat)
               for name, points in (("records", records), ("arrays", arrays))}
    floor = median_seconds(lambda: np.copyto(target, source), options.runs, options.repeat)
    print(json.dumps({"who": "numpy", "points": options.points, "seconds": min(seconds.values()), "of": seconds, "floor_seconds": floor}))


if __name__ == "__main__":
    main()
