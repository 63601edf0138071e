"""The geometry model of a bundle (VGGT's structure), its cameras, and its export to ONNX."""
