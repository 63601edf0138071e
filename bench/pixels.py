"""The work of bench/pixels in Python: Pillow's resize and the Qwen2-VL processors of transformers, on the same views.

Prints one JSON object for each processor. The one that works by Pillow gives the same bits as ours; the one that works
by torchvision resizes with other rounding.
"""

import argparse
import hashlib
import json
import os
import statistics
import time

import numpy as np
import torch
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor

WARM_UPS = 3
SIZE = {"shortest_edge": 3136, "longest_edge": 12845056}


def picture(width: int, height: int, seed: int) -> Image.Image:
    """Noise by a formula that bench/pixels knows too."""
    mask = np.uint64(0xFFFFFFFF)
    h = (np.arange(width * height * 3, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(seed * 97)) & mask
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(2246822519)) & mask
    return Image.fromarray((h >> np.uint64(24)).astype(np.uint8).reshape(height, width, 3))


def measure(name, processor, tensors, views, runs):
    times = []
    for run in range(WARM_UPS + runs):
        start = time.perf_counter()
        sized = [view.resize((480, 640), Image.Resampling.LANCZOS) for view in views]
        rows = processor(images=sized, return_tensors=tensors)["pixel_values"]
        if run >= WARM_UPS:
            times.append(time.perf_counter() - start)
    return {"processor": name, "threads": torch.get_num_threads(), "views": len(views), "width": views[0].width,
            "height": views[0].height, "runs": runs, "median_seconds": statistics.median(times),
            "least_seconds": min(times), "sha256": hashlib.sha256(np.ascontiguousarray(rows).tobytes()).hexdigest()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--views", type=int, default=4)
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=480)
    parser.add_argument("--runs", type=int, default=50)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    views = [picture(options.width, options.height, seed) for seed in range(options.views)]
    for name, processor, tensors in (("transformers pillow", Qwen2VLImageProcessorPil(size=SIZE), "np"),
                                     ("transformers torchvision", Qwen2VLImageProcessor(size=SIZE), "pt")):
        print(json.dumps(measure(name, processor, tensors, views, options.runs)), flush=True)


if __name__ == "__main__":
    main()
