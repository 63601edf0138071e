"""Writes cases.json: what Pillow and transformers make of pictures of many sizes, as SHA-256 of the bytes.

Run with the packages of model/requirements.txt: python generate.py. The pictures come from a formula, so that the
test can make them again.
"""

import hashlib
import json
import pathlib
import random

import numpy as np
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil, smart_resize

FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
QWEN = {"patch": 14, "merge": 2, "temporal": 2, "min_pixels": 3136, "max_pixels": 12845056,
        "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711]}


def picture(width, height, seed, harsh):
    """Noise; harsh noise has only 0 and 255, so that every filter overshoots."""
    mask = np.uint64(0xFFFFFFFF)
    h = (np.arange(width * height * 3, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(seed * 97)) & mask
    h ^= h >> np.uint64(15)
    h = (h * np.uint64(2246822519)) & mask
    values = (h >> np.uint64(24)).astype(np.uint8)
    if harsh:
        values = np.where(values >= 128, 255, 0).astype(np.uint8)
    return Image.fromarray(values.reshape(height, width, 3))


def scene(image, spec):
    """VGGT's loading rule."""
    width, height = image.size
    new_height = round(height * (spec["width"] / width) / spec["patch"]) * spec["patch"]
    image = image.resize((spec["width"], new_height), FILTERS[spec["resampling"]])
    top = max(0, (new_height - spec["maximum_height"]) // 2)
    return image.crop((0, top, spec["width"], top + min(new_height, spec["maximum_height"])))


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def resize_case(source, seed, harsh, target, resampling):
    image = picture(*source, seed, harsh).resize(target, FILTERS[resampling])
    return {"source": source, "seed": seed, "harsh": harsh, "target": target, "resampling": resampling,
            "sha256": digest(np.array(image))}


def view_case(source, seed, harsh, spec):
    image = picture(*source, seed, harsh)
    if spec["resize"]:
        image = image.resize((spec["resize"]["width"], spec["resize"]["height"]), FILTERS[spec["resize"]["resampling"]])
    processor = Qwen2VLImageProcessorPil(
        size={"shortest_edge": spec["min_pixels"], "longest_edge": spec["max_pixels"]}, patch_size=spec["patch"],
        merge_size=spec["merge"], temporal_patch_size=spec["temporal"], image_mean=spec["mean"], image_std=spec["std"],
        resample=FILTERS[spec["resampling"]])
    made = processor(images=[image], return_tensors="np")
    rows = made["pixel_values"].astype("<f4")
    case = {"source": source, "seed": seed, "harsh": harsh, "spec": spec, "grid": made["image_grid_thw"][0].tolist(),
            "rows": list(rows.shape), "rows_sha256": digest(rows)}
    if spec["scene"]:
        result = scene(image, spec["scene"])
        case["scene"], case["scene_sha256"] = list(result.size), digest(np.array(result))
    return case


def resize_cases(rng):
    fixed = [((640, 480), (480, 640)), ((480, 640), (476, 644)), ((1, 1), (1, 1)), ((1, 1), (7, 5)), ((2, 3), (3, 2)),
             ((1920, 1080), (480, 640)), ((5, 200), (200, 5)), ((64, 48), (64, 96)), ((64, 48), (96, 48)),
             ((33, 31), (33, 31)), ((1000, 7), (3, 700)), ((1, 58), (65, 97))]
    drawn = [((rng.randint(1, 300), rng.randint(1, 300)), (rng.randint(1, 300), rng.randint(1, 300))) for _ in range(60)]
    for index, (source, target) in enumerate(fixed + drawn):
        for resampling in FILTERS:
            yield resize_case(source, index, index % 2 == 1, target, resampling)


def view_cases(rng):
    sized = {"width": 480, "height": 640, "resampling": "lanczos"}
    vggt = {"width": 518, "maximum_height": 518, "patch": 14, "resampling": "bicubic"}
    full = QWEN | {"resampling": "bicubic", "resize": sized, "scene": vggt}
    for index, source in enumerate([(640, 480), (1280, 720), (480, 640), (641, 479), (200, 900)]):
        yield view_case(source, index, index % 2 == 1, full)
    yield view_case((640, 480), 9, False, full | {"resize": None})
    yield view_case((31, 29), 10, True, full | {"resize": None})
    yield view_case((900, 900), 11, False, full | {"resize": None, "max_pixels": 200704})
    small = {"width": 112, "height": 84, "resampling": "bilinear"}
    for index in range(20):
        patch = rng.choice([4, 7, 14])
        spec = full | {"patch": patch, "merge": rng.choice([1, 2, 3]), "temporal": rng.choice([1, 2, 3]),
                       "resize": rng.choice([small, None]), "min_pixels": 2 * patch * patch,
                       "resampling": rng.choice(list(FILTERS)),
                       "scene": {"width": 10 * patch, "maximum_height": 9 * patch, "patch": patch,
                                 "resampling": rng.choice(list(FILTERS))}}
        yield view_case((rng.randint(40, 200), rng.randint(40, 200)), 100 + index, index % 2 == 1, spec)


def size_cases(rng):
    """smart_resize alone, for sizes that would take long to resize; null where it refuses."""
    for index in range(400):
        width, height = (round(2 ** rng.uniform(0, 13)) for _ in range(2))
        factor, low = rng.choice([28, 14, 12]), rng.choice([3136, 1, 200704])
        high = max(low, rng.choice([12845056, 200704, 40000]))
        try:
            made = smart_resize(height, width, factor, low, high)[::-1]
        except ValueError:
            made = None
        yield {"source": [width, height], "factor": factor, "min_pixels": low, "max_pixels": high, "made": made}


def main():
    rng = random.Random(3)
    cases = {"resizes": list(resize_cases(rng)), "views": list(view_cases(rng)), "sizes": list(size_cases(rng))}
    path = pathlib.Path(__file__).parent / "cases.json"
    lines = [json.dumps(part) + ": [\n" + ",\n".join(json.dumps(c) for c in cases[part]) + "\n]" for part in cases]
    path.write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
