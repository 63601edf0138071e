"""The vision-language model of a bundle: its PyTorch reference and its graphs for ONNX Runtime."""
