"""The reference bundle: the real architecture at a small size, with seeded random weights."""
