"""The work of bench/pixels in Python: Pillow's resize and the Qwen2-VL processors of transformers, on the same views.

Prints one JSON object for each processor. The one that works by Pillow gives the same bits as ours; the one that works
by torchvision resizes with other rounding.
"""

import argparse
import hashlib
import io
import json
import os
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor

WARM_UPS = 3
DATA = Path("/usr/share/doc/opencv-doc/examples/data")  # of the Debian package opencv-doc
PHOTOGRAPHS = ("aloeL.jpg", "aloeR.jpg", "building.jpg", "fruits.jpg", "leuvenA.jpg", "board.jpg")
SIZE = {"shortest_edge": 3136, "longest_edge": 12845056}


def picture(width: int, height: int, seed: int) -> bytes:
    """Noise by a formula that bench/pixels knows too."""
    mask = np.uint64(0xFFFFFFFF)
    h = (np.arange(width * height * 3, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(seed * 97)) & mask
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(2246822519)) & mask
    return (h >> np.uint64(24)).astype(np.uint8).tobytes()


def enlarge(folder: Path, width: int, height: int):
    """Writes photographs of OpenCV's, enlarged, as JPEG files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PHOTOGRAPHS:
        with Image.open(DATA / name) as photograph:
            photograph.convert("RGB").resize((width, height), Image.Resampling.BICUBIC).save(folder / name, quality=90)


def measure(name, processor, tensors, load, options):
    times = []
    for run in range(WARM_UPS + options.runs):
        start = time.perf_counter()
        views = [view() for view in load]
        sized = [view.resize((480, 640), Image.Resampling.LANCZOS) for view in views]
        rows = processor(images=sized, return_tensors=tensors)["pixel_values"]
        if run >= WARM_UPS:
            times.append(time.perf_counter() - start)
    return {"processor": name, "kind": "jpeg" if options.files else "raw", "threads": torch.get_num_threads(), "views": len(views),
            "width": views[0].width, "height": views[0].height, "runs": options.runs, "median_seconds": statistics.median(times),
            "least_seconds": min(times), "sha256": hashlib.sha256(np.ascontiguousarray(rows).tobytes()).hexdigest()}


def loaders(options):
    """What makes a picture of each message: of its bytes, or of its JPEG file in memory."""
    if not options.files:
        size = (options.width, options.height)
        messages = [picture(*size, seed) for seed in range(options.views)]
        return [lambda message=message: Image.frombuffer("RGB", size, message, "raw", "RGB", 0, 1) for message in messages]
    messages = [options.files[i % len(options.files)].read_bytes() for i in range(options.views)]
    return [lambda message=message: Image.open(io.BytesIO(message)).convert("RGB") for message in messages]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--views", type=int, default=4)
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=480)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--make", type=Path, help="write JPEG files into this folder, and measure nothing")
    parser.add_argument("files", type=Path, nargs="*", help="JPEG files, instead of raw noise")
    options = parser.parse_args()
    if options.make:
        enlarge(options.make, options.width, options.height)
        return
    torch.set_num_threads(options.threads)
    load = loaders(options)
    for name, processor, tensors in (("transformers pillow", Qwen2VLImageProcessorPil(size=SIZE), "np"),
                                     ("transformers torchvision", Qwen2VLImageProcessor(size=SIZE), "pt")):
        print(json.dumps(measure(name, processor, tensors, load, options)), flush=True)


if __name__ == "__main__":
    main()
