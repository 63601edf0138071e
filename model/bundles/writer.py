"""Writes bundle.json, the description of docs/bundle.md, over the files that a folder holds."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

NAME = "bundle.json"
SCHEMA = "thinker3d.bundle/4"
_BUFFER = 1 << 20  # bytes
# Every key of the description in the order in which it is written; `schema` and `files` are the writer's own.
KEYS = (
    "schema", "name", "version", "description", "trained", "provenance", "licences", "files", "number_type", "precision", "graphs",
    "tokens", "prompt", "views", "latents", "decoder", "projector", "scene", "sampling", "confidence",
)
OPTIONAL = {"precision", "confidence"}  # keys that may be absent


def write_description(folder: Path, sections: dict) -> Path:
    """Writes the description; `sections` holds every key of it but `schema` and `files`."""
    given = {**sections, "schema": SCHEMA, "files": list_files(folder)}
    wrong = (set(given) ^ set(KEYS)) - (OPTIONAL - set(given))
    if wrong or {"schema", "files"} & set(sections):
        raise ValueError(f"bundle description: keys missing, unknown or not to be given: {', '.join(sorted(wrong)) or 'schema, files'}")
    path = Path(folder) / NAME
    text = json.dumps({key: given[key] for key in KEYS if key in given}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def list_files(folder: Path) -> list[dict]:
    """Size and SHA-256 of every file of the folder but the description, in order of path."""
    folder = Path(folder)
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return [
        {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": sha256(path)} for path in found
    ]


def sha256(path: Path, advance: Callable[[int], None] = lambda _: None) -> str:
    """The file's SHA-256 in lower-case hexadecimal digits; `advance` hears of the bytes as they are read."""
    digest, buffer = hashlib.sha256(), memoryview(bytearray(_BUFFER))
    with open(path, "rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
            advance(count)
    return digest.hexdigest()
