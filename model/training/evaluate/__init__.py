"""Measures a trained model on held-out rooms: answers, confidence, imagined scenes, and the engine beside PyTorch."""
