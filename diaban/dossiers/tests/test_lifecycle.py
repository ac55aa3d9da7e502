"""What can happen to a dossier, and what cannot: refused with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diaban.dossiers import lifecycle, words
from diaban.dossiers.lifecycle import Event, Kind, National, Wait
from diaban.dossiers.steps import STEPS

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def after(*kinds: Kind | tuple[Kind, dict]) -> lifecycle.Progress:
    events = [one if isinstance(one, tuple) else (one, {}) for one in kinds]
    first = NOW - len(events) * MINUTE
    return lifecycle.progress(
        Event(kind, first + number * MINUTE, data) for number, (kind, data) in enumerate(events)
    )


RECEIVED = (Kind.SUBMITTED, Kind.RECEIVED)
READY = (*RECEIVED, Kind.PROPOSED, Kind.APPROVED, Kind.SIGNED)


@pytest.mark.parametrize(
    ("history", "state"),
    [
        ((), None),
        ((Kind.SUBMITTED,), National.REGISTERED),
        (RECEIVED, National.RECEIVED),
        ((Kind.SUBMITTED, Kind.REFUSED), National.REFUSED),
        ((*RECEIVED, Kind.FORWARDED), National.IN_PROCESS),
        ((*RECEIVED, Kind.SUPPLEMENT_REQUESTED), National.SUPPLEMENT),
        ((*RECEIVED, Kind.SUPPLEMENT_REQUESTED, Kind.SUPPLIED), National.IN_PROCESS),
        ((*RECEIVED, Kind.OBLIGATION_RAISED), National.OBLIGATION),
        ((*RECEIVED, Kind.WITHDRAWN), National.WITHDRAWN),
        ((*RECEIVED, Kind.STOPPED), National.STOPPED),
        ((*READY, Kind.COMPLETED), National.DONE),
        ((*READY, Kind.COMPLETED, Kind.HANDED_OVER), National.HANDED_OVER),
        ((Kind.SUBMITTED, Kind.SUPPLEMENT_REQUESTED), National.SUPPLEMENT),
        ((Kind.SUBMITTED, Kind.SUPPLEMENT_REQUESTED, Kind.SUPPLIED), National.REGISTERED),
    ],
)
def test_the_ten_national_states_are_a_view_of_the_events(history, state):
    assert after(*history).national == state


@pytest.mark.parametrize(
    ("history", "kind", "code"),
    [
        ((), Kind.SUPPLIED, "draft"),
        ((Kind.SUBMITTED,), Kind.SUBMITTED, "twice"),
        ((Kind.SUBMITTED,), Kind.PROPOSED, "before_receipt"),
        ((Kind.SUBMITTED,), Kind.COMPLETED, "before_receipt"),
        (RECEIVED, Kind.RECEIVED, "twice"),
        (RECEIVED, Kind.REFUSED, "after_receipt"),
        (RECEIVED, Kind.SUPPLIED, "nothing_open"),
        (RECEIVED, Kind.APPROVED, "not_proposed"),
        (RECEIVED, Kind.COMPLETED, "not_signed"),
        (RECEIVED, Kind.HANDED_OVER, "not_completed"),
        ((*RECEIVED, Kind.SUPPLEMENT_REQUESTED), Kind.SUPPLEMENT_REQUESTED, "twice"),
        ((*READY, Kind.SUSPENDED), Kind.COMPLETED, "waiting"),
        ((*READY, Kind.COMPLETED), Kind.SUPPLEMENT_REQUESTED, "closed"),
        ((*READY, Kind.COMPLETED), Kind.COMPLETED, "closed"),
        ((*READY, Kind.COMPLETED, Kind.HANDED_OVER), Kind.HANDED_OVER, "twice"),
        ((*RECEIVED, Kind.WITHDRAWN), Kind.HANDED_OVER, "not_completed"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(history, kind, code):
    assert lifecycle.objection(after(*history), kind, NOW, NOW) == code


def test_the_future_and_the_past_of_the_last_event_are_refused():
    state = after(*RECEIVED)
    later = NOW + timedelta(hours=1)
    assert lifecycle.objection(state, Kind.FORWARDED, later, NOW) == "future"
    assert lifecycle.objection(state, Kind.FORWARDED, NOW - 5 * MINUTE, NOW) == "before_last"
    assert lifecycle.objection(state, Kind.FORWARDED, NOW, NOW) is None


def test_two_agencies_may_be_asked_and_both_must_answer():
    ask = [(Kind.SENT_TO_AGENCY, {"agency": name}) for name in ("Sở A", "Sở B")]
    state = after(*RECEIVED, *ask, (Kind.RETURNED_BY_AGENCY, {"agency": "Sở A"}))
    assert state.waiting == {Wait.AGENCY} and state.agencies == {"Sở B"}
    again = lifecycle.objection(state, Kind.SENT_TO_AGENCY, NOW, NOW, {"agency": "Sở B"})
    stranger = lifecycle.objection(state, Kind.RETURNED_BY_AGENCY, NOW, NOW, {"agency": "Sở C"})
    assert (again, stranger) == ("twice", "nothing_open")
    done = lifecycle.after(state, Event(Kind.RETURNED_BY_AGENCY, NOW, {"agency": "Sở B"}))
    assert not done.waiting


def test_a_proposal_sent_back_is_proposed_anew():
    state = after(*RECEIVED, Kind.PROPOSED, Kind.SENT_BACK)
    assert lifecycle.objection(state, Kind.APPROVED, NOW, NOW) == "not_proposed"
    assert lifecycle.objection(state, Kind.PROPOSED, NOW, NOW) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(Kind), max_size=30))
def test_whatever_is_tried_the_history_stays_possible(kinds):
    state = lifecycle.Progress()
    for number, kind in enumerate(kinds):
        at = NOW + number * MINUTE
        if lifecycle.objection(state, kind, at, at, {}) is None:
            before, state = state, lifecycle.after(state, Event(kind, at))
            assert not (before.ended and kind not in (Kind.HANDED_OVER, Kind.NOTED))
    if state.ended_by == Kind.COMPLETED:
        assert state.signed and state.approved and state.received_at
    if state.ended:
        assert not state.waiting
    assert state.handed_over_at is None or state.ended_by == Kind.COMPLETED


def test_every_kind_has_words_and_a_step():
    assert set(words.EVENTS) == set(words.ACTIONS) == set(STEPS) == set(Kind)
    assert set(words.STATES) == set(National) and set(words.WAITS) == set(Wait)
