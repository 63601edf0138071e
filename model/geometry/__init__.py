"""The geometry model of a bundle (VGGT's structure), its cameras, and its export to ONNX.

A random small one, from sizes to graph:

    config = small()
    model = initialise(VGGT(config), seed=1).eval()
    calibrate(model, pictures, imagined)              # a few real inputs, so that depths and cameras are believable
    export_geometry(model, geometry_path, size=(112, 112))
    export_scene(model, scene_path, size=(112, 112))
"""

from .camera import Camera, pose_encoding_to_camera, unproject
from .config import GeometryConfig, HeadConfig, nano, published, small
from .export import export_geometry, export_projector, export_scene
from .initialise import calibrate, initialise
from .checkpoint import load_published
from .vggt import VGGT, Scene

__all__ = [
    "Camera", "GeometryConfig", "HeadConfig", "Scene", "VGGT", "calibrate", "export_geometry", "export_projector",
    "export_scene", "initialise", "load_published", "nano", "pose_encoding_to_camera", "published", "small", "unproject",
]
