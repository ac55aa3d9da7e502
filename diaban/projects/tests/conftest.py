from __future__ import annotations

import pytest

from diaban.facts import packs
from diaban.facts.tests.build_pack import SMALL_PACK


@pytest.fixture
def registry_places(db):
    """The small pack's parks, zones and infrastructure projects."""
    packs.load(SMALL_PACK)
