"""Where bundles come from: the reference models in PyTorch, their export, sample data and reference outputs."""
