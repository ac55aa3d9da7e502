"""What the clock promises, one sentence each."""

from __future__ import annotations

from datetime import date, datetime

from diaban.clock import (
    CalendarHistory,
    Event,
    Kind,
    Ledger,
    Rule,
    State,
    Term,
    Timing,
    Unit,
    replay,
)

CALENDAR = CalendarHistory().known_at(date(2026, 11, 26))
TEN_DAYS = Rule(Term(10, Unit.WORKING_DAYS), "NĐ 96/2026, Điều 39")


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"2026-{day}T{hour:02d}:00")


def run(*steps: tuple[Kind, str], rule: Rule = TEN_DAYS, now: str = "11-26") -> Ledger:
    return replay([Event(kind, at(day)) for kind, day in steps], rule, CALENDAR, at(now))


def test_it_works() -> None:
    ledger = run((Kind.RECEIVED, "02-09"), (Kind.COMPLETED, "03-02"))
    assert ledger.due == date(2026, 3, 2)
    assert (ledger.state, ledger.timing) == (State.COMPLETED, Timing.ON_TIME)
    assert ledger.refused == ()


def test_no_term_is_never_on_time() -> None:
    ledger = run((Kind.RECEIVED, "02-09"), (Kind.COMPLETED, "02-10"), rule=Rule(None))
    assert (ledger.due, ledger.timing) == (None, Timing.UNDETERMINED)


def test_time_of_the_applicant_is_not_time_of_the_authority() -> None:
    ledger = run(
        (Kind.RECEIVED, "02-09"),
        (Kind.SUPPLEMENT_REQUESTED, "02-11"),
        (Kind.SUPPLIED, "02-24"),
        (Kind.COMPLETED, "03-02"),
    )
    assert (ledger.clocks.authority, ledger.clocks.applicant, ledger.clocks.lived) == (6, 4, 21)
    assert ledger.due == date(2026, 3, 6)
    assert ledger.promised == date(2026, 3, 2)


def test_while_waiting_there_is_a_projected_date_and_no_due_date() -> None:
    ledger = run((Kind.RECEIVED, "02-09"), (Kind.SUPPLEMENT_REQUESTED, "02-11"), now="02-24")
    assert (ledger.due, ledger.projected) == (None, date(2026, 3, 6))
    assert (ledger.state, ledger.timing) == (State.WAITING, Timing.WAITING)


def test_a_late_pick_up_does_not_make_a_dossier_late() -> None:
    ledger = run((Kind.RECEIVED, "02-09"), (Kind.COMPLETED, "03-02"), (Kind.HANDED_OVER, "03-20"))
    assert (ledger.state, ledger.timing) == (State.HANDED_OVER, Timing.ON_TIME)
    assert ledger.ended == at("03-02")


def test_a_request_after_the_due_date_heals_nothing() -> None:
    ledger = run(
        (Kind.RECEIVED, "02-09"),
        (Kind.SUPPLEMENT_REQUESTED, "03-03"),
        (Kind.SUPPLIED, "03-10"),
        (Kind.COMPLETED, "03-11"),
    )
    assert (ledger.due, ledger.timing) == (date(2026, 3, 2), Timing.LATE)
