"""Postings reach the books whole or not at all, and what is on record stays on record."""

from __future__ import annotations

from datetime import date

import pytest

from diaban.facts.signals import registry_changed
from diaban.land import actions
from diaban.land.append_only import WrittenOnce
from diaban.land.history import open_book
from diaban.land.ledger import FREE, LEASED, Entry, Leg, Refusal, step
from diaban.land.models import Entry as Stored
from diaban.land.models import Leg as StoredLeg
from diaban.land.tests import places
from diaban.land.tests.places import LEASING, OTHER, ZONE

pytestmark = pytest.mark.django_db


def totals(day: date):
    return open_book([ZONE]).totals(day)[ZONE]


def test_what_is_posted_is_in_the_books_from_its_day_on():
    places.zone()
    actions.post(ZONE, step("lease", LEASING, 450), by=None)
    assert totals(date(2011, 12, 31)).leased == 0
    assert (totals(LEASING).leased, totals(LEASING).free) == (450, 150)


def test_leasing_more_than_is_ready_is_refused_and_nothing_is_written():
    places.zone()
    before = (Stored.objects.count(), StoredLeg.objects.count())
    with pytest.raises(Refusal) as caught:
        actions.post(ZONE, step("lease", LEASING, 601), by=None)
    assert (caught.value.reason, caught.value.balance_m2) == ("more_than_ready", 600)
    assert (Stored.objects.count(), StoredLeg.objects.count()) == before


def test_an_opening_balance_from_a_published_figure_is_marked_and_replaced_by_plots():
    from diaban.land import plot_actions

    places.project(ZONE)
    actions.open_ledger(ZONE, places.FOUNDED, by=None)
    paper = actions.document("Q1/2025", "Published figure", source="article-2025-q1")
    opening = Entry("open", LEASING, (Leg("outside", -700), Leg(FREE, 300), Leg(LEASED, 400)))
    posted = actions.post(ZONE, opening, by=None, paper=paper, published=True)
    assert (posted.published, posted.document.source) == (True, "article-2025-q1")
    before = totals(LEASING)
    plot_actions.draw(ZONE, plot_actions.Drawing("A", 400), LEASED, LEASING, by=None)
    assert totals(LEASING) == before
    with pytest.raises(Refusal) as caught:
        plot_actions.draw(ZONE, plot_actions.Drawing("B", 1), LEASED, LEASING, by=None)
    assert caught.value.balance_m2 == 0


def test_what_is_on_record_cannot_be_changed_or_removed():
    places.zone()
    entry = Stored.objects.first()
    entry.note = "changed"
    for attempt in (entry.save, entry.delete, Stored.objects.all().delete):
        with pytest.raises(WrittenOnce):
            attempt()
    with pytest.raises(WrittenOnce):
        StoredLeg.objects.update(area_m2=1)


def test_an_entry_is_reversed_once_and_not_if_a_later_one_rests_on_it():
    places.zone()
    served = Stored.objects.get(kind="service")
    lease = actions.post(ZONE, step("lease", LEASING, 450), by=None)
    with pytest.raises(Refusal) as caught:
        actions.reverse(served, on=LEASING, by=None, note="typed twice")
    assert caught.value.reason == "more_than_ready"
    actions.reverse(lease, on=LEASING, by=None, note="wrong zone")
    assert totals(LEASING).leased == 0
    with pytest.raises(Refusal) as caught:
        actions.reverse(lease, on=LEASING, by=None, note="again")
    assert caught.value.reason == "already_reversed"


def test_an_entry_stays_within_one_zone():
    from diaban.land import plot_actions

    places.zone()
    places.zone(OTHER)
    plot_actions.draw(OTHER, plot_actions.Drawing("HY-1", 100), FREE, LEASING, by=None)
    legs = (Leg(FREE, -10, "HY-1"), Leg(LEASED, 10, "HY-1"))
    with pytest.raises(Refusal) as caught:
        actions.post(ZONE, Entry("lease", LEASING, legs), by=None)
    assert (caught.value.reason, caught.value.plot) == ("other_zone", "HY-1")


def test_a_zone_without_a_ledger_takes_no_posting_and_gets_one_ledger_only():
    with pytest.raises(Refusal) as caught:
        actions.post(ZONE, step("clear", LEASING, 1), by=None)
    assert caught.value.reason == "no_ledger"
    with pytest.raises(Refusal) as caught:
        actions.open_ledger(ZONE, places.FOUNDED, by=None)
    assert caught.value.reason == "unknown_zone"
    places.zone()
    with pytest.raises(Refusal) as caught:
        actions.open_ledger(ZONE, places.FOUNDED, by=None)
    assert caught.value.reason == "ledger_exists"


def test_a_posting_is_told_so_that_a_new_edition_comes(django_capture_on_commit_callbacks):
    places.zone()
    heard = []

    def listen(sender, subjects, **_more):
        heard.append((sender, subjects))

    registry_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.post(ZONE, step("lease", LEASING, 1), by=None)
    finally:
        registry_changed.disconnect(listen)
    assert heard == [("land.post", frozenset({ZONE}))]


def test_an_opening_balance_comes_first_and_rests_on_a_document():
    places.project(ZONE)
    actions.open_ledger(ZONE, places.FOUNDED, by=None)
    uncleared = (Leg("outside", -500), Leg("green.not_cleared", 500))
    actions.post(ZONE, Entry("resize", places.FOUNDED, uncleared), by=None)
    opening = Entry("open", LEASING, (Leg("outside", -700), Leg(FREE, 700)))
    with pytest.raises(Refusal) as caught:
        actions.post(ZONE, opening, by=None)
    assert caught.value.reason == "opening_paper"
    paper = actions.document("1/BC")
    first = actions.post(ZONE, opening, by=None, paper=paper)
    actions.reverse(first, on=LEASING, by=None, note="wrong area")
    actions.post(ZONE, opening, by=None, paper=paper)
    cleared = actions.post(ZONE, step("clear", LEASING, 10, "green"), by=None)
    for on in (places.FOUNDED, LEASING, date(2020, 1, 1)):
        late = Entry("open", on, (Leg("outside", -1), Leg(FREE, 1)))
        with pytest.raises(Refusal) as caught:
            actions.post(ZONE, late, by=None, paper=paper)
        assert caught.value.reason == "opening_late"
    actions.reverse(cleared, on=LEASING, by=None, note="typed by mistake")
    actions.post(ZONE, opening, by=None, paper=paper)
    assert totals(LEASING).free == 1400


def test_an_entry_is_not_taken_back_before_its_own_day():
    places.zone()
    lease = actions.post(ZONE, step("block", LEASING, 100), by=None)
    with pytest.raises(Refusal) as caught:
        actions.reverse(lease, on=date(2011, 12, 31), by=None, note="early")
    assert (caught.value.reason, caught.value.on) == ("reversed_before", LEASING)
