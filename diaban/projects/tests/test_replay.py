from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.projects import vocabulary as v
from diaban.projects.replay import EventRefused, Labour, admit, replay
from diaban.projects.tests.build import KOREAN, START, VIETNAMESE, certificate, day, event

TODAY = date(2026, 11, 26)


def refused(*events) -> EventRefused:
    with pytest.raises(EventRefused) as caught:
        replay(events)
    return caught.value


def test_capital_is_what_the_certificate_and_its_adjustments_add_up_to():
    events = [
        certificate("1000000"),
        event(v.RAISED, "2021-01-01", "250000.50"),
        event(v.LOWERED, "2022-01-01", "50000"),
    ]
    assert replay(events, day("2020-12-31")).registered == {"USD": Decimal("1000000")}
    assert replay(events, day("2021-01-01")).registered == {"USD": Decimal("1250000.50")}
    assert replay(events).registered == {"USD": Decimal("1200000.50")}


def test_currencies_are_never_mixed():
    state = replay([certificate("10"), event(v.RAISED, "2021-01-01", "7", currency="VND")])
    assert state.registered == {"USD": Decimal(10), "VND": Decimal(7)}


def test_the_order_of_recording_decides_within_a_day_only():
    later = event(v.LOWERED, "2021-05-05", "1000000", order=2)
    earlier = event(v.RAISED, "2021-05-05", "5", order=1)
    assert replay([later, earlier, certificate()]).registered == {"USD": Decimal(5)}


def test_before_its_certificate_a_project_is_not_registered():
    events = [event(v.POLICY_APPROVED, "2019-06-01"), certificate()]
    assert replay(events, day("2019-01-01")).status == v.UNREGISTERED
    assert replay(events, day("2019-06-01")).status == v.APPROVED
    assert replay(events, START).status == v.ACTIVE


def test_a_suspended_project_stays_in_force_and_a_revoked_one_does_not():
    events = [
        certificate(),
        event(v.SUSPENDED, "2021-01-01"),
        event(v.RESUMED, "2021-06-01"),
        event(v.REVOKED, "2022-01-01"),
    ]
    at = {text: replay(events, day(text)) for text in ("2021-03-01", "2021-07-01", "2022-01-01")}
    assert [(state.status, state.in_force) for state in at.values()] == [
        (v.SUSPENDED, True), (v.ACTIVE, True), (v.REVOKED, False),
    ]  # fmt: skip
    assert at["2022-01-01"].ended_on == day("2022-01-01")


def test_the_last_day_of_the_term_is_in_force_and_the_next_is_not():
    events = [certificate(until=day("2050-01-01"))]
    assert replay(events, day("2050-01-01")).in_force
    assert replay(events, day("2050-01-02")).status == v.EXPIRED
    longer = [*events, event(v.TERM_CHANGED, "2040-01-01", until=day("2070-01-01"))]
    assert replay(longer, day("2050-01-02")).in_force


def test_an_unknown_term_never_expires():
    assert replay([certificate()], day("2200-01-01")).in_force


def test_realised_capital_is_the_last_total_reported_and_unknown_before():
    events = [
        certificate(),
        event(v.REALISED, "2021-01-01", "0"),
        event(v.REALISED, "2022-01-01", "400000"),
    ]
    assert replay(events, START).realised == {}
    assert replay(events, day("2021-01-01")).realised == {"USD": Decimal(0)}
    assert replay(events).realised == {"USD": Decimal(400000)}


def test_labour_planned_and_employed_stand_side_by_side():
    state = replay(
        [
            certificate(),
            event(v.LABOUR_PLANNED, START, domestic=300, foreign=5),
            event(v.LABOUR_EMPLOYED, "2021-01-01", domestic=120),
        ]
    )
    assert state.labour_planned == Labour(300, 5)
    assert state.labour_employed == Labour(120, None)


def test_a_milestone_keeps_its_first_promise_and_tells_how_late_it_is():
    promised = [
        certificate(),
        event(v.COMMITTED, START, milestone=v.OPERATION_STARTED, until=day("2021-01-01")),
        event(v.COMMITTED, "2020-12-01", milestone=v.OPERATION_STARTED, until=day("2021-06-01")),
    ]
    one = replay(promised).milestones[v.OPERATION_STARTED]
    assert (one.first_due, one.due) == (day("2021-01-01"), day("2021-06-01"))
    assert one.days_late(day("2021-06-01")) is None
    assert one.days_late(day("2021-06-11")) == 10
    done = [*promised, event(v.ACHIEVED, "2021-05-30", milestone=v.OPERATION_STARTED)]
    assert replay(done).milestones[v.OPERATION_STARTED].days_late(TODAY) == -2
    assert (replay(promised).phase, replay(done).phase) == (v.PREPARING, v.OPERATING)


