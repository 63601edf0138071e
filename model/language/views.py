"""Views as the models take them, made with Pillow and transformers' own processor."""

import numpy as np
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}


def resize_view(image: Image.Image, views: dict) -> Image.Image:
    """The view at the size that the section `views` of a bundle asks for."""
    resize = views["resize"]
    if resize is None:
        return image
    return image.resize((resize["width"], resize["height"]), FILTERS[resize["resampling"]])


def pixel_rows(images: list[Image.Image], views: dict) -> tuple[np.ndarray, np.ndarray]:
    """Resized views to `pixel_values` and `grid_thw`."""
    processor = Qwen2VLImageProcessorPil(
        size={"shortest_edge": views["min_pixels"], "longest_edge": views["max_pixels"]},
        patch_size=views["patch"], merge_size=views["merge"], temporal_patch_size=views["temporal"],
        image_mean=views["mean"], image_std=views["std"], resample=FILTERS[views["resampling"]],
    )
    made = processor(images=images, return_tensors="np")
    return made["pixel_values"].astype(np.float32, copy=False), made["image_grid_thw"].astype(np.int64)


def scene_picture(image: Image.Image, scene: dict) -> Image.Image:
    """A resized view as the geometry model sees it: a fixed width, whole patches high, the middle of what is too high."""
    width, height = image.size
    high = round(height * (scene["width"] / width) / scene["patch"]) * scene["patch"]
    image = image.resize((scene["width"], high), FILTERS[scene["resampling"]])
    kept = min(high, scene["maximum_height"])
    top = (high - kept) // 2
    return image.crop((0, top, scene["width"], top + kept))


def scene_input(images: list[Image.Image], scene: dict) -> np.ndarray:
    """Resized views to the scene graph's `pictures` [N, 3, height, width] in 0…1."""
    stacked = np.stack([np.asarray(scene_picture(image, scene)) for image in images])
    return (stacked.astype(np.float32) / np.float32(255)).transpose(0, 3, 1, 2).copy()
