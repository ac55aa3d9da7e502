"""The desk opens on what presses: the own work of an officer, all of it for leadership."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from diaban.accounts.tests.people import client_of, person
from diaban.dossiers.models import Dossier
from diaban.indicators.early import due_items
from diaban.indicators.early.coming_due import Item

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=timezone.get_fixed_timezone(0))  # Wednesday, 10:00


def due(code: str, days: int, assignee=None, **more) -> Dossier:
    """An open dossier due so many days from Wednesday."""
    return Dossier.objects.create(
        code=code, procedure="irc", state=4, open=True, received_on=NOW.date(),
        due_at=NOW + timedelta(days=days), assignee=assignee, **more,
    )  # fmt: skip


def test_each_thing_is_counted_once_by_its_week():
    leader = person("leader")
    for number, days in enumerate((-3, -1, 0, 2, 4, 5, 11, 12)):
        due(f"H49-{number}", days)
    found = due_items.pressing(leader, NOW)
    # Sunday is the fourth day after Wednesday; the week after it ends on the eleventh.
    assert (found.late, found.this_week, found.next_week) == (2, 3, 2)
    assert [one.number for one in found.first] == [f"H49-{number}" for number in range(7)]


def test_an_officer_s_desk_shows_the_own_work_only():
    officer = person("officer")
    due("H49-own", -1, officer)
    due("H49-other", -1, person("leader"))
    found = due_items.pressing(officer, NOW)
    assert found.own and [one.number for one in found.first] == ["H49-own"]


def test_what_waits_for_the_applicant_does_not_press():
    due("H49-waits", -1, waiting=True)
    assert due_items.pressing(person("leader"), NOW).first == ()


def test_who_sees_no_such_work_is_told_of_none():
    due("H49-1", -1)
    assert due_items.pressing(person("editor"), NOW) is None


def test_the_first_page_of_the_desk_shows_it():
    due("H49-late", -400)
    page = client_of("leader").get(reverse("desk:home"))
    assert "H49-late" in page.content.decode()
    assert "H49-late" not in client_of("editor").get(reverse("desk:home")).content.decode()


def test_old_ones_of_one_kind_hide_no_other():
    old = [Item("commitment", f"CK-{n}", "", date(2024, 1, 1 + n), "") for n in range(9)]
    new = [Item("dossier", f"H49-{n}", "", date(2026, 1, 1 + n), "") for n in range(2)]
    shown = due_items._mixed([new, old], 4)
    assert [one.number for one in shown] == ["CK-0", "CK-1", "H49-0", "H49-1"]
