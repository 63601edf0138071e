"""Makes a bundle's folder whole or not at all."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from .verifier import verify
from .writer import write_description


def make_bundle(path: Path, write_files: Callable[[Path], None], sections: Callable[[], dict]) -> dict:
    """Writes the files, then the description, into a folder beside `path`, verifies it, and puts it in the place of
    what was there; gives the description. Leaves what was there if anything fails. A `path` that is a link stays one.
    """
    path = Path(path).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as made:
        folder = Path(made) / path.name
        folder.mkdir()
        write_files(folder)
        write_description(folder, sections())
        for file in folder.iterdir():
            file.chmod(0o644)  # the writer of external data leaves its files to their owner alone
        description = verify(folder)
        _replace(path, folder, Path(made) / f"{path.name}.replaced")
    return description


def _replace(path: Path, folder: Path, aside: Path) -> None:
    """Moves what was there `aside` and the new folder in; puts the old one back if that is interrupted."""
    try:
        if path.is_dir():
            path.rename(aside)
        folder.rename(path)
    except BaseException:
        if aside.exists() and not path.exists():
            aside.rename(path)
        raise
