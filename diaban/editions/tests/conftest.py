from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def english() -> Iterator[None]:
    """Messages are compared in English, whatever language the site starts in."""
    with translation.override("en"):
        yield
