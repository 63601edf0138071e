"""A bundle takes the place of another whole, or not at all."""

import json
import shutil
from pathlib import Path

import pytest

from model.bundles import make_bundle


@pytest.fixture
def old(tmp_path):
    """A folder where a bundle was before."""
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "bundle.json").write_text("old", encoding="utf-8")
    return folder


def _make(path, bundle):
    """Makes the bundle of the repository anew."""
    stored, description = bundle
    sections = {key: value for key, value in description.items() if key not in ("schema", "files")}
    files = [stored / entry["path"] for entry in description["files"]]
    return make_bundle(path, lambda folder: [shutil.copy(file, folder) for file in files], lambda: sections)


def _is_made(path, bundle):
    return json.loads((path / "bundle.json").read_text(encoding="utf-8")) == bundle[1]


def test_an_interrupted_replacement_leaves_the_old_bundle(old, bundle, monkeypatch):
    rename = Path.rename

    def interrupted(self, target):
        if self.name == target.name:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _make(old, bundle)
    assert (old / "bundle.json").read_text(encoding="utf-8") == "old"
    assert list(old.parent.iterdir()) == [old]


def test_an_interrupted_removal_leaves_the_new_bundle(old, bundle, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _make(old, bundle)
    assert _is_made(old, bundle)


def test_a_link_to_a_bundle_stays_and_leads_to_the_new_one(old, bundle, tmp_path):
    link = tmp_path / "links" / "link"
    link.parent.mkdir()
    link.symlink_to(old)
    _make(link, bundle)
    assert link.is_symlink() and _is_made(old, bundle)
    assert list(link.parent.iterdir()) == [link]
