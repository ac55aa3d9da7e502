"""Whose capital the public's sums of money count, and what is kept of what they counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from diaban.projects import vocabulary as v
from diaban.projects.disclosure import Recorded, counted, private
from diaban.projects.replay import Event

PERSON, ORGANISATION, UNKNOWN = True, False, None
SEEN = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        ([[PERSON]], True),
        ([[UNKNOWN]], True),
        ([[PERSON, PERSON]], True),
        ([[ORGANISATION]], False),
        ([[PERSON, ORGANISATION]], False),
        ([[ORGANISATION], [PERSON]], True),
        ([[PERSON], [ORGANISATION]], True),
        ([], False),
    ],
)
def test_a_project_is_private_if_at_some_time_no_known_organisation_invested(holders, expected):
    assert private(holders) is expected


def granted(until: date | None = None) -> Event:
    return Event(v.REGISTERED, date(2024, 1, 5), 1, Decimal(700), "VND", until=until)


def test_of_an_organisation_all_counts_that_was_not_withdrawn():
    one, two = Recorded(granted()), Recorded(granted(), withdrawn=True, counted_on=SEEN)
    assert counted([one, two], private=False) == [one.event]


def test_of_a_person_nothing_counts_that_no_edition_has_counted():
    assert counted([Recorded(granted())], private=True) == []


def test_what_an_edition_counted_before_a_person_took_over_stays_even_if_it_is_withdrawn():
    one = Recorded(granted(), withdrawn=True, counted_on=SEEN)
    assert counted([one, Recorded(granted())], private=True) == [one.event]


@pytest.mark.parametrize(
    ("until", "kept"),
    [(date(2025, 5, 31), date(2025, 5, 31)), (date(2025, 6, 1), None), (date(2070, 1, 1), None)],
)
def test_a_term_that_had_not_run_out_by_then_runs_out_no_more(until, kept):
    [event] = counted([Recorded(granted(until), counted_on=SEEN)], private=True)
    assert event.until == kept
