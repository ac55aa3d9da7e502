"""A page that is open while the program is built anew keeps its scripts."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from diaban.config.static import KEPT_SECONDS, StaticFiles


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path


def build(root: Path, **files: str) -> dict[str, str]:
    """Collect `files` as a new build does; returns their hashed names."""
    storage = StaticFiles(location=root, base_url="/static/")
    for name, content in files.items():
        (root / f"{name}.js").unlink(missing_ok=True)
        storage.save(f"{name}.js", ContentFile(content.encode()))
    paths = {f"{name}.js": (storage, f"{name}.js") for name in files}
    for _name, _hashed, error in storage.post_process(paths):
        assert not isinstance(error, Exception)
    return {name: storage.hashed_files[f"{name}.js"] for name in files}


def test_the_files_of_the_build_before_stay(root):
    old = build(root, map="one " * 500, menu="menu")["map"]
    new = build(root, map="two " * 500)["map"]
    assert old != new
    assert {old, f"{old}.br", f"{old}.gz", new, "menu.js"} <= set(os.listdir(root))


def test_what_was_dropped_a_week_ago_goes_with_its_copies(root):
    old = build(root, map="one " * 500)["map"]
    build(root, map="two " * 500)
    last = time.time() - KEPT_SECONDS - 60
    for path in root.glob(f"{old}*"):
        os.utime(path, (last, last))
    newest = build(root, map="three " * 500)["map"]
    assert not list(root.glob(f"{old}*"))
    assert (root / newest).exists()


def test_the_week_begins_when_a_file_is_dropped_not_when_it_was_made(root):
    old = build(root, map="one")["map"]
    last = time.time() - 10 * KEPT_SECONDS
    os.utime(root / old, (last, last))
    build(root, map="two")
    build(root, map="three")
    assert (root / old).exists()
