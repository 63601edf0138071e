"""Makes a bundle's folder whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from .verifier import verify
from .whole import whole
from .writer import write_description


def make_bundle(path: Path, write_files: Callable[[Path], None], sections: Callable[[], dict]) -> dict:
    """Writes the files, then the description, into a folder beside `path`, verifies it, and puts it in the place of
    what was there; gives the description. Leaves what was there if anything fails.
    """
    with whole(path) as folder:
        write_files(folder)
        write_description(folder, sections())
        for file in folder.iterdir():
            file.chmod(0o644)  # the writer of external data leaves its files to their owner alone
        return verify(folder)
