"""A kind to tell, and people to be told."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_noop

from diaban.accounts.models import User
from diaban.accounts.tests.people import person
from diaban.notices import actions, kinds
from diaban.notices.kinds import Kind
from diaban.notices.models import Delivery
from diaban.notices.wording import said


@pytest.fixture(autouse=True)
def a_kind(monkeypatch):
    """`test.news` is known during the test."""
    monkeypatch.setattr(kinds, "_KNOWN", {})
    kinds.register(
        Kind("test.news", "news", room="petitions", default=Delivery.DIGEST),
        Kind("test.alarm", "alarm", room="petitions", default=Delivery.AT_ONCE),
    )


@pytest.fixture
def officer(db) -> User:
    return person("officer", email="officer@example.vn")


@pytest.fixture
def leader(db) -> User:
    return person("leader", email="leader@example.vn")


def tell(*people: User, kind: str = "test.news", **more: object) -> int:
    values = {"title": said(gettext_noop("Petitions")), "href": "/vi/desk/petitions/KN-1/"} | more
    return actions.tell(kind, people, **values)
