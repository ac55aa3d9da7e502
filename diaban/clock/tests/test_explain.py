"""Every day of a dossier says whether it counts, why, and by which rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from diaban.clock import CalendarHistory, Event, Kind, Rule, Term, Unit, replay
from diaban.clock.explain import DayRow, explain
from diaban.clock.tests.comparison import calendars
from diaban.clock.tests.histories import random_events, random_rule
from diaban.clock.words import REFUSALS, WHY

CALENDAR = CalendarHistory().known_at(date(2026, 11, 26))


def rows(rule: Rule, *steps: tuple[Kind, str], now: str) -> dict[str, DayRow]:
    events = [Event(kind, datetime.fromisoformat(f"2026-{when}")) for kind, when in steps]
    ledger = replay(events, rule, CALENDAR, datetime.fromisoformat(f"2026-{now}T12:00"))
    return {f"{row.day:%m-%d}": row for row in explain(ledger, events, rule, CALENDAR)}


def test_tet_a_supplement_and_the_due_date_explain_themselves() -> None:
    found = rows(
        Rule(Term(10, Unit.WORKING_DAYS), "NĐ 96/2026, Điều 39"),
        (Kind.RECEIVED, "02-09T09:00"),
        (Kind.SUPPLEMENT_REQUESTED, "02-11T09:00"),
        (Kind.SUPPLIED, "02-24T09:00"),
        now="02-26",
    )
    assert found["02-09"].why == "received" and "Điều 147" in found["02-09"].basis
    assert (found["02-11"].counted, found["02-11"].number) == (True, 2)
    assert found["02-11"].events == (Kind.SUPPLEMENT_REQUESTED,)
    assert found["02-17"].why == found["02-24"].why == "waiting_applicant"
    assert (found["02-25"].number, found["02-25"].ahead) == (3, False)
    assert (found["02-28"].why, found["02-28"].ahead) == ("weekend", True)
    assert (found["03-06"].number, found["03-06"].is_due) == (10, True)
    assert list(found)[-1] == "03-06"


def test_a_holiday_gives_its_name_and_basis() -> None:
    found = rows(Rule(Term(5, Unit.WORKING_DAYS), "x"), (Kind.RECEIVED, "11-23T09:00"), now="11-23")
    row = found["11-24"]
    assert (row.why, row.name_vi) == ("holiday", "Ngày Văn hóa Việt Nam")
    assert row.basis == "NQ 28/2026/QH16, Điều 2"


def test_a_term_in_calendar_days_that_ends_on_a_rest_day_rolls_on() -> None:
    found = rows(
        Rule(Term(5, Unit.CALENDAR_DAYS), "x"), (Kind.RECEIVED, "03-02T09:00"), now="03-02"
    )
    assert (found["03-07"].counted, found["03-07"].number) == (True, 5)
    assert [found[day].why for day in ("03-08", "03-09")] == ["rolled", "rolled"]
    assert found["03-09"].is_due and "Điều 148" in found["03-09"].basis


def test_days_after_the_date_are_called_late() -> None:
    found = rows(Rule(Term(1, Unit.WORKING_DAYS), "x"), (Kind.RECEIVED, "03-02T09:00"), now="03-05")
    assert [found[day].why for day in ("03-03", "03-04", "03-05")] == ["working", "late", "late"]


def test_hours_are_explained_by_the_minute() -> None:
    found = rows(Rule(Term(8, Unit.HOURS), "x"), (Kind.RECEIVED, "03-02T10:00"), now="03-02")
    assert [row.minutes for row in found.values()] == [330, 150]
    assert found["03-03"].is_due


def test_rows_and_ledger_never_disagree() -> None:
    """Over random histories: no gap, the number of the last counted day is what was used."""
    random = Random(11)
    pool = calendars(11)
    for _ in range(3000):
        rule = random_rule(random)
        events, as_of = random_events(random, rule)
        calendar, _plain = random.choice(pool)
        ledger = replay(events, rule, calendar, as_of)
        found = explain(ledger, events, rule, calendar)
        if ledger.received is None:
            assert found == ()
            continue
        days = [row.day for row in found]
        first = ledger.received.date()
        assert days == [first + timedelta(days=n) for n in range(len(days))]
        assert [row.day for row in found if row.is_due] == [ledger.due][: len([ledger.due])] or (
            ledger.due is None
        )
        assert all(row.why in WHY for row in found)
        check_sums(rule, ledger, found)


def check_sums(rule: Rule, ledger, found: tuple[DayRow, ...]) -> None:
    seen = [row for row in found if not row.ahead]
    if rule.term is not None and rule.term.unit is Unit.HOURS:
        if ledger.due is not None and ledger.is_open and not ledger.restarts:
            assert sum(row.minutes or 0 for row in found) == ledger.limit
        return
    if ledger.due is None or seen[-1].day <= ledger.due:
        numbers = [row.number for row in seen if row.counted]
        rolled = sum(row.why == "rolled" for row in seen)
        running = ledger.restarts == 0
        if running:
            assert (numbers[-1] if numbers else 0) + rolled == ledger.used
    elif ledger.remaining is not None and ledger.unit is Unit.WORKING_DAYS:
        late = sum(row.why == "late" for row in seen)
        stopped = [span for span in ledger.spans if span.stopped]
        if not stopped:
            assert late == -ledger.remaining


def test_every_code_has_words() -> None:
    for reason, remedy in REFUSALS.values():
        assert str(reason).endswith((".", ":")) and str(remedy).endswith(".")
