"""The pack and the demonstration registers, loaded once for the tests of a module.

from diaban.indicators.tests.registers import registers
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import transaction

from diaban.config import demonstration
from diaban.facts import packs
from diaban.procedures.actions import load_defaults

PACK = Path(__file__).resolve().parents[3] / "packs" / "quang-ninh"
NOT_NEEDED = {"diaban.owners.demonstration", "diaban.indicators.demonstration"}


@pytest.fixture(scope="module")
def registers(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Everything invented stands beside the pack's facts; it goes when the module's tests end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        packs.load(PACK)
        load_defaults(PACK / "procedures.yaml")
        for name in demonstration.ROOMS:
            if name not in NOT_NEEDED:
                import_module(name).load()
        yield
        transaction.set_rollback(True)
