"""Both sides hear what concerns them, once; time alone brings reminders."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from diaban.accounts.tests.people import person
from diaban.cli import main
from diaban.notices.models import Notice
from diaban.petitions.tests.conftest import body
from diaban.visits import daily
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.actions import act, remind
from diaban.visits.commitments.promises import Kind, State
from diaban.visits.models import Commitment
from diaban.visits.stops import opening
from diaban.visits.tests.promised import of_body, of_organisation, promise, visited

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def test_a_claim_asks_the_other_side_to_confirm():
    stop = visited()
    of_organisation("Công ty B", "b")
    theirs, department = of_organisation("Công ty A", "a"), of_body("so-xay-dung", "xd")
    act(promise(stop), Kind.CLAIMED_KEPT, by=theirs, text="xong")
    assert told("commitment.claimed") == {"officer-of-the-tests"}
    Notice.objects.all().delete()
    one = promise(stop, "authority", body=body("so-xay-dung"))
    act(one, Kind.CLAIMED_KEPT, by=department, text="xong")
    assert told("commitment.claimed") == {"a"}
    notice = Notice.objects.get(kind="commitment.claimed")
    assert notice.href == f"/my/commitments/{one.number}/"


def test_who_takes_a_step_is_not_told_of_it():
    one = promise(visited())
    of_organisation("Công ty A", "a")
    act(one, Kind.POSTPONED, by=person("officer"), until=one.due_on + timedelta(9), text="mưa")
    assert told("commitment.decided") == {"a"}


def test_each_side_is_reminded_once_before_and_once_after():
    stop = visited()
    of_organisation("Công ty A", "a")
    near, past = promise(stop, days=2), promise(stop, days=3, ago=10)
    promise(stop, days=200)
    promise(stop, days=None)
    Notice.objects.all().delete()
    assert daily.owed()
    answer = CliRunner().invoke(main, ["visits", "round", "--json"])
    assert json.loads(answer.output) == {"reminded": 2, "visits": 1, "mailed": 0}
    assert told("commitment.due") == {"a"}
    assert told("commitment.overdue") == {"a", "officer-of-the-tests"}
    assert not daily.owed()
    assert remind() == 0
    for one in (near, past):
        assert one.events.filter(kind="reminded").count() == 1


def test_a_new_day_is_reminded_of_again():
    one = promise(visited(), days=2)
    assert remind() == 1
    act(one, Kind.POSTPONED, by=person("officer"), until=one.due_on + timedelta(1), text="mưa")
    assert remind() == 1


def test_silence_that_breaks_a_promise_is_told_and_the_promise_still_owed():
    stop = visited()
    one = promise(stop, days=3, ago=100)
    assert remind() == 1
    one.refresh_from_db()
    assert one.is_open
    assert remind() == 0
    again = visited("TT-2025-0002")
    assert [found.commitment for found in opening.commitments(again)] == [one]


def test_the_installation_says_how_long_a_silence_breaks_a_promise(settings):
    one = promise(visited(), days=3, ago=20)
    assert commitment_standing.of(one).state == State.OVERDUE
    settings.DIABAN_COMMITMENT_SILENCE = 5
    assert commitment_standing.of(one).state == State.BROKEN


def test_an_unconfirmed_claim_is_asked_for_after_a_week():
    one = promise(visited(), days=30, ago=20)
    act(one, Kind.CLAIMED_KEPT, by=None, text="xong", at=timezone.now() - timedelta(days=8))
    Notice.objects.all().delete()
    assert remind() == 1
    assert told("commitment.claimed") == {"officer-of-the-tests"}
    assert remind() == 0


def test_the_next_visit_opens_on_what_binds_whom_it_meets():
    stop = visited()
    ours = promise(stop)
    settled = promise(stop)
    act(settled, Kind.KEPT, by=person("officer"), text="Đã xem")
    elsewhere = visited("TT-2025-0009", place="park:hai-yen", organisation=None)
    promise(elsewhere)
    invented = visited("TT-MH-2025-0001", visit={"demonstration": True})
    promise(invented)
    same_place = visited("TT-2025-0002", organisation=None)
    assert [one.commitment for one in opening.commitments(same_place)] == [ours]
    same_people = visited("TT-2025-0003", place="park:hai-yen")
    assert ours in [one.commitment for one in opening.commitments(same_people)]
    assert ours not in [one.commitment for one in opening.commitments(stop)]
    assert Commitment.objects.filter(is_open=True).count() == 3
