"""Cases worked by hand from the rules, with the basis of each: what an inspector would check.

Days are MM-DD of 2026 unless a year stands before them. Working days of the national calendar:
Tết 16–20/02, make-up 27/4, 30/4 and 01/5, 31/8 (swap, worked 22/8), 01–02/9, 24/11; 02/01 (swap,
worked 10/01). In 2025: Tết 27–31/01, 07/4, 30/4, 01/5, 02/5 (swap, worked 26/4), 01–02/9.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import pytest

from diaban.clock import (
    CalendarHistory,
    Event,
    Kind,
    Pause,
    Reason,
    Rule,
    Term,
    Timing,
    Unit,
    replay,
)

CALENDAR = CalendarHistory().known_at(date(2026, 11, 26))
WORKING, DAYS, HOURS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.HOURS
BASIS = {
    "first day": "BLDS 2015, Điều 147 khoản 2: the day of receipt is not counted",
    "last day": "BLDS 2015, Điều 148 khoản 5: a last day of rest ends on the next working day",
    "Tết": "BLLĐ 2019, Điều 112; TB 9441/TB-BNV",
    "Tết 2025": "BLLĐ 2019, Điều 112; TB 6150/TB-BLĐTBXH",
    "swap": "CV 12729/VPCP-KGVX; TB 9441/TB-BNV; TB 6150/TB-BLĐTBXH",
    "culture day": "NQ 28/2026/QH16, Điều 2",
    "make-up": "BLLĐ 2019, Điều 111 khoản 3",
    "request": "the day of a request counts, the day of the supply does not",
    "cutoff": "received after 15:00: the next working day",
    "extension": "NĐ 107/2021: once, agreed, before the date",
    "index": "a request or a late pick-up does not make a dossier late",
    "unknown": "no term known is never on time",
    "restart": "the procedure's version says that the term begins again",
    "hours": "the procedure's version counts office hours, 07:30–11:30 and 13:00–17:00",
}
KINDS = {
    "R": Kind.RECEIVED,
    "?": Kind.SUPPLEMENT_REQUESTED,
    "!": Kind.SUPPLIED,
    "A?": Kind.SENT_TO_AGENCY,
    "A!": Kind.RETURNED,
    "$?": Kind.OBLIGATION_RAISED,
    "$!": Kind.OBLIGATION_MET,
    "L?": Kind.SUSPENDED,
    "L!": Kind.RESUMED,
    "+": Kind.EXTENDED,
    "C": Kind.COMPLETED,
    "H": Kind.HANDED_OVER,
    "X": Kind.REFUSED,
    "W": Kind.WITHDRAWN,
}


@dataclass(frozen=True)
class Case:
    """`history`: "R 02-09 ? 02-11 10:00 …", the hour 09:00 unless said; + extends by 5."""

    name: str
    amount: int | None
    unit: Unit
    history: str
    due: str | None
    timing: Timing
    basis: str
    rule: dict | None = None


EARLY, ON, LATE = Timing.EARLY, Timing.ON_TIME, Timing.LATE
IN, OVER, WAIT, NONE = Timing.IN_TIME, Timing.OVERDUE, Timing.WAITING, Timing.UNDETERMINED
CUT = {"cutoff": time(15)}
AGAIN = {"pauses": {Reason.APPLICANT: Pause.RESTART}}
INSIDE = {"pauses": {Reason.AGENCY: Pause.RUNS}}

CASES = [
    Case("a plain week: 5 days", 5, WORKING, "R 03-02 C 03-09", "03-09", ON, "first day"),
    Case("a weekend between", 3, WORKING, "R 03-05 C 03-10", "03-10", ON, "first day"),
    Case("ended a day before", 3, WORKING, "R 03-05 C 03-09", "03-10", EARLY, "first day"),
    Case("ended a day after", 3, WORKING, "R 03-05 C 03-11", "03-10", LATE, "first day"),
    Case("received on a Saturday", 3, WORKING, "R 03-07 C 03-11", "03-11", ON, "first day"),
    Case("received on a Sunday", 1, WORKING, "R 03-08 C 03-09", "03-09", ON, "first day"),
    Case("over Tết 2026", 5, WORKING, "R 02-12 C 02-26", "02-26", ON, "Tết"),
    Case("received on Tết's last day", 3, WORKING, "R 02-20 C 02-25", "02-25", ON, "Tết"),
    Case("the day before Tết", 1, WORKING, "R 02-13 C 02-23", "02-23", ON, "Tết"),
    Case("10 days over Tết 2025", 10, WORKING, "R 2025-01-20 C 2025-02-10", "2025-02-10", ON,
         "Tết 2025"),
    Case("over the New Year and its swap", 3, WORKING, "R 2025-12-31 C 01-07", "01-07", ON, "swap"),
    Case("the Saturday worked for 2 January counts", 5, WORKING, "R 01-05 C 01-10", "01-10", ON,
         "swap"),
    Case("26 April 2025 counts, 2 May does not", 5, WORKING, "R 2025-04-24 C 2025-05-05",
         "2025-05-05", ON, "swap"),
    Case("the Saturday worked for 31 August counts", 5, WORKING, "R 08-20 C 08-26", "08-26", ON,
         "swap"),
    Case("31 August to 2 September are off", 5, WORKING, "R 08-26 C 09-04", "09-07", EARLY, "swap"),
    Case("a Saturday worked as the last day", 1, WORKING, "R 08-21 C 08-22", "08-22", ON, "swap"),
    Case("Hùng Kings' day on a Sunday, made up on Monday", 2, WORKING, "R 04-24 C 04-29", "04-29",
         ON, "make-up"),
    Case("30 April to 1 May 2026", 2, WORKING, "R 04-29 C 05-05", "05-05", ON, "Tết"),
    Case("24 November 2026 is off", 2, WORKING, "R 11-23 C 11-26", "11-26", ON, "culture day"),
    Case("24 November 2025 is worked", 2, WORKING, "R 2025-11-21 C 2025-11-25", "2025-11-25", ON,
         "culture day"),
    Case("17 days for a policy approval", 17, WORKING, "R 03-02 C 03-25", "03-25", ON, "first day"),
    Case("15 calendar days over a month's end", 15, DAYS, "R 03-20 C 04-04", "04-06", EARLY,
         "last day"),
    Case("5 calendar days that end on a Saturday", 5, DAYS, "R 03-02 C 03-09", "03-09", ON,
         "last day"),
    Case("calendar days that end in Tết", 10, DAYS, "R 02-06 C 02-23", "02-23", ON, "last day"),
    Case("calendar days that end on a Saturday that is worked", 5, DAYS, "R 01-05 C 01-10",
         "01-10", ON, "last day"),
    Case("calendar days that end on a swapped Friday", 3, DAYS, "R 2025-12-30 C 01-05", "01-05", ON,
         "last day"),
    Case("30 calendar days over a year's end", 30, DAYS, "R 2025-12-10 C 01-09", "01-09", ON,
         "last day"),
    Case("one supplement", 10, WORKING, "R 03-02 ? 03-04 ! 03-11 C 03-23", "03-23", ON, "request"),
    Case("requested and supplied on one day", 5, WORKING, "R 03-02 ? 03-04 ! 03-04 15:00 C 03-09",
         "03-09", ON, "request"),
    Case("supplied on a Saturday", 5, WORKING, "R 03-02 ? 03-03 ! 03-07 C 03-12", "03-12", ON,
         "request"),
    Case("requested on the last day, supplied later", 2, WORKING, "R 03-02 ? 03-04 ! 03-10 C 03-10",
         "03-10", ON, "request"),
    Case("the same, a day later", 2, WORKING, "R 03-02 ? 03-04 ! 03-10 C 03-11", "03-10", LATE,
         "request"),
    Case("requested on the last day, supplied on a Sunday", 2, WORKING,
         "R 03-02 ? 03-04 ! 03-08 C 03-09", "03-09", ON, "last day"),
    Case("requested after the date", 2, WORKING, "R 03-02 ? 03-05 ! 03-10 C 03-10", "03-04", LATE,
         "request"),
    Case("still waiting", 5, WORKING, "R 03-02 ? 03-04", None, WAIT, "request"),
    Case("two supplements", 5, WORKING, "R 03-02 ? 03-03 ! 03-05 ? 03-09 ! 03-12 C 03-16",
         "03-16", ON, "request"),
    Case("a supplement over Tết in calendar days", 10, DAYS, "R 02-09 ? 02-12 ! 02-24 C 03-03",
         "03-03", ON, "request"),
    Case("another agency for three days", 5, WORKING, "R 03-02 A? 03-03 A! 03-06 C 03-12", "03-12",
         ON, "request"),
    Case("another agency inside the term", 5, WORKING, "R 03-02 A? 03-03 A! 03-06 C 03-09",
         "03-09", ON, "request", INSIDE),
    Case("a payment due from the applicant", 3, WORKING, "R 03-02 $? 03-03 $! 03-09 C 03-11",
         "03-11", ON, "request"),
    Case("suspended by law", 3, WORKING, "R 03-02 L? 03-03 L! 03-17 C 03-20", "03-19", LATE,
         "request"),
    Case("agency and applicant at once: until the last answers", 5, WORKING,
         "R 03-02 ? 03-03 A? 03-04 ! 03-05 A! 03-10 C 03-16", "03-16", ON, "request"),
    Case("a restart", 5, WORKING, "R 03-02 ? 03-05 ! 03-10 C 03-17", "03-17", ON, "restart", AGAIN),
    Case("a restart does not heal what was late", 2, WORKING, "R 03-02 ? 03-05 ! 03-10 C 03-11",
         "03-04", LATE, "restart", AGAIN),
    Case("after 15:00, same day", 0, WORKING, "R 03-02 15:01 C 03-03", "03-03", ON, "cutoff", CUT),
    Case("at 15:00, same day", 0, WORKING, "R 03-02 15:00 C 03-02 16:00", "03-02", ON, "cutoff",
         CUT),
    Case("Friday after 15:00, same day", 0, WORKING, "R 03-06 16:00 C 03-09", "03-09", ON, "cutoff",
         CUT),
    Case("same day, on a Saturday", 0, WORKING, "R 03-07 C 03-09", "03-09", ON, "cutoff", CUT),
    Case("after 15:00, 2 days", 2, WORKING, "R 03-02 16:00 C 03-05", "03-05", ON, "cutoff", CUT),
    Case("an extension of 5 days", 5, WORKING, "R 03-02 + 03-06 C 03-16", "03-16", ON, "extension"),
    Case("an extension on the last day is refused", 5, WORKING, "R 03-02 + 03-09 C 03-16", "03-09",
         LATE, "extension"),
    Case("a second extension is refused", 5, WORKING, "R 03-02 + 03-05 + 03-06 C 03-16", "03-16",
         ON, "extension"),
    Case("picked up late", 5, WORKING, "R 03-02 C 03-09 H 03-30", "03-09", ON, "index"),
    Case("handed over without being called complete", 5, WORKING, "R 03-02 H 03-10", "03-09", LATE,
         "index"),
    Case("withdrawn in time", 5, WORKING, "R 03-02 W 03-04", "03-09", EARLY, "index"),
    Case("refused on the date", 5, WORKING, "R 03-02 X 03-09", "03-09", ON, "index"),
    Case("no term, ended at once", None, WORKING, "R 03-02 C 03-02 10:00", None, NONE, "unknown"),
    Case("no term, open", None, WORKING, "R 03-02", None, NONE, "unknown"),
    Case("open and in time", 5, WORKING, "R 11-25", "12-02", IN, "culture day"),
    Case("open and overdue", 5, WORKING, "R 11-17", "11-25", OVER, "culture day"),
    Case("8 office hours", 8, HOURS, "R 03-02 10:00 C 03-03 10:00", "03-03T10:00", ON, "hours"),
    Case("one minute late", 8, HOURS, "R 03-02 10:00 C 03-03 10:01", "03-03T10:00", LATE, "hours"),
    Case("received at noon", 2, HOURS, "R 03-02 12:10 C 03-02 15:00", "03-02T15:00", ON, "hours"),
    Case("hours over a weekend", 4, HOURS, "R 03-06 15:00 C 03-09 08:00", "03-09T09:30", ON,
         "hours"),
    Case("hours stop with the question", 4, HOURS, "R 03-02 08:00 ? 03-02 10:00 ! 03-04 14:00 "
         "C 03-04 16:00", "03-04T16:00", ON, "hours"),
]  # fmt: skip


def moment(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day if len(day) > 5 else f'2026-{day}'}T{hour}")


def read(history: str) -> list[Event]:
    words = history.split()
    events = []
    while words:
        kind, day = KINDS[words.pop(0)], words.pop(0)
        hour = words.pop(0) if words and ":" in words[0] else "09:00"
        events.append(Event(kind, moment(day, hour), "lý do", amount=5, agreed=True))
    return events


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_by_hand(case: Case) -> None:
    term = Term(case.amount, case.unit) if case.amount is not None else None
    rule = Rule(term, BASIS[case.basis], **(case.rule or {}))
    ledger = replay(read(case.history), rule, CALENDAR, datetime(2026, 11, 26, 12))
    due = ledger.due_at if case.unit is HOURS else ledger.due
    wanted = None
    if case.due is not None:
        text = case.due if case.due.startswith("2025") else f"2026-{case.due}"
        wanted = datetime.fromisoformat(text) if case.unit is HOURS else date.fromisoformat(text)
    assert (due, ledger.timing) == (wanted, case.timing)


def test_the_table_is_long_enough_and_every_basis_is_used() -> None:
    assert len(CASES) >= 40
    assert {case.basis for case in CASES} == set(BASIS)
