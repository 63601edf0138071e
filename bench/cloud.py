"""The work of node's BenchmarkSceneToCloud in numpy and in Open3D: six depth pictures into a filtered PointCloud2.

The pictures are made of whole numbers and simple fractions, the same to the bit as there. numpy does the same work to the bit, and its digest
says so. Open3D unprojects, crops, takes the mean of each voxel (not its surest point) and leaves out outliers; what it has not (confidences,
flying pixels) numpy does for it. Times are processor times of the whole process.
"""

import argparse
import hashlib
import json
import math
import statistics
import time

import numpy as np

SIDE, TURNS = 518, [(1, 0), (0.6, 0.8), (0, 1), (-0.6, 0.8), (-1, 0), (0, -1)]
FOCAL = CENTRE = SIDE / 2
HEIGHT, QUANTILE, SLOPE, NEAR, FAR, LOW, HIGH, VOXEL = 1.1, 0.2, math.tan(math.radians(85)), 0.2, 10.0, -0.5, 2.5, 0.05
MOST = 100_000
RECORD = np.dtype([("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("rgb", "<u4"), ("confidence", "<f4"), ("view", "<u4")])
Y, X = np.mgrid[0:SIDE, 0:SIDE]


def wave(at: np.ndarray, period: int) -> np.ndarray:
    """Rises from 0 to 1 and falls again."""
    return np.minimum(at % period, period - at % period) / (period // 2)


def views() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Depths, confidences and pictures of six cameras."""
    depths, confidences, pictures = [], [], []
    for number in range(len(TURNS)):
        depth = 3.0 - (X // 74 + Y // 103) % 2
        fall = (Y - CENTRE) / FOCAL * depth
        depth = np.where(fall > 1.1, depth * 1.1 / np.where(fall > 1.1, fall, 1), depth)
        mixed = X.astype(np.uint32) * np.uint32(73856093) ^ Y.astype(np.uint32) * np.uint32(19349663) ^ np.uint32(number * 83492791 % 2**32)
        random = (mixed * np.uint32(2654435761)) >> np.uint32(8)
        depth = depth * (1 + 0.02 * wave(X, 60) * wave(Y, 70) + (random & 1023) / 1023 * 0.004)
        depths.append(depth.astype(np.float32))
        confidences.append((1 + random / 2**20).astype(np.float32))
        pictures.append(np.stack([X, Y, np.full_like(X, number)], -1).astype(np.uint8))
    return np.stack(depths), np.stack(confidences), np.stack(pictures)


def trusted(depth: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """Which pixels are sure enough and not flying."""
    rank = math.ceil(QUANTILE * (confidence.size - 1))
    chosen = confidence >= np.partition(confidence, rank, axis=None)[rank]
    step = depth * np.float32(SLOPE / FOCAL)
    for axis in (1, 2):
        rise = np.diff(depth, axis=axis)
        before, after = (rise[:, :-1], rise[:, 1:]) if axis == 1 else (rise[:, :, :-1], rise[:, :, 1:])
        inner = (slice(None), slice(1, -1)) if axis == 1 else (slice(None), slice(None), slice(1, -1))
        most = step[inner]
        chosen[inner] &= ~((before > most) & (after > most) | (-before > most) & (-after > most))
    return chosen


def with_numpy(depth: np.ndarray, confidence: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """The message's records."""
    chosen = trusted(depth, confidence)
    places = []
    for number, (cosine, sine) in enumerate(TURNS):
        row, column = np.nonzero(chosen[number])
        d = depth[number, row, column].astype(np.float64)
        pan, tilt = (column - CENTRE) / FOCAL, (row - CENTRE) / FOCAL
        distance2 = d * d * (1 + tilt * tilt + pan * pan)
        step = 1 / FOCAL
        x = d * (cosine - CENTRE * (step * sine) + column * (step * sine))
        y = d * (sine + CENTRE * (step * cosine) - column * (step * cosine))
        z = d * -tilt + HEIGHT
        fits = (distance2 >= NEAR * NEAR) & (distance2 <= FAR * FAR) & (z >= LOW) & (z <= HIGH)
        places.append((x[fits], y[fits], z[fits], confidence[number, row, column][fits], picture[number, row, column][fits], np.full(fits.sum(), number)))
    x, y, z, sure, colour, view = (np.concatenate(part) for part in zip(*places))
    cube = [np.floor(part * (1 / VOXEL) + 2**20).astype(np.uint64) for part in (x, y, z)]
    key = cube[0] << np.uint64(42) | cube[1] << np.uint64(21) | cube[2]
    order = np.lexsort((-sure, key))  # stable: the first of equally sure points wins
    heads = order[np.concatenate([[True], np.diff(key[order]) != 0])]
    _, first = np.unique(key, return_index=True)
    heads = heads[np.argsort(first)]
    if len(heads) > MOST:
        at = np.arange(len(heads))
        heads = heads[(at + 1) * MOST // len(heads) > at * MOST // len(heads)]
    return records(x[heads], y[heads], z[heads], colour[heads], sure[heads], view[heads])


def records(x, y, z, colour, confidence, view) -> np.ndarray:
    """Points as the message has them."""
    cloud = np.empty(len(x), RECORD)
    cloud["x"], cloud["y"], cloud["z"], cloud["confidence"], cloud["view"] = x, y, z, confidence, view
    cloud["rgb"] = colour[:, 0].astype(np.uint32) << 16 | colour[:, 1].astype(np.uint32) << 8 | colour[:, 2]
    return cloud


def with_open3d(open3d, depth: np.ndarray, confidence: np.ndarray, picture: np.ndarray, outliers: bool) -> np.ndarray:
    """The message's records; a voxel's mean has no confidence and no view."""
    geometry = open3d.geometry
    pinhole = open3d.camera.PinholeCameraIntrinsic(SIDE, SIDE, FOCAL, FOCAL, CENTRE, CENTRE)
    depth = np.where(trusted(depth, confidence), depth, np.float32(0))
    whole = geometry.PointCloud()
    for number, (cosine, sine) in enumerate(TURNS):
        camera_from_room = np.array([[sine, -cosine, 0, 0], [0, 0, -1, HEIGHT], [cosine, sine, 0, 0], [0, 0, 0, 1]], float)
        image = geometry.RGBDImage.create_from_color_and_depth(
            geometry.Image(picture[number]), geometry.Image(depth[number]), depth_scale=1, depth_trunc=FAR, convert_rgb_to_intensity=False)
        whole += geometry.PointCloud.create_from_rgbd_image(image, pinhole, camera_from_room)
    whole = whole.crop(geometry.AxisAlignedBoundingBox(np.array([-FAR, -FAR, LOW]), np.array([FAR, FAR, HIGH]))).voxel_down_sample(VOXEL)
    if outliers:
        whole, _ = whole.remove_statistical_outlier(8, 2.0)
    place, colour = np.asarray(whole.points), (np.asarray(whole.colors) * 255).astype(np.uint8)
    return records(place[:, 0], place[:, 1], place[:, 2], colour, 0, 0)


def median_processor_seconds(work, runs: int) -> float:
    """Of one call of work, after one that does not count."""
    times = []
    for _ in range(runs + 1):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times[1:])


def main() -> None:
    """Prints one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    seen = views()
    digest = int.from_bytes(hashlib.sha256(with_numpy(*seen).tobytes()).digest()[:3])
    print(json.dumps({"who": "numpy", "line": "SceneToCloud", "seconds": median_processor_seconds(lambda: with_numpy(*seen), options.runs), "digest": digest}))
    try:
        import open3d
    except ImportError:
        return
    for line, outliers in (("SceneToCloud", False), ("SceneToCloudWithoutOutliers", True)):
        seconds = median_processor_seconds(lambda: with_open3d(open3d, *seen, outliers), options.runs)
        print(json.dumps({"who": f"Open3D {open3d.__version__} + numpy", "line": line, "seconds": seconds, "points": len(with_open3d(open3d, *seen, outliers))}))


if __name__ == "__main__":
    main()