def test_a_transfer_changes_who_it_belongs_to_and_where_it_counts():
    events = [certificate(), event(v.TRANSFERRED, "2023-01-01", holdings=(VIETNAMESE,))]
    assert (replay(events, START).origin, replay(events, START).country) == (v.FOREIGN, "KR")
    assert (replay(events).origin, replay(events).country) == (v.DOMESTIC, "VN")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (event(v.RAISED, "2021-01-01", "5", currency="XAU"), "unknown_currency"),
        (event(v.RAISED, "2021-01-01", "0"), "amount_not_positive"),
        (event(v.RAISED, "2021-01-01", "-5"), "amount_not_positive"),
        (event(v.RAISED, "2021-01-01", "NaN"), "bad_amount"),
        (event(v.RAISED, "2021-01-01", "1e15"), "amount_too_large"),
        (event(v.RAISED, "2021-01-01", "0.001"), "amount_too_fine"),
        (event(v.RAISED, "2021-01-01", currency="USD"), "missing_amount"),
        (event(v.RAISED, "2020-03-01", "5"), "before_certificate"),
        (event(v.LOWERED, "2021-01-01", "1000000.01"), "below_zero"),
        (event(v.LOWERED, "2021-01-01", "1", currency="VND"), "below_zero"),
        (certificate(on="2021-01-01"), "second_certificate"),
        (event(v.RESUMED, "2021-01-01"), "not_suspended"),
        (event(v.TERM_CHANGED, "2021-01-01", until=START), "term_not_after"),
        (event(v.COMMITTED, "2021-01-01", milestone="party"), "unknown_milestone"),
        (event(v.COMMITTED, "2021-01-01", milestone=v.OPERATION_STARTED), "missing_until"),
        (event(v.LABOUR_EMPLOYED, "2021-01-01"), "bad_headcount"),
        (event(v.LABOUR_EMPLOYED, "2021-01-01", domestic=-1), "bad_headcount"),
        (event(v.TRANSFERRED, "2021-01-01"), "no_investor"),
        (event(v.TRANSFERRED, "2021-01-01", holdings=(KOREAN, replace(VIETNAMESE, share=None,
               investor="korean"))), "investor_twice"),
        (event(v.TRANSFERRED, "2021-01-01", holdings=(KOREAN, VIETNAMESE)), "bad_shares"),
        (event(v.RENAMED, "2021-01-01", text=" "), "missing_text"),
        (event("danced", "2021-01-01"), "unknown_kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_code(bad, code):
    assert refused(certificate(), bad).code == code


def test_a_refusal_names_the_capital_at_that_moment():
    told = refused(
        certificate("100"),
        event(v.LOWERED, "2021-01-01", "101"),
        event(v.RAISED, "2022-01-01", "1000"),
    )
    assert told.terms["capital"] == {"USD": Decimal(100)}


def test_nothing_happens_after_the_end():
    for end in (v.TERMINATED, v.REVOKED):
        told = refused(certificate(), event(end, "2021-01-01"), event(v.RAISED, "2021-01-02", "1"))
        assert told.code == "after_end"
        assert told.terms["ended_on"] == day("2021-01-01")


def test_the_same_event_is_not_taken_twice():
    raised = event(v.RAISED, "2021-01-01", "5", order=3)
    with pytest.raises(EventRefused) as caught:
        admit([certificate(), raised], replace(raised, order=9), TODAY)
    assert caught.value.code == "duplicate"


def test_what_has_not_come_yet_is_not_taken():
    with pytest.raises(EventRefused) as caught:
        admit([certificate()], event(v.RAISED, TODAY + timedelta(days=1), "5"), TODAY)
    assert caught.value.code == "in_future"


def test_a_backdated_event_is_checked_against_what_came_after():
    events = [certificate("100"), event(v.LOWERED, "2022-01-01", "80")]
    new = event(v.LOWERED, "2021-01-01", "30")
    with pytest.raises(EventRefused) as caught:
        admit(events, new, TODAY)
    assert (caught.value.code, caught.value.event) == ("below_zero", new)
    assert caught.value.terms["later"] == events[1]
    assert admit(events, event(v.LOWERED, "2021-01-01", "20"), TODAY).registered == {
        "USD": Decimal(0)
    }


# Against a slow oracle: money as whole cents, one pass for every question asked.

DAYS = st.integers(0, 2000).map(lambda days: START + timedelta(days=days))
CENTS = st.integers(1, 10**9)
CHANGES = st.lists(
    st.tuples(st.sampled_from([v.RAISED, v.LOWERED]), DAYS, CENTS, st.sampled_from(["USD", "VND"])),
    max_size=12,
)


def oracle(changes, start_cents: int, asked: date) -> dict[str, int] | None:
    """Cents per currency on a day; None where a balance falls below zero on the way."""
    days = sorted({on for _kind, on, _cents, _currency in changes if on <= asked})
    balance = {"USD": start_cents, "VND": 0}
    for one in days:
        for kind, on, cents, currency in changes:
            if on == one:
                balance[currency] += cents if kind == v.RAISED else -cents
                if balance[currency] < 0:
                    return None
    return balance


@settings(deadline=None)
@given(CHANGES, CENTS, DAYS)
def test_replay_agrees_with_the_slow_oracle(changes, start, asked):
    unique = list(dict.fromkeys(changes))
    events = [
        event(kind, on, str(Decimal(cents) / 100), currency=currency, order=number)
        for number, (kind, on, cents, currency) in enumerate(unique, 1)
    ]
    history = [certificate(str(Decimal(start) / 100)), *events]
    expected = oracle(unique, start, asked)
    if expected is None:
        with pytest.raises(EventRefused):
            replay(history, asked)
        return
    held = replay(reversed(history), asked).registered
    assert {currency: int(held.get(currency, 0) * 100) for currency in expected} == expected


@settings(deadline=None)
@given(CHANGES, CENTS, st.tuples(st.sampled_from([v.RAISED, v.LOWERED]), DAYS, CENTS))
def test_what_is_admitted_leaves_a_history_that_holds_on_every_day(changes, start, new):
    history = [certificate(str(Decimal(start) / 100))]
    for kind, on, cents, currency in [*changes, (*new, "USD")]:
        wanted = event(kind, on, str(Decimal(cents) / 100), currency=currency, order=len(history))
        try:
            admit(history, wanted, TODAY)
        except EventRefused:
            continue
        history.append(wanted)
    for one in history:
        assert all(amount >= 0 for amount in replay(history, one.on).registered.values())
