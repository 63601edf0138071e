"""Reference outputs that the engine is compared with."""
