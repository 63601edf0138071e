"""A checkpoint's bundle against PyTorch on the same weights, in the Go engine too: `python -m model.checkpoint.verify --work DIR`."""
