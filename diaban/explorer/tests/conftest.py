"""Fixtures of the explorer's tests: one sample edition, published once."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaban.editions import store
from diaban.explorer.tests.sample import publish_sample


@pytest.fixture(scope="session")
def editions_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one published edition, the sample's."""
    root = tmp_path_factory.mktemp("editions")
    publish_sample(root)
    return root


@pytest.fixture
def edition(editions_root: Path) -> store.Edition:
    return store.current(editions_root)
