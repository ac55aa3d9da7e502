"""A petition is what happened to it; only the asker closes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.clock import CalendarHistory, Timing
from diaban.clock.calendar import VIETNAM
from diaban.petitions.course import CLOSED, Event, Kind, State, Terms, course, objection

CALENDAR = CalendarHistory().latest()
TERMS = Terms()
LATER = datetime(2027, 1, 1, tzinfo=VIETNAM)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=VIETNAM)


FILED = Event(Kind.FILED, at(1, 6))
ROUTED = Event(Kind.ROUTED, at(1, 6), {"lead": "so-cong-thuong", "coordinating": ["bql-kkt"]})
ANSWERED = Event(Kind.ANSWERED, at(1, 20), {"why": "Trạm 110 kV đóng điện tháng 6."})


def story(*events: Event, terms: Terms = TERMS, at: datetime | None = None):
    """The course of a petition, after making sure that each step was possible."""
    for index, event in enumerate(events):
        assert objection(events[:index], event, terms, CALENDAR, LATER) is None, event
    found = course(events, terms, CALENDAR, at)
    assert found is not None
    return found


def refusal(*events: Event, terms: Terms = TERMS, now: datetime = LATER) -> str | None:
    *before, last = events
    return objection(before, last, terms, CALENDAR, now)


def test_the_answer_is_due_after_fifteen_working_days_across_tet():
    # 7–24 January are 14 working days; 27–31 January is Tết 2025; the 15th is 3 February.
    found = story(FILED, ROUTED)
    assert found.promised == date(2025, 2, 3)
    assert found.first_answer_due == date(2025, 1, 13)
    assert (found.lead, found.coordinating) == ("so-cong-thuong", ("bql-kkt",))


def test_an_answer_waits_for_the_askers_word():
    found = story(FILED, ROUTED, ANSWERED)
    assert found.state == State.ANSWERED and found.is_open and found.in_term is True
    assert found.confirm_by == date(2025, 1, 30)
    assert found.first_answer_at == ANSWERED.at


def test_the_asker_confirms_and_is_asked_again_after_four_weeks():
    confirmed = Event(Kind.CONFIRMED, at(1, 22), {"satisfaction": 4})
    found = story(FILED, ROUTED, ANSWERED, confirmed)
    assert (found.state, found.satisfaction) == (State.CONFIRMED, 4)
    assert found.follow_up_on == date(2025, 2, 19)
    again = story(FILED, ROUTED, ANSWERED, confirmed, Event(Kind.FOLLOWED_UP, at(2, 20),
                                                            {"fixed": False}))  # fmt: skip
    assert again.followed_up is False and again.state == State.CONFIRMED
    assert again.followed_up_at == at(2, 20)


def test_whether_it_is_still_solved_cannot_be_said_before_four_weeks():
    confirmed = Event(Kind.CONFIRMED, at(1, 22))
    early = Event(Kind.FOLLOWED_UP, at(2, 18), {"fixed": True})
    assert refusal(FILED, ROUTED, ANSWERED, confirmed, early) == "follow_up_early"
    due = Event(Kind.FOLLOWED_UP, at(2, 19), {"fixed": True})
    assert refusal(FILED, ROUTED, ANSWERED, confirmed, due) is None


def test_silence_closes_only_after_the_notice_period():
    early = Event(Kind.LAPSED, at(1, 30))
    assert refusal(FILED, ROUTED, ANSWERED, early) == "too_early"
    found = story(FILED, ROUTED, ANSWERED, Event(Kind.LAPSED, at(1, 31)))
    assert found.state == State.SILENT and found.satisfaction is None


def test_a_dispute_needs_a_reason_reopens_and_counts():
    assert refusal(FILED, ROUTED, ANSWERED, Event(Kind.DISPUTED, at(1, 21))) == "reason"
    disputed = Event(Kind.DISPUTED, at(1, 21), {"why": "Vẫn mất điện hằng tuần."})
    found = story(FILED, ROUTED, ANSWERED, disputed)
    assert found.state == State.OPEN and found.disputes == 1
    assert len(found.stretches) == 2 and found.in_term is None
    assert found.stretches[0].ledger.timing == Timing.EARLY
    # 22–24 January, then 3–18 February: fifteen working days after the dispute.
    assert found.ledger.due == date(2025, 2, 18)
    assert found.promised == date(2025, 2, 3)


def test_a_transfer_gives_the_competent_body_a_term_of_its_own_and_keeps_the_promise():
    moved = Event(Kind.TRANSFERRED, at(1, 8), {"body": "evn", "why": "Lưới điện 110 kV."})
    found = story(FILED, ROUTED, moved)
    assert (found.lead, found.transfers, found.late_transfers) == ("evn", 1, 0)
    assert found.ledger.due == date(2025, 2, 5) and found.promised == date(2025, 2, 3)
    assert story(FILED, ROUTED, moved, ANSWERED).in_term is True


def test_the_notice_runs_since_the_answer_was_put_on_record():
    late = replace(ANSWERED, data=ANSWERED.data | {"recorded": "2025-02-14"})
    assert story(FILED, ROUTED, ANSWERED).confirm_by == date(2025, 1, 30)
    assert story(FILED, ROUTED, late).confirm_by == date(2025, 2, 24)
    assert story(FILED, ROUTED, late).in_term is True
    silent = Event(Kind.LAPSED, at(2, 20))
    assert refusal(FILED, ROUTED, late, silent) == "too_early"
    early = replace(ANSWERED, data=ANSWERED.data | {"recorded": "2025-01-02"})
    assert story(FILED, ROUTED, early).confirm_by == date(2025, 1, 30)


def test_a_transfer_after_two_working_days_is_counted_as_late():
    moved = Event(Kind.TRANSFERRED, at(1, 9), {"body": "evn", "why": "Không thuộc thẩm quyền."})
    assert story(FILED, ROUTED, moved).late_transfers == 1
    back = Event(Kind.TRANSFERRED, at(1, 13), {"body": "bql-kkt", "why": "Trong hàng rào."})
    assert story(FILED, ROUTED, moved, back).late_transfers == 1  # 10 and 13 January: in time


def test_a_body_has_it_since_it_was_routed_to_it():
    routed = Event(Kind.ROUTED, at(1, 13), {"lead": "so-cong-thuong"})
    moved = Event(Kind.TRANSFERRED, at(1, 14), {"body": "evn", "why": "Lưới điện 110 kV."})
    found = story(FILED, routed, moved)
    assert (found.transfers, found.late_transfers) == (1, 0)
    again = Event(Kind.ROUTED, at(1, 14), {"lead": "so-cong-thuong", "coordinating": ["evn"]})
    late = Event(Kind.TRANSFERRED, at(1, 16), {"body": "evn", "why": "Lưới điện 110 kV."})
    assert story(FILED, routed, again, late).late_transfers == 1  # the same lead has had it since


def test_another_lead_body_is_a_transfer_however_it_is_done():
    other = {"lead": "evn", "coordinating": ["bql-kkt"]}
    assert refusal(FILED, ROUTED, Event(Kind.ROUTED, at(1, 16), other)) == "reason"
    rerouted = Event(Kind.ROUTED, at(1, 16), other | {"why": "Lưới điện 110 kV."})
    found = story(FILED, ROUTED, Event(Kind.ASSIGNED, at(1, 7), {"user": 7}), rerouted)
    assert (found.lead, found.transfers, found.late_transfers) == ("evn", 1, 1)
    assert found.assignee is None  # he was of the former body
    assert found.ledger.due == date(2025, 2, 3)  # and gains no time
    assert story(FILED, ROUTED, replace(rerouted, at=at(1, 8))).late_transfers == 0
    first = Event(Kind.ROUTED, at(1, 16), {"lead": "evn"})
    assert story(FILED, first).transfers == 0
    helpers = Event(Kind.ROUTED, at(1, 16), {"lead": "so-cong-thuong", "coordinating": ["evn"]})
    found = story(FILED, ROUTED, helpers)
    assert (found.transfers, found.coordinating) == (0, ("evn",))


def test_the_clock_stands_while_the_asker_is_asked():
    asked = Event(Kind.ASKED, at(1, 9), {"why": "Lô đất nào?"})
    waiting = story(FILED, ROUTED, asked)
    assert waiting.state == State.WAITING and waiting.ledger.timing == Timing.WAITING
    replied = Event(Kind.REPLIED, at(1, 15))
    found = story(FILED, ROUTED, asked, replied)
    # Three days were used (7, 8, 9 January); twelve more follow the 15th.
    assert found.state == State.OPEN and found.ledger.due == date(2025, 2, 7)


def test_the_ladder_begins_anew_with_each_body_and_each_dispute():
    head = Event(Kind.ESCALATED, at(1, 17), {"level": "head"})
    assert story(FILED, ROUTED, head).level == "head"
    moved = Event(Kind.TRANSFERRED, at(1, 18), {"body": "evn", "why": "Lưới điện."})
    assert story(FILED, ROUTED, head, moved).level == ""
    back = Event(Kind.DISPUTED, at(1, 21), {"why": "Chưa xong."})
    assert story(FILED, ROUTED, head, ANSWERED, back).level == ""
    why = {"coordinating": ["evn"], "why": "Lưới điện."}
    same, other = (
        Event(Kind.ROUTED, at(1, 18), why | {"lead": lead}) for lead in ("so-cong-thuong", "evn")
    )
    assert story(FILED, ROUTED, head, same).level == "head"
    assert story(FILED, ROUTED, head, other).level == ""


def test_waiting_for_the_higher_level_is_not_the_bodys_time():
    up = Event(Kind.REFERRED_UP, at(1, 9), {"body": "UBND tỉnh", "why": "Vượt thẩm quyền."})
    down = Event(Kind.REFERRAL_ANSWERED, at(2, 20), {"body": "UBND tỉnh"})
    late = Event(Kind.ANSWERED, at(2, 25), {"why": "Đã có ý kiến."})
    assert story(FILED, ROUTED, up).referred
    found = story(FILED, ROUTED, up, down, late)
    assert found.in_term is True and not found.referred


def test_late_stays_late_whatever_follows():
    late = Event(Kind.ANSWERED, at(2, 4), {"why": "Muộn một ngày."})
    assert story(FILED, ROUTED, late).in_term is False
    disputed = Event(Kind.DISPUTED, at(2, 5), {"why": "Chưa được."})
    quick = Event(Kind.ANSWERED, at(2, 6), {"why": "Xong."})
    assert story(FILED, ROUTED, late, disputed, quick).in_term is False


def test_passing_it_to_and_fro_gains_no_time():
    moves = [
        Event(Kind.TRANSFERRED, at(1, 8), {"body": "evn", "why": "Lưới điện."}),
        Event(Kind.TRANSFERRED, at(1, 20), {"body": "so-cong-thuong", "why": "Không phải."}),
        Event(Kind.TRANSFERRED, at(2, 3), {"body": "evn", "why": "Đúng là của điện lực."}),
    ]
    late = Event(Kind.ANSWERED, at(2, 6), {"why": "Xong."})
    found = story(FILED, ROUTED, *moves, late)
    assert len(found.stretches) == 2  # the first transfer began a term, the others did not
    assert found.ledger.due == date(2025, 2, 5) and found.in_term is False


def test_a_transfer_ends_what_the_former_body_waited_for():
    asked = Event(Kind.ASKED, at(1, 7), {"why": "Ở đâu?"})
    moved = Event(Kind.TRANSFERRED, at(1, 8), {"body": "evn", "why": "Lưới điện."})
    found = story(FILED, ROUTED, asked, moved)
    assert found.state == State.OPEN and found.ledger.timing == Timing.IN_TIME
    again = Event(Kind.ASKED, at(1, 9), {"why": "Trạm nào?", "body": "evn"})
    back = Event(Kind.TRANSFERRED, at(1, 10), {"body": "bql-kkt", "why": "Trong hàng rào."})
    passed = story(FILED, ROUTED, asked, moved, again, back)
    assert passed.state == State.OPEN and passed.ledger.timing == Timing.IN_TIME
    assert story(FILED, ROUTED, asked, moved, again, back, ANSWERED).in_term is True


def test_without_a_term_nothing_is_in_term():
    found = story(FILED, ROUTED, ANSWERED, terms=Terms(term_days=None, first_answer_days=None))
    assert found.in_term is None and found.promised is None and found.first_answer_due is None


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((ROUTED,), "not_filed"),
        ((FILED, FILED), "filed_already"),
        ((FILED, Event(Kind.ROUTED, at(1, 5), {"lead": "a"})), "before_last"),
        ((FILED, ROUTED, Event(Kind.CONFIRMED, at(1, 7))), "not_answered"),
        ((FILED, ROUTED, Event(Kind.ANSWERED, at(1, 7))), "reason"),
        ((FILED, ROUTED, Event(Kind.REPLIED, at(1, 7))), "not_asked"),
        ((FILED, ROUTED, Event(Kind.FOLLOWED_UP, at(1, 7))), "not_closed"),
        ((FILED, ROUTED, ANSWERED, Event(Kind.ASSIGNED, at(1, 21))), "answered_already"),
        ((FILED, ROUTED, Event(Kind.WITHDRAWN, at(1, 7)), Event(Kind.ASSIGNED, at(1, 8))),
         "closed"),
        ((FILED, ROUTED, Event(Kind.TRANSFERRED, at(1, 7),
                               {"body": "so-cong-thuong", "why": "x"})), "same_body"),
        ((FILED, ROUTED, ANSWERED, Event(Kind.CONFIRMED, at(1, 21), {"satisfaction": 6})),
         "satisfaction"),
        ((FILED, ROUTED, Event(Kind.REFERRAL_ANSWERED, at(1, 9))), "not_referred"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_reason(events, code):
    assert refusal(*events) == code


def test_a_question_to_the_asker_is_nobody_elses_whatever_body_its_step_names():
    asked = Event(Kind.ASKED, at(1, 8), {"why": "Ở đâu?", "body": "so-cong-thuong"})
    moved = [Event(Kind.TRANSFERRED, at(1, day), {"body": to, "why": "Không thẩm quyền."})
             for day, to in ((7, "a"), (9, "b"))]  # fmt: skip
    found = story(FILED, ROUTED, moved[0], asked, moved[1])
    assert [stretch.ledger.refused for stretch in found.stretches] == [(), ()]


def test_an_internal_note_hinders_no_step_of_an_earlier_day():
    note = Event(Kind.NOTED, at(1, 25), {"note": "Hỏi điện lực."})
    assert story(FILED, ROUTED, note, ANSWERED).state == State.ANSWERED


def test_the_future_is_refused():
    assert refusal(FILED, now=at(1, 6, 8)) == "future"
    assert refusal(FILED, now=FILED.at - timedelta(minutes=1)) is None


def test_a_second_extension_is_refused():
    one = Event(Kind.EXTENDED, at(1, 10), {"days": 5, "why": "Chờ phương án đấu nối."})
    two = Event(Kind.EXTENDED, at(1, 13), {"days": 5, "why": "Chờ tiếp."})
    assert story(FILED, ROUTED, one).ledger.due == date(2025, 2, 10)
    assert refusal(FILED, ROUTED, one, two).startswith("clock.")


def test_the_past_can_be_asked():
    found = story(FILED, ROUTED, ANSWERED, at=at(1, 15))
    assert found.state == State.OPEN and found.answered_at is None


steps = st.tuples(
    st.sampled_from([kind for kind in Kind if kind != Kind.FILED]),
    st.integers(0, 20),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from([None, 1, 5]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(steps, max_size=25))
def test_whatever_is_tried_the_promises_of_the_course_hold(tried):
    events, moment = [FILED], FILED.at
    for kind, days, body, satisfaction in tried:
        moment += timedelta(days=days, hours=1)
        new = Event(kind, moment, {"body": body, "lead": body, "why": "vì", "days": 3,
                                   "satisfaction": satisfaction, "fixed": True})  # fmt: skip
        was = course(events, TERMS, CALENDAR)
        if objection(events, new, TERMS, CALENDAR, LATER) is not None:
            continue
        events.append(new)
        now = course(events, TERMS, CALENDAR)
        # Nobody but the asker, or his silence, closes; and what is closed stays so.
        if was.state in CLOSED:
            assert now.state == was.state
        elif now.state in CLOSED:
            assert kind in (Kind.CONFIRMED, Kind.LAPSED, Kind.WITHDRAWN)
        assert now.promised == was.promised
        assert now.disputes >= was.disputes and now.transfers >= was.transfers
        if was.in_term is False and kind != Kind.EXTENDED:
            assert now.in_term is False
        assert all(not stretch.ledger.refused for stretch in now.stretches)
