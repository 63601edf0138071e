"""Sizes that the data, the models and the bundle of the small model share."""

CAMERA = (320, 240)  # width and height of a rendered camera image
VIEWS = {
    "resize": {"width": 224, "height": 168, "resampling": "lanczos"},
    "resampling": "bicubic", "patch": 14, "merge": 2, "temporal": 2, "min_pixels": 3136, "max_pixels": 12845056,
    "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711],
    "maximum": 6,
}
SCENE = {"width": 112, "height": 84, "maximum_height": 112, "patch": 14, "resampling": "bicubic"}
# What a pixel can show; 0 is the room itself.
CATEGORIES = (
    "room", "sofa", "armchair", "bed", "dining table", "chair", "coffee table", "bookshelf", "wardrobe", "television", "desk",
    "floor lamp", "plant", "rug", "door", "window", "painting", "wall clock", "ball", "toy chest",
)
