"""Where Debian's opencv-doc keeps its stereo pairs, and how to read them."""

import gzip
from pathlib import Path

FOLDER = Path("/usr/share/doc/opencv-doc/examples/data")
SIDES = ("left", "right")
NUMBERS = tuple(n for n in range(1, 15) if n != 10)  # the set has no tenth pair


class MissingPackageError(FileNotFoundError):
    """The pairs are not on this machine."""


def read_image_file(side: str, number: int, folder: Path = FOLDER) -> bytes:
    """The JPEG file of one side of one pair."""
    return read_file(f"{side}{number:02d}.jpg", folder)


def read_file(name: str, folder: Path = FOLDER) -> bytes:
    """A file of the package, unpacked if the package keeps it gzipped."""
    plain, packed = folder / name, folder / f"{name}.gz"
    if plain.is_file():
        return plain.read_bytes()
    if packed.is_file():
        return gzip.decompress(packed.read_bytes())
    raise MissingPackageError(f"no {name} in {folder}: install Debian's package opencv-doc (apt-get install opencv-doc)")
