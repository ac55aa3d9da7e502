"""A new day is a new edition: what is stale, valid or over is said for the day of the edition."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from diaban.cli.server import publish_every_day
from diaban.editions import store, tasks

pytestmark = pytest.mark.django_db


class Enough(Exception):
    """Ends the endless loop."""


def looks(monkeypatch, created_at, times: int = 3) -> int:
    """How often a publication was asked for in so many looks."""
    asked, slept = [], []

    def sleep(_seconds: float) -> None:
        slept.append(1)
        if len(slept) == times:
            raise Enough

    monkeypatch.setattr(store, "current", lambda _root: SimpleNamespace(created_at=created_at))
    monkeypatch.setattr(tasks, "request", lambda: asked.append(1))
    monkeypatch.setattr("diaban.cli.server.time.sleep", sleep)
    with pytest.raises(Enough):
        publish_every_day()
    return len(asked)


def test_yesterdays_edition_is_renewed_once(monkeypatch):
    assert looks(monkeypatch, timezone.now() - timedelta(days=1)) == 1


def test_todays_edition_is_left_alone(monkeypatch):
    assert looks(monkeypatch, timezone.now()) == 0
