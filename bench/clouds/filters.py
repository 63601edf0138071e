"""The filters, alone and together, as settings of the section `scene`."""

OFF = {"confidence_quantile": 0.0, "edge_angle": 0.0, "voxel": 0.0, "maximum_points": 1_000_000}
ALONE = {
    "confidence_quantile: 0.2": {"confidence_quantile": 0.2},
    "edge_angle: 60": {"edge_angle": 60.0},
    "minimum_range: 0.3, maximum_range: 3": {"minimum_range": 0.3, "maximum_range": 3.0},
    "minimum_height: 0.1, maximum_height: 1.8": {"minimum_height": 0.1, "maximum_height": 1.8},
    "self_boxes: 2 × 1 × 2 m before the robot": {
        "self_boxes": [{"frame": "base_link", "minimum": [1.0, -0.5, 0.0], "maximum": [3.0, 0.5, 2.0]}]},
    "voxel: 0.05": {"voxel": 0.05},
    "outlier_deviations: 2": {"outlier_deviations": 2.0},
    "maximum_points: 10000": {"maximum_points": 10_000},
}
NONE, DEFAULT = "none", "the default"


def variants() -> dict[str, dict]:
    """Settings by name."""
    return {NONE: OFF, **{name: OFF | settings for name, settings in ALONE.items()}, DEFAULT: {}}
