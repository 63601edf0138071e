"""A folder that is written whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """An empty folder beside `path` that takes its place at the end. What was there stays if anything fails; a `path` that is a link stays one."""
    path = Path(path).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as made:
        folder = Path(made) / path.name
        folder.mkdir()
        yield folder
        _replace(path, folder, Path(made) / f"{path.name}.replaced")


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
