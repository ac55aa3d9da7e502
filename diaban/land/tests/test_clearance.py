"""Clearance as supply: steps, ranges, the quarterly curve, and how forecasts came true."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.land import actions, clearance, clearance_actions
from diaban.land.clearance import Block, Event, Forecast
from diaban.land.history import open_book
from diaban.land.ledger import Refusal
from diaban.land.models import ClearanceEvent, Ledger
from diaban.land.tests import places
from diaban.land.tests.places import ZONE

NOW = date(2026, 2, 10)


def block(*events: Event, forecasts: tuple[Forecast, ...] = (), area: int = 100) -> Block:
    return Block("B", ZONE, area, 10, 1, events, forecasts)


def test_a_block_stands_where_its_events_left_it_and_disputes_are_counted_apart():
    events = (
        Event("inventoried", date(2025, 1, 1), 10, 1),
        Event("paid", date(2025, 6, 1), 7, 1),
        Event("disputed", date(2025, 7, 1), 3),
        Event("settled", date(2026, 1, 1), 1),
        Event("handed_over", date(2026, 2, 1), 7, 1, 60),
    )
    then = clearance.standing(block(*events), date(2025, 12, 31))
    assert (then.done["paid"], then.disputed, then.left_m2) == ((7, 1, 0), (3, 0), 100)
    now = clearance.standing(block(*events), NOW)
    assert (now.disputed, now.left_m2, now.finished) == ((2, 0), 40, False)


def test_available_from_is_the_range_of_the_latest_forecast_known_on_that_day():
    first = Forecast(date(2025, 1, 1), date(2025, 9, 1), date(2025, 12, 31))
    second = Forecast(date(2026, 1, 5), date(2026, 6, 1), date(2026, 9, 30))
    asked = block(forecasts=(second, first))
    assert clearance.standing(asked, date(2025, 6, 1)).available == first
    assert clearance.standing(asked, NOW).available == second
    assert clearance.standing(asked, date(2024, 1, 1)).available is None


def test_the_supply_curve_has_a_lower_and_an_upper_line_and_buckets_of_its_own_for_the_rest():
    def of(area: int, earliest: date, latest: date) -> Block:
        return block(forecasts=(Forecast(date(2025, 1, 1), earliest, latest),), area=area)

    curve = clearance.supply_curve(
        [
            of(100, date(2026, 2, 20), date(2026, 5, 1)),
            of(40, date(2026, 4, 1), date(2026, 4, 30)),
            of(7, date(2025, 1, 1), date(2025, 12, 31)),
            block(area=9),
            block(Event("handed_over", date(2026, 1, 1), 10, 1, 100)),
        ],
        NOW,
        quarters=3,
    )
    rows = [(row.quarter, row.surely_m2, row.perhaps_m2) for row in curve.quarters]
    assert rows == [("2026-Q1", 0, 100), ("2026-Q2", 140, 140), ("2026-Q3", 140, 140)]
    assert (curve.unknown_m2, curve.overdue_m2) == (9, 7)


ranges = st.tuples(st.integers(0, 900), st.integers(0, 400), st.integers(1, 50))


@given(st.lists(ranges, max_size=12))
def test_the_curve_says_what_counting_block_by_block_says(found):
    blocks = [
        block(
            forecasts=(
                Forecast(NOW, NOW + timedelta(days=start), NOW + timedelta(days=start + width)),
            ),
            area=area,
        )
        for start, width, area in found
    ]
    for row in clearance.supply_curve(blocks, NOW).quarters:
        end = (row.ends_on - NOW).days
        surely = perhaps = 0
        for start, width, area in found:
            if start + width <= end:
                surely += area
            if start <= end:
                perhaps += area
        assert (row.surely_m2, row.perhaps_m2) == (surely, perhaps)


def test_past_forecasts_are_judged_once_the_land_is_there_and_few_are_not():
    handed_over = Event("handed_over", date(2025, 6, 30), 10, 1, 100)
    made = tuple(
        Forecast(date(2024, 1, day), date(2025, 1, 1), date(2025, 6, 20 + day))
        for day in (1, 2, 3, 4, 10)
    )
    too_late = Forecast(date(2025, 6, 30), date(2025, 6, 30), date(2025, 6, 30))
    judged = clearance.accuracy([block(handed_over, forecasts=(*made, too_late))], NOW)
    assert (judged.judged, judged.within, judged.late_days) == (5, 1, 7.0)
    few = clearance.accuracy([block(handed_over, forecasts=made[:4])], NOW)
    assert (few.judged, few.within, few.late_days) == (4, None, None)


@pytest.mark.django_db
def test_hectares_follow_when_a_block_is_handed_over():
    places.zone()
    clearance_actions.add_block(ZONE, "K1", "Khu 1", 150, by=None, households=10)
    day = date(2020, 1, 1)
    clearance_actions.record(ZONE, "K1", "handed_over", day, by=None, households=6, area_m2=120)
    totals = open_book([ZONE]).totals
    assert (totals(date(2019, 12, 31))[ZONE].cleared, totals(day)[ZONE].cleared) == (800, 920)


@pytest.mark.django_db
def test_a_step_beyond_the_block_or_the_ledger_is_refused_whole():
    places.zone()
    clearance_actions.add_block(ZONE, "K1", "Khu 1", 250, by=None, households=10)
    day = date(2020, 1, 1)
    for more, reason in (
        ({"households": 11}, "more_than_block"),
        ({"area_m2": 251}, "more_than_block"),
        ({"area_m2": 201}, "below_zero"),
    ):
        with pytest.raises(Refusal) as caught:
            clearance_actions.record(ZONE, "K1", "handed_over", day, by=None, **more)
        assert caught.value.reason == reason
    assert not ClearanceEvent.objects.exists()


@pytest.mark.django_db
def test_a_forecast_is_a_range_and_is_kept_when_a_new_one_is_made():
    places.zone()
    block = clearance_actions.add_block(ZONE, "K1", "Khu 1", 150, by=None, households=10)
    with pytest.raises(Refusal):
        clearance_actions.forecast(ZONE, "K1", date(2027, 2, 1), date(2027, 1, 1), by=None)
    clearance_actions.forecast(ZONE, "K1", date(2027, 1, 1), date(2027, 2, 1), by=None)
    clearance_actions.forecast(ZONE, "K1", date(2027, 3, 1), date(2027, 6, 1), by=None)
    assert block.forecasts.count() == 2


def test_a_forecast_corrected_on_the_same_day_is_the_one_that_counts():
    wrong = Forecast(NOW, date(2026, 3, 1), date(2026, 3, 31))
    right = Forecast(NOW, date(2026, 9, 1), date(2026, 12, 31))
    assert clearance.standing(block(forecasts=(wrong, right)), NOW).available == right


def test_a_block_is_finished_on_the_day_after_which_its_land_stayed_handed_over():
    first, undone, again = date(2025, 1, 1), date(2025, 3, 1), date(2025, 9, 1)
    events = [
        Event("handed_over", first, 10, 1, 100),
        Event(clearance.TAKEN_BACK, undone, 10, 1, 100),
    ]
    assert clearance.finished_on(block(*events)) is None
    assert clearance.standing(block(*events), first).finished
    assert clearance.standing(block(*events), undone).left_m2 == 100
    events.append(Event("handed_over", again, 10, 1, 100))
    assert clearance.finished_on(block(*events)) == again


@pytest.mark.django_db
def test_a_reversed_clearance_entry_gives_the_block_its_land_and_households_back():
    places.zone()
    stored = clearance_actions.add_block(ZONE, "K1", "Khu 1", 150, by=None, households=10)
    day, later = date(2020, 1, 1), date(2020, 3, 1)
    made = clearance_actions.record(
        ZONE, "K1", "handed_over", day, by=None, households=10, area_m2=150
    )
    actions.reverse(made.entry, on=later, by=None, note="another block")
    of = clearance_actions.as_rule(stored)
    assert clearance.standing(of, day).finished
    assert clearance.standing(of, later).done["handed_over"] == (0, 0, 0)
    assert open_book([ZONE]).totals(later)[ZONE].cleared == 800
    clearance_actions.record(ZONE, "K1", "handed_over", later, by=None, households=10, area_m2=150)
    (read,) = clearance_actions.blocks(list(Ledger.objects.all()))
    assert clearance.standing(read, later).finished
    assert clearance.finished_on(read) == later


@pytest.mark.django_db
def test_blocks_together_have_no_more_land_than_is_uncleared():
    places.zone()
    clearance_actions.add_block(ZONE, "K1", "Khu 1", 150, by=None, households=10)
    clearance_actions.record(ZONE, "K1", "handed_over", date(2020, 1, 1), by=None, area_m2=100)
    with pytest.raises(Refusal) as caught:
        clearance_actions.add_block(ZONE, "K2", "Khu 2", 251, by=None, households=1)
    told = caught.value
    assert (told.reason, told.balance_m2, told.asked_m2) == ("more_than_uncleared", 250, 251)
    clearance_actions.add_block(ZONE, "K2", "Khu 2", 250, by=None, households=1)
