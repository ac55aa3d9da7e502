"""What the ledger takes and what it refuses, with the balance at that moment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from diaban.land.ledger import (
    DIFFERENCE,
    FREE,
    INDUSTRIAL,
    LEASED,
    OUTSIDE,
    Entry,
    Leg,
    Refusal,
    balances,
    check,
    hectares,
    reversal,
    square_metres,
    step,
    totals,
)

TODAY = date(2026, 11, 26)
FOUNDED = date(2008, 6, 1)


class Zone:
    """A ledger kept in a list, as an officer would keep it on paper."""

    def __init__(self, exists_from: date | None = FOUNDED) -> None:
        self.exists_from = exists_from
        self.history: list = []

    def post(self, entry: Entry) -> None:
        check(entry, self.history, exists_from=self.exists_from, today=TODAY)
        self.history += [(entry.on, leg.cell, leg.area_m2) for leg in entry.legs]

    def on(self, day: date):
        return totals(balances(self.history, day))


def found(on: date = FOUNDED, industrial: int = 1000, green: int = 200) -> Entry:
    legs = (
        Leg(OUTSIDE, -industrial - green),
        Leg(f"{INDUSTRIAL}.not_cleared", industrial),
        Leg("green.not_cleared", green),
    )
    return Entry("found", on, legs)


@pytest.fixture
def zone() -> Zone:
    zone = Zone()
    zone.post(found())
    zone.post(step("clear", date(2009, 1, 1), 800))
    zone.post(step("hand_over", date(2010, 1, 1), 700))
    zone.post(step("service", date(2011, 1, 1), 600))
    return zone


def refused(zone: Zone, entry: Entry) -> Refusal:
    before = list(zone.history)
    with pytest.raises(Refusal) as caught:
        zone.post(entry)
    assert zone.history == before
    return caught.value


def test_balances_follow_the_entries_day_by_day(zone):
    assert zone.on(date(2008, 5, 31)).gross == 0
    assert zone.on(date(2008, 6, 1)).gross == 1200
    now = zone.on(date(2011, 1, 1))
    assert (now.gross, now.industrial, now.green) == (1200, 1000, 200)
    assert (now.not_cleared, now.cleared, now.handed_over, now.ready) == (400, 800, 700, 600)
    assert (now.free, now.leased) == (600, 0)
    assert zone.on(date(2010, 12, 31)).ready == 0


def test_leasing_more_than_is_ready_is_refused_with_what_is_free(zone):
    zone.post(step("lease", date(2012, 1, 1), 450))
    refusal = refused(zone, step("lease", date(2012, 6, 1), 151))
    assert refusal.reason == "more_than_ready"
    assert (refusal.balance_m2, refusal.asked_m2) == (150, 151)
    assert refusal.on == date(2012, 6, 1)


def test_a_lease_put_in_late_may_not_break_a_later_day(zone):
    zone.post(step("lease", date(2015, 1, 1), 500))
    refusal = refused(zone, step("lease", date(2012, 1, 1), 200))
    assert (refusal.reason, refusal.on) == ("more_than_ready", date(2015, 1, 1))


def test_an_unbalanced_entry_is_refused_with_what_is_over(zone):
    legs = (Leg(FREE, -10), Leg(LEASED, 11))
    refusal = refused(zone, Entry("lease", date(2012, 1, 1), legs))
    assert (refusal.reason, refusal.balance_m2) == ("unbalanced", 1)


def test_nothing_is_posted_before_the_zone_existed(zone):
    refusal = refused(zone, step("clear", date(2008, 5, 31), 1))
    assert (refusal.reason, refusal.on) == ("before_zone", FOUNDED)


def test_nothing_is_posted_for_tomorrow(zone):
    assert refused(zone, step("clear", date(2026, 11, 27), 1)).reason == "future"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Entry("lease", date(2012, 1, 1), ()), "empty"),
        (Entry("lease", date(2012, 1, 1), (Leg(FREE, 0),)), "empty"),
        (Entry("gift", date(2012, 1, 1), (Leg(FREE, -1), Leg(LEASED, 1))), "unknown_kind"),
        (Entry("lease", date(2012, 1, 1), (Leg(FREE, -1), Leg("sold", 1))), "unknown_account"),
        (Entry("lease", date(2012, 1, 1), (Leg(FREE, -1.5), Leg(LEASED, 1.5))), "not_whole"),
    ],
)  # fmt: skip
def test_a_malformed_entry_is_refused(zone, entry, reason):
    assert refused(zone, entry).reason == reason


def test_land_may_not_jump_over_a_stage(zone):
    legs = (Leg(f"{INDUSTRIAL}.not_cleared", -10), Leg(LEASED, 10))
    for kind in ("lease", "clear", "service"):
        assert refused(zone, Entry(kind, date(2012, 1, 1), legs)).reason == "not_this_kind"


def test_an_account_never_falls_below_zero(zone):
    refusal = refused(zone, step("clear", date(2012, 1, 1), 201))
    assert (refusal.reason, refusal.balance_m2, refusal.asked_m2) == ("below_zero", 200, 201)


def split(before: int, *after: int, difference: int = 0) -> Entry:
    legs = [Leg(FREE, -before, "A")]
    legs += [Leg(FREE, area, f"A-{index}") for index, area in enumerate(after, 1)]
    if difference:
        legs.append(Leg(DIFFERENCE, difference))
    return Entry("split", date(2012, 1, 1), tuple(legs))


def test_a_split_within_tolerance_posts_what_is_missing_to_the_difference(zone):
    zone.post(Entry("identify", date(2011, 6, 1), (Leg(FREE, -600), Leg(FREE, 600, "A"))))
    zone.post(split(600, 300, 295, difference=5))
    now = zone.on(TODAY)
    assert (now.gross, now.free, now.difference) == (1200, 595, 5)


def test_a_split_beyond_tolerance_is_refused_and_says_how_much_is_allowed(zone):
    zone.post(Entry("identify", date(2011, 6, 1), (Leg(FREE, -600), Leg(FREE, 600, "A"))))
    refusal = refused(zone, split(600, 300, 293, difference=7))
    assert (refusal.reason, refusal.balance_m2, refusal.asked_m2) == ("over_tolerance", 6, 7)


def test_a_plot_cannot_give_more_than_it_has(zone):
    zone.post(Entry("identify", date(2011, 6, 1), (Leg(FREE, -100), Leg(FREE, 100, "A"))))
    refusal = refused(zone, step("lease", date(2012, 1, 1), 101, plot="A"))
    assert (refusal.reason, refusal.plot, refusal.balance_m2) == ("more_than_ready", "A", 100)


def test_plots_that_replace_an_opening_balance_change_no_total(zone):
    before = zone.on(TODAY)
    zone.post(Entry("identify", date(2012, 1, 1), (Leg(FREE, -600), Leg(FREE, 600, "A"))))
    assert zone.on(TODAY) == before
    changed = (Leg(FREE, -600, "A"), Leg(FREE, 599, "A"), Leg(DIFFERENCE, 1))
    assert refused(zone, Entry("identify", date(2013, 1, 1), changed)).reason == "not_this_kind"


def test_a_correction_may_not_make_industrial_land_exceed_the_decision():
    zone = Zone()
    legs = (Leg(OUTSIDE, -1000), Leg(FREE, 1000, "A"))
    zone.post(Entry("open", FOUNDED, legs))
    larger = (Leg(FREE, -1000, "A"), Leg(FREE, 1005, "A"), Leg(DIFFERENCE, -5))
    refusal = refused(zone, Entry("correct", date(2012, 1, 1), larger))
    assert (refusal.reason, refusal.balance_m2) == ("industrial_over_gross", 1000)


def test_corrections_that_are_small_each_may_not_add_up_to_land():
    zone = Zone()
    legs = (Leg(OUTSIDE, -1200), Leg(FREE, 600, "A"), Leg("green.not_cleared", 600))
    zone.post(Entry("open", FOUNDED, legs))
    for before in (600, 606):
        after = before + 6
        legs = (Leg(FREE, -before, "A"), Leg(FREE, after, "A"), Leg(DIFFERENCE, -6))
        zone.post(Entry("correct", date(2012, 1, 1), legs))
    more = (Leg(FREE, -612, "A"), Leg(FREE, 613, "A"), Leg(DIFFERENCE, -1))
    refusal = refused(zone, Entry("correct", date(2012, 1, 2), more))
    assert (refusal.reason, refusal.balance_m2, refusal.asked_m2) == ("difference_grows", 12, 13)
    less = (Leg(FREE, -612, "A"), Leg(FREE, 607, "A"), Leg(DIFFERENCE, 5))
    zone.post(Entry("correct", date(2012, 1, 2), less))
    assert zone.on(TODAY).difference == -7


def test_a_zone_may_not_shrink_until_its_differences_are_more_than_is_tolerated():
    zone = Zone()
    legs = (Leg(OUTSIDE, -1200), Leg(FREE, 600, "A"), Leg("green.not_cleared", 600))
    zone.post(Entry("open", FOUNDED, legs))
    legs = (Leg(FREE, -600, "A"), Leg(FREE, 594, "A"), Leg(DIFFERENCE, 6))
    zone.post(Entry("correct", date(2012, 1, 1), legs))
    smaller = (Leg("green.not_cleared", -600), Leg(OUTSIDE, 600))
    zone.post(Entry("resize", date(2013, 1, 1), smaller))
    legs = (Leg(FREE, -594, "A"), Leg(FREE, 589, "A"), Leg(DIFFERENCE, 5))
    refusal = refused(zone, Entry("correct", date(2012, 6, 1), legs))
    assert (refusal.reason, refusal.on) == ("difference_grows", date(2013, 1, 1))


def test_a_reversal_takes_an_entry_back_and_leaves_both_on_record(zone):
    lease = step("lease", date(2012, 1, 1), 450)
    zone.post(lease)
    zone.post(reversal(lease, date(2012, 1, 1)))
    assert zone.on(date(2012, 1, 1)).leased == 0
    assert len(zone.history) == 3 + 6 + 4


def test_the_use_of_finished_land_may_change_but_not_of_leased_land(zone):
    legs = (Leg(FREE, -50), Leg("green.serviced", 50))
    zone.post(Entry("rezone", date(2012, 1, 1), legs))
    assert zone.on(TODAY).green == 250
    zone.post(step("lease", date(2012, 1, 1), 50))
    legs = (Leg(LEASED, -50), Leg("green.serviced", 50))
    assert refused(zone, Entry("rezone", date(2012, 1, 1), legs)).reason == "not_this_kind"


def test_hectares_are_exact():
    assert hectares(11_059_000) == Decimal("1105.9")
    assert square_metres(Decimal("1972.7")) == 19_727_000
    with pytest.raises(Refusal):
        square_metres(Decimal("0.00001"))
