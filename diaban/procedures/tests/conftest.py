from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from diaban.accounts.models import Role, User
from diaban.procedures import content
from diaban.procedures.actions import load_defaults

PACK = Path(__file__).resolve().parents[3] / "packs" / "quang-ninh" / "procedures.yaml"
TODAY = datetime.date(2026, 11, 26)


def said(**parts: Any) -> dict[str, Any]:
    """A small version as JSON."""
    return {
        "name": {"vi": "Thủ tục thử", "en": "A procedure to try"},
        "field": {"vi": "Đầu tư", "en": "Investment"},
        "decided_by": {"vi": "Ban Quản lý", "en": "The Authority"},
        "stage": "registration",
        "legal_basis": ["NĐ 1/2026"],
        "statutory": {"amount": 10, "unit": "working_days"},
        "trust": "S-M",
    } | parts


def version(**parts: Any) -> content.Content:
    return content.read(said(**parts))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> datetime.date:
    """The catalogue's day: Thursday, 26 November 2026."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a: TODAY)
    return TODAY


@pytest.fixture
def defaults(db: None) -> int:
    return load_defaults(PACK)


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("editor", password="x", role=Role.ADMIN)
