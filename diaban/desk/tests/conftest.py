from __future__ import annotations

import pytest

from diaban.facts import packs
from diaban.facts.tests.build_pack import SMALL_PACK


@pytest.fixture
def registry(db):
    """The small pack: Texhong's area is 650 ha by decision and 660 ha by the press."""
    packs.load(SMALL_PACK)
