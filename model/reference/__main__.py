"""Writes the reference bundle: `python -m model.reference`."""

from . import builder

if __name__ == "__main__":
    description = builder.write()
    size = sum(entry["bytes"] for entry in description["files"])
    print(f"wrote {builder.PATH.name}: {len(description['files'])} files, {size / 1e6:.1f} MB")
