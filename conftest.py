"""Every test has a data folder of its own: none may write into the installation it runs in."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path: Path) -> Path:
    """Editions, keys and lists of accounts go to a temporary folder, made when first needed."""
    folder = tmp_path / "data"
    settings.DIABAN_DATA = folder
    settings.DIABAN_EDITIONS = folder / "editions"
    return folder
