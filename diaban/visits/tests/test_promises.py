"""A promise is what its events make of it, and no figure flatters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from diaban.clock import Calendar
from diaban.visits.commitments import promises
from diaban.visits.commitments.promises import KEPT, RUNNING, Event, Kind, State

CALENDAR = Calendar(date(2025, 1, 1), date(2026, 12, 31), {})
MADE = date(2025, 2, 3)
DUE = date(2025, 3, 3)


def made(due: date | None = DUE) -> Event:
    return Event(Kind.MADE, MADE, MADE, due)


def then(kind: Kind, said: date, on: date | None = None, until: date | None = None) -> Event:
    return Event(kind, on or said, said, until, "vì sao")


def seen(at: date, *events: Event) -> promises.Promise:
    found = promises.replay([made(), *events], CALENDAR, at)
    assert found is not None
    return found


def test_a_promise_runs_until_its_day_and_is_overdue_after_it():
    assert seen(MADE).state == State.OPEN
    assert seen(DUE - timedelta(days=7)).state == State.DUE_SOON
    assert seen(DUE).state == State.DUE_SOON
    assert seen(DUE + timedelta(days=1)).state == State.OVERDUE


def test_a_claim_is_not_yet_kept():
    claim = then(Kind.CLAIMED_KEPT, date(2025, 3, 1))
    assert seen(date(2025, 12, 1), claim).state == State.CLAIMED
    kept = then(Kind.KEPT, date(2025, 3, 20), on=date(2025, 3, 1))
    assert seen(date(2025, 12, 1), claim, kept).state == State.KEPT


def test_what_the_desk_recorded_is_refuted_within_its_days_and_what_was_seen_never():
    claim = then(Kind.CLAIMED_KEPT, date(2025, 2, 10))
    kept = replace(then(Kind.KEPT, date(2025, 2, 12)), by_desk=True)
    last = kept.said + timedelta(days=promises.REFUTE_WITHIN)
    no = then(Kind.REFUTED, last)
    assert seen(last, claim, kept).refutable
    assert promises.objection([made(), claim, kept], no, CALENDAR) is None
    found = seen(last, claim, kept, no)
    assert (found.state, found.kept_on, found.by_desk) == (State.OVERDUE, None, False)
    too_late = then(Kind.REFUTED, last + timedelta(days=1))
    assert promises.objection([made(), claim, kept], too_late, CALENDAR) == "closed"
    by_itself = replace(kept, by_desk=False)
    assert promises.objection([made(), claim, by_itself], no, CALENDAR) == "closed"
    again = then(Kind.CLAIMED_KEPT, last)
    assert promises.objection([made(), claim, kept], again, CALENDAR) == "closed"


def test_the_desk_confirms_no_day_before_the_one_claimed():
    claim = then(Kind.CLAIMED_KEPT, date(2025, 2, 10))
    early = then(Kind.KEPT, date(2025, 2, 12), on=date(2025, 2, 9))
    assert promises.objection([made(), claim], early, CALENDAR) is None
    desk = replace(early, by_desk=True)
    assert promises.objection([made(), claim], desk, CALENDAR) == "before_claim"


def test_days_late_are_counted_to_the_keeping_and_not_to_its_confirmation():
    claim = then(Kind.CLAIMED_KEPT, date(2025, 3, 10), on=date(2025, 3, 5))
    assert seen(date(2025, 12, 1), claim).days_late == 2
    kept = then(Kind.KEPT, date(2025, 4, 1), on=date(2025, 3, 5))
    assert seen(date(2025, 12, 1), claim, kept).days_late == 2
    assert seen(date(2025, 3, 13)).days_late == 10


def test_a_refuted_claim_leaves_the_promise_as_late_as_it_was():
    claim, no = then(Kind.CLAIMED_KEPT, date(2025, 3, 1)), then(Kind.REFUTED, date(2025, 3, 10))
    assert seen(date(2025, 3, 11), claim, no).state == State.OVERDUE


def test_what_is_kept_after_its_day_stays_late():
    assert seen(date(2025, 4, 1), then(Kind.KEPT, date(2025, 3, 4))).state == State.KEPT_LATE


def test_the_first_day_stays_beside_every_later_one():
    first = then(Kind.POSTPONED, date(2025, 2, 20), until=date(2025, 3, 10))
    second = then(Kind.POSTPONED, date(2025, 3, 1), until=date(2025, 3, 20))
    found = seen(date(2025, 3, 5), first, second)
    assert (found.first_due, found.due, found.postponed) == (DUE, date(2025, 3, 20), 2)
    assert found.missed is None


def test_a_day_moved_after_it_had_passed_is_missed_for_good():
    moved = then(Kind.POSTPONED, date(2025, 3, 4), until=date(2025, 6, 2))
    kept = then(Kind.KEPT, date(2025, 5, 5))
    found = seen(date(2025, 7, 1), moved, kept)
    assert found.missed == DUE
    assert found.state == State.KEPT_LATE
    assert promises.figures([found], date(2025, 1, 1), date(2025, 3, 31)).kept_late == 1
    assert promises.figures([found], date(2025, 4, 1), date(2025, 6, 30)).due == 0


def test_silence_breaks_a_promise_thirty_working_days_after_its_day():
    last = date.fromordinal(CALENDAR.nth_worked(DUE.toordinal(), 30) or 0)
    assert seen(last).state == State.OVERDUE
    found = seen(last + timedelta(days=1))
    assert (found.state, found.broken_by_silence) == (State.BROKEN, True)


def test_a_reminder_breaks_no_silence():
    reminded = then(Kind.REMINDED, date(2025, 4, 1), until=DUE)
    assert seen(date(2025, 6, 1), reminded).broken_on == seen(date(2025, 6, 1)).broken_on


def test_who_says_that_it_is_not_kept_breaks_it_at_once():
    found = seen(date(2025, 3, 5), then(Kind.NOT_KEPT, date(2025, 3, 4)))
    assert (found.state, found.broken_by_silence) == (State.BROKEN, False)


def test_a_broken_promise_can_be_kept_late_but_not_be_moved():
    events = [made(), then(Kind.NOT_KEPT, date(2025, 3, 4))]
    moved = then(Kind.POSTPONED, date(2025, 3, 5), until=date(2025, 5, 5))
    assert promises.objection(events, moved, CALENDAR) == "broken"
    assert seen(date(2025, 7, 1), events[1], then(Kind.KEPT, date(2025, 6, 2))).state == (
        State.KEPT_LATE
    )


def test_a_promise_without_a_day_is_never_late_and_in_no_figure():
    found = promises.replay([made(None)], CALENDAR, date(2026, 6, 1))
    assert found is not None
    assert (found.state, found.days_late) == (State.OPEN, None)
    kept = promises.replay(
        [made(None), then(Kind.KEPT, date(2026, 1, 5))], CALENDAR, date(2026, 6, 1)
    )
    assert kept is not None
    assert kept.state == State.KEPT_UNDATED
    assert promises.figures([found, kept], date.min, date.max).due == 0


def test_beyond_the_calendar_silence_breaks_nothing():
    short = Calendar(date(2025, 1, 1), date(2025, 3, 31), {})
    found = promises.replay([made()], short, date(2026, 1, 1))
    assert found is not None
    assert found.state == State.OVERDUE


def test_objections_name_what_is_wrong():
    def why(new: Event, *before: Event) -> str | None:
        return promises.objection([made(), *before], new, CALENDAR)

    day = date(2025, 2, 10)
    assert why(replace(then(Kind.POSTPONED, day, until=DUE + timedelta(1)), text=" ")) == "words"
    assert why(then(Kind.POSTPONED, day, until=DUE)) == "not_later"
    assert why(then(Kind.CLAIMED_KEPT, day, on=day + timedelta(1))) == "future"
    assert why(then(Kind.KEPT, day, on=MADE - timedelta(1))) == "before_made"
    assert why(then(Kind.REFUTED, day)) == "not_claimed"
    assert why(made()) == "made_already"
    assert why(then(Kind.WITHDRAWN, DUE + timedelta(1))) == "past_due"
    claim = then(Kind.CLAIMED_KEPT, day)
    assert why(claim, claim) == "claimed_already"
    assert why(claim, then(Kind.KEPT, day)) == "closed"
    assert why(then(Kind.KEPT, day), claim) is None
    assert promises.objection([], claim, CALENDAR) == "not_made"


STEPS = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in Kind if kind != Kind.MADE]),
        st.integers(0, 60),  # days since the step before
        st.integers(0, 40),  # days back to the day it is about
        st.integers(1, 60),  # days that a postponement adds
    ),
    max_size=7,
)


def history(steps) -> list[Event]:
    """Steps that can follow one another; the others are left out, as the desk would refuse them."""
    events = [made()]
    said, until = MADE, DUE
    for kind, later, back, more in steps:
        said += timedelta(days=later)
        on = max(MADE, said - timedelta(days=back))
        new = then(kind, said, on, until + timedelta(days=more) if kind == Kind.POSTPONED else None)
        if promises.objection(events, new, CALENDAR) is None:
            events.append(new)
            until = new.until or until
    return events


def day_by_day(events: list[Event], at: date) -> tuple[State, date | None]:
    """The slow way: walk through every day from the making, keeping what a clerk would note."""
    due = events[0].until
    missed = broken = gone = None
    claimed, quiet = False, 0
    kept: date | None = None
    day = events[0].said
    while day <= at:
        for event in (one for one in events[1:] if one.said == day):
            if event.kind == Kind.REMINDED:
                continue
            quiet = 0
            if event.kind == Kind.POSTPONED:
                missed = missed or (due if day > due else None)
                due = event.until
            claimed = (claimed or event.kind == Kind.CLAIMED_KEPT) and event.kind not in (
                Kind.REFUTED, Kind.NOT_KEPT,
            )  # fmt: skip
            kept = event.on if event.kind == Kind.KEPT else kept
            broken = event.on if event.kind == Kind.NOT_KEPT else broken
            gone = day if event.kind == Kind.WITHDRAWN else gone
        spoke = any(one.said == day and one.kind != Kind.REMINDED for one in events)
        silent = day > due and not spoke and not (claimed or kept or broken or gone)
        if silent and quiet >= promises.BROKEN_AFTER:
            broken = day
        if silent and CALENDAR.is_worked(day):
            quiet += 1
        day += timedelta(days=1)
    if gone:
        return State.WITHDRAWN, None
    if kept:
        late = broken or missed or kept > due
        return (State.KEPT_LATE if late else State.KEPT), missed or due
    if broken:
        return State.BROKEN, missed or due
    if claimed:
        return State.CLAIMED, missed or due
    if at > due:
        return State.OVERDUE, missed or due
    left = sum(CALENDAR.is_worked(at + timedelta(n)) for n in range(1, (due - at).days + 1))
    return (State.DUE_SOON if left <= promises.DUE_SOON else State.OPEN), missed or due


@given(STEPS, st.integers(0, 500))
def test_the_replay_agrees_with_a_clerk_who_looks_every_day(steps, later):
    events, at = history(steps), MADE + timedelta(days=later)
    found = promises.replay(events, CALENDAR, at)
    assert found is not None
    state, judged = day_by_day(events, at)
    assert found.state == state
    if state != State.WITHDRAWN:
        assert found.judged_by == judged


@given(st.lists(st.tuples(STEPS, st.integers(0, 500)), max_size=8))
def test_every_promise_that_was_due_is_in_one_bucket(many):
    found = [
        one for steps, later in many
        if (one := promises.replay(history(steps), CALENDAR, MADE + timedelta(days=later)))
    ]  # fmt: skip
    counted = promises.figures(found, date(2025, 1, 1), date(2026, 12, 31))
    assert counted.due == counted.kept_in_time + counted.kept_late + counted.broken + counted.open
    assert counted.due == sum(one.state != State.WITHDRAWN for one in found)
    quarters = [(date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2026, 12, 31))]
    assert sum(promises.figures(found, *quarter).due for quarter in quarters) == counted.due


def test_every_state_is_running_kept_broken_or_withdrawn():
    assert set(State) == KEPT | RUNNING | {State.BROKEN, State.WITHDRAWN}
