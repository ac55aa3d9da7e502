"""A storm day that is recorded later moves open dossiers and leaves closed ones alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from diaban.dossiers import catalogue as catalogue_of_dossiers
from diaban.dossiers import standing
from diaban.dossiers.models import Dossier
from diaban.dossiers.tests.desk import PROCEDURE
from diaban.procedures import actions, calendar_views, catalogue, impact

pytestmark = pytest.mark.django_db


def storm(day):
    """A version of the calendar, unsaved, that closes `day`."""
    changes = [{"day": day.isoformat(), "kind": "closed", "name_vi": "Nghỉ tránh bão"}]
    return actions.new_calendar(basis="Công điện thử", changes=changes)


def next_worked():
    calendar = catalogue.calendars().latest()
    day = timezone.localdate() + timedelta(days=1)
    while not calendar.is_worked(day):
        day += timedelta(days=1)
    return day


def test_what_would_move_is_seen_before(received) -> None:
    row = storm(next_worked())
    found = impact.of(calendar_views.with_version(row), timezone.now())
    assert (found.total, found.later) == (1, 1)
    assert found.moved[0].code == Dossier.objects.get(pk=received.pk).code


def test_open_dossiers_are_counted_by_their_version(received) -> None:
    kept = Dossier.objects.get(pk=received.pk).procedure_version
    assert impact.open_by_version(PROCEDURE) == {kept: 1}
    assert impact.open_by_version("another") == {}


def test_an_open_dossier_moves_and_keeps_its_first_promise(received) -> None:
    before = Dossier.objects.get(pk=received.pk)
    actions.record_calendar(storm(next_worked()))
    assert standing.renew_open() == 1
    after = Dossier.objects.get(pk=received.pk)
    assert after.due_at > before.due_at
    assert after.first_due_on == before.first_due_on == standing.of(after).ledger.promised


def test_a_dossier_that_ended_before_does_not_move(received) -> None:
    """What is recorded today was not known on the day of its end, and was not its fault."""
    yesterday = timezone.now() - timedelta(days=1)
    day = next_worked()
    actions.record_calendar(storm(day))
    book = catalogue_of_dossiers.book()
    assert standing.calendar_of(yesterday, book).is_worked(day)
    assert not standing.calendar_of(None, book).is_worked(day)
