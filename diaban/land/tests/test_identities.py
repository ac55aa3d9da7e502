"""After any sequence of operations every identity holds at every date, against a slow oracle."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diaban.land import ledger
from diaban.land.balances import Book
from diaban.land.ledger import ACCOUNTS, DIFFERENCE, FREE, OUTSIDE, Entry, Leg, Refusal

START = date(2020, 1, 1)
TODAY = START + timedelta(days=60)
PLOTS = ("", "A", "B")

areas = st.integers(1, 120)
days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))
plots = st.sampled_from(PLOTS)
uses = st.sampled_from(ledger.USES)


@st.composite
def entries(draw) -> Entry:
    on, area, plot = draw(days), draw(areas), draw(plots)
    kind = draw(st.sampled_from([*ledger.STEPS, "open", "resize", "rezone", "identify", "correct"]))
    if kind in ledger.STEPS:
        use = draw(uses) if kind in ("clear", "hand_over", "service") else ledger.INDUSTRIAL
        return ledger.step(kind, on, area, use, plot)
    account = draw(st.sampled_from(ledger.INNER))
    if kind == "open":
        return Entry(kind, on, (Leg(OUTSIDE, -area), Leg(account, area, plot)))
    if kind == "resize":
        area = area if draw(st.booleans()) else -area
        legs = (Leg(OUTSIDE, -area), Leg(f"{draw(uses)}.not_cleared", area, plot))
        return Entry(kind, on, legs)
    if kind == "rezone":
        stage = draw(st.sampled_from(ledger.STAGES[:3]))
        legs = (Leg(f"{draw(uses)}.{stage}", -area, plot), Leg(f"{draw(uses)}.{stage}", area, plot))
        return Entry(kind, on, legs)
    if kind == "identify":
        return Entry(kind, on, (Leg(account, -area), Leg(account, area, draw(plots))))
    change = draw(st.integers(-2, 2).filter(bool))
    legs = (Leg(account, -area, plot), Leg(account, area + change, plot), Leg(DIFFERENCE, -change))
    return Entry("correct", on, tuple(leg for leg in legs if leg.area_m2))


def kept(offered: list[Entry]) -> list[Entry]:
    """Those that the ledger takes, the zone being founded first."""
    founding = Entry("open", START, (Leg(OUTSIDE, -400), Leg(FREE, 100), Leg("industrial_service.not_cleared", 200), Leg("green.not_cleared", 100)))  # fmt: skip  # noqa: E501
    taken, history = [founding], [(founding.on, leg.cell, leg.area_m2) for leg in founding.legs]
    for entry in offered:
        try:
            ledger.check(entry, history, exists_from=START, today=TODAY)
        except Refusal:
            continue
        taken.append(entry)
        history += [(entry.on, leg.cell, leg.area_m2) for leg in entry.legs]
    return taken


def add_up(taken: list[Entry], on: date) -> dict[str, int]:
    """The oracle: walk through every leg of every entry and add, one figure at a time."""
    sums = dict.fromkeys(
        ["gross", "industrial", "cleared", "ready", "leased", "outside", "least"], 0
    )
    by_plot: dict[tuple[str, str], int] = {}
    for entry in taken:
        for leg in entry.legs:
            if entry.on > on:
                continue
            if leg.account == OUTSIDE:
                sums["outside"] += leg.area_m2
                continue
            sums["gross"] += leg.area_m2
            if leg.account == DIFFERENCE:
                continue
            use, stage = leg.account.split(".")
            if use == "industrial_service":
                sums["industrial"] += leg.area_m2
                if stage in ("free", "leased", "blocked"):
                    sums["ready"] += leg.area_m2
                if stage == "leased":
                    sums["leased"] += leg.area_m2
            if stage != "not_cleared":
                sums["cleared"] += leg.area_m2
            place = (leg.account, leg.plot)
            by_plot[place] = by_plot.get(place, 0) + leg.area_m2
    sums["least"] = min(by_plot.values(), default=0)
    return sums


@given(st.lists(entries(), max_size=25))
def test_every_identity_holds_at_every_date(offered):
    taken = kept(offered)
    for number in range(-1, 62):
        slow = add_up(taken, START + timedelta(days=number))
        assert slow["gross"] == -slow["outside"]
        assert slow["leased"] <= slow["ready"] <= slow["industrial"] <= slow["gross"]
        assert slow["cleared"] <= slow["gross"]
        assert slow["least"] >= 0


@given(st.lists(st.tuples(days, st.integers(-2, 2).filter(bool)), max_size=15))
def test_differences_never_add_up_to_more_than_the_tolerance_on_any_day(changes):
    founding = Entry("open", START, (Leg(OUTSIDE, -400), Leg(FREE, 200, "A"), Leg("green.not_cleared", 200)))  # fmt: skip  # noqa: E501
    history = [(founding.on, leg.cell, leg.area_m2) for leg in founding.legs]
    taken: list[tuple[date, int]] = []
    for on, change in changes:
        legs = (Leg(FREE, -190, "A"), Leg(FREE, 190 + change, "A"), Leg(DIFFERENCE, -change))
        offered = [*taken, (on, change)]
        fits = abs(change) <= 1 and all(
            abs(sum(area for day, area in offered if day <= later)) <= 4
            for later in (START + timedelta(days=number) for number in range(61))
        )
        try:
            ledger.check(Entry("correct", on, legs), history, exists_from=START, today=TODAY)
        except Refusal:
            pass
        else:
            assert fits
            history += [(on, leg.cell, leg.area_m2) for leg in legs]
            taken = offered
    for number in range(61):
        day = START + timedelta(days=number)
        assert abs(ledger.balances(history, day)[DIFFERENCE]) <= 4


@given(st.lists(entries(), max_size=25), st.integers(-1, 61))
def test_the_fast_book_says_what_adding_up_says(offered, number):
    taken, on = kept(offered), START + timedelta(days=number)
    legs = [(entry.on, leg) for entry in taken for leg in entry.legs]
    book = Book.of(
        ["other", "zone"],
        np.ones(len(legs), dtype=np.int64),
        np.array([ACCOUNTS.index(leg.account) for _day, leg in legs]),
        np.array([day.toordinal() for day, _leg in legs]),
        np.array([leg.area_m2 for _day, leg in legs]),
        np.array([PLOTS.index(leg.plot) - 1 for _day, leg in legs]),
        plots=2,
    )
    fast, slow = book.totals(on), add_up(taken, on)
    assert {name: getattr(fast["zone"], name) for name in ("gross", "industrial", "cleared", "ready", "leased")} == {name: slow[name] for name in ("gross", "industrial", "cleared", "ready", "leased")}  # fmt: skip  # noqa: E501
    assert fast["other"] == ledger.Totals()
    for place, plot in enumerate(PLOTS[1:]):
        slowly = [sum(leg.area_m2 for day, leg in legs if day <= on and leg.plot == plot and leg.account == account) for account in ledger.INNER]  # fmt: skip  # noqa: E501
        assert book.plot_areas(on)[place].tolist()[: len(ledger.INNER)] == slowly


@given(entries(), st.integers(-3, 3).filter(bool))
def test_an_entry_with_a_square_metre_over_or_short_is_always_refused(entry, surplus):
    spoiled = Entry(entry.kind, entry.on, (*entry.legs, Leg(FREE, surplus)))
    try:
        ledger.check_form(spoiled)
    except Refusal as refusal:
        assert refusal.reason == "unbalanced"
        assert refusal.balance_m2 == surplus
    else:
        raise AssertionError("an unbalanced entry was taken")
