"""The invented register gives the published figures, through the real replay."""

from __future__ import annotations

from datetime import date

import pytest

from diaban.dossiers import demonstration, outcome, standing
from diaban.dossiers.models import Dossier, DossierEvent
from diaban.dossiers.outcome import Bucket
from diaban.procedures.actions import load_defaults
from diaban.procedures.tests.conftest import PACK

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db) -> None:
    load_defaults(PACK)
    demonstration.load()


def test_the_first_quarter_of_2025_is_as_published(register):
    period = outcome.quarter(2025, 1)
    told = outcome.figures(standing.cases(period.last), period)
    assert (told.received, told.carried_over, told.open) == (116, 0, 32)
    assert [told.buckets[one] for one in outcome.CLOSED] == [68, 16, 0]
    assert told.buckets[Bucket.UNDETERMINED] == 0
    assert (told.strict.numerator, told.strict.denominator) == (84, 116)


def test_it_goes_on_to_today_with_pauses_and_a_few_late_ones(register):
    year = outcome.Period(date(2025, 4, 1), date(2026, 6, 30))
    told = outcome.figures(standing.cases(year.last), year)
    assert told.received > 300
    assert 0 < told.buckets[Bucket.LATE] < told.total / 10
    assert told.buckets[Bucket.WITHDRAWN] and told.buckets[Bucket.RETURNED]
    assert sum(told.buckets.values()) == told.total
    assert DossierEvent.objects.filter(kind="supplement_requested").count() > 50
    assert Dossier.objects.filter(open=True).exists()


def test_run_again_it_changes_nothing_and_it_can_be_taken_away(register):
    before = (Dossier.objects.count(), DossierEvent.objects.count())
    demonstration.load()
    assert (Dossier.objects.count(), DossierEvent.objects.count()) == before
    demonstration.erase()
    assert not Dossier.objects.exists() and not DossierEvent.objects.exists()


def test_every_one_is_marked(register):
    assert not Dossier.objects.exclude(demonstration=True).exists()
    assert not Dossier.objects.exclude(organisation__demonstration=True).exists()


def test_no_event_lies_ahead_and_every_history_is_possible(register):
    from django.utils import timezone

    from diaban.dossiers import lifecycle

    now = timezone.now()
    for dossier, events in standing.with_events(Dossier.objects.order_by("pk")[:400]):
        state = lifecycle.Progress()
        for event in events:
            assert lifecycle.objection(state, event.kind, event.at, now, event.data) is None, (
                dossier, event)  # fmt: skip
            state = lifecycle.after(state, event)


def test_what_the_demonstration_account_files_is_marked_too(desk):
    from diaban.dossiers import actions

    desk.company.demonstration = True
    desk.company.save()
    desk.owner.refresh_from_db()
    made = actions.draft(actions.Application("irc", {}), by=desk.owner, channel=2)
    assert made.demonstration
