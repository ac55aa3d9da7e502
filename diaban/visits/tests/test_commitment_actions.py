"""Both sides promise, claim and confirm; nobody confirms himself."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from diaban.accounts.tests.people import person
from diaban.petitions.tests.conftest import body
from diaban.visits import access
from diaban.visits.actions import ActionRefused
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.actions import Request, act, make
from diaban.visits.commitments.promises import Kind, State
from diaban.visits.models import Commitment
from diaban.visits.tests.promised import of_body, of_organisation, promise, visited

pytestmark = pytest.mark.django_db


def state(commitment: Commitment) -> State:
    return commitment_standing.of(commitment).state


def test_a_promise_gets_a_number_and_the_organisation_of_its_stop():
    stop = visited()
    one = promise(stop)
    assert one.number == f"CK-{timezone.localdate().year}-0001"
    assert one.organisation == stop.organisation
    assert state(one) == State.OPEN


def test_an_invented_promise_never_looks_like_a_real_one():
    stop = visited(visit={"demonstration": True})
    one = promise(stop)
    assert one.demonstration
    assert one.number.startswith("CK-MH-")


def test_the_same_promise_sent_ten_times_is_one():
    stop, identity = visited(), uuid4()
    for _time in range(10):
        make(stop, Request("enterprise", "Trồng cây", uuid=identity), by=person("officer"))
    assert Commitment.objects.count() == 1


def test_only_who_goes_on_the_visit_records_its_promises():
    stop = visited()
    with pytest.raises(PermissionDenied):
        make(stop, Request("enterprise", "Trồng cây"), by=person("leader"))


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Request("enterprise", "  "), "what"),
        (Request("nobody", "Trồng cây"), "what"),
        (Request("enterprise", "Trồng cây", timezone.localdate() - timedelta(1)), "when"),
    ],
)
def test_nothing_is_promised_by_nobody_for_yesterday(request_, code):
    with pytest.raises(ActionRefused) as refused:
        make(visited(), request_, by=None)
    assert refused.value.code == code


def test_the_promiser_claims_and_the_officer_confirms():
    one = promise(visited())
    ours = of_organisation("Công ty A", "a")
    act(one, Kind.CLAIMED_KEPT, by=ours, text="Đã đấu nối")
    assert state(one) == State.CLAIMED
    with pytest.raises(PermissionDenied):
        act(one, Kind.KEPT, by=ours, text="Thật mà")
    act(one, Kind.KEPT, by=person("leader"), text="Đã xem tại chỗ")
    assert state(one) == State.KEPT
    assert not one.is_open


def test_the_authoritys_promise_is_confirmed_by_the_enterprise_it_was_made_to():
    stop = visited()
    one = promise(stop, "authority", body=body("so-xay-dung"))
    theirs, rival = of_organisation("Công ty A", "a"), of_organisation("Công ty B", "b")
    department, other = of_body("so-xay-dung", "xd"), of_body("so-cong-thuong", "ct")
    for stranger in (theirs, rival, other):
        with pytest.raises(PermissionDenied):
            act(one, Kind.CLAIMED_KEPT, by=stranger, text="xong")
    act(one, Kind.CLAIMED_KEPT, by=department, text="Đường đã mở")
    for stranger in (rival, other, department):
        with pytest.raises(PermissionDenied):
            act(one, Kind.KEPT, by=stranger, text="xong")
    act(one, Kind.KEPT, by=theirs, text="Xe đã đi được")
    assert state(one) == State.KEPT


def test_who_wrote_down_a_claim_does_not_confirm_it_himself():
    one = promise(visited())
    officer = person("officer")
    act(one, Kind.CLAIMED_KEPT, by=officer, text="Công ty báo qua điện thoại")
    assert not access.offers_step(officer, one, Kind.KEPT)
    with pytest.raises(PermissionDenied):
        act(one, Kind.KEPT, by=officer, text="xong")


def test_the_authority_settles_no_promise_of_its_own_where_the_other_side_can_say_so():
    theirs, officer = of_organisation("Công ty A", "a"), person("officer")
    one = promise(visited(), "authority", body=body("so-xay-dung"))
    for kind in (Kind.KEPT, Kind.WITHDRAWN):
        assert not access.offers_step(officer, one, kind)
        with pytest.raises(PermissionDenied):
            act(one, kind, by=officer, text="xong", on=one.stop.visit.first_day)
    act(one, Kind.CLAIMED_KEPT, by=officer, text="Đường đã mở")
    for colleague in (officer, person("leader"), person("admin")):
        with pytest.raises(PermissionDenied):
            act(one, Kind.KEPT, by=colleague, text="xong")
    act(one, Kind.WITHDRAWN, by=theirs, text="Không còn cần")
    assert state(one) == State.WITHDRAWN


def test_an_account_that_may_no_longer_act_answers_for_nobody():
    theirs = of_organisation("Công ty A", "a")
    one = promise(visited(), "authority")
    act(one, Kind.CLAIMED_KEPT, by=person("officer"), text="Đường đã mở")
    assert not access.offers_step(person("leader"), one, Kind.KEPT)
    theirs.is_active = False
    theirs.save()
    assert access.offers_step(person("leader"), one, Kind.KEPT)


def test_where_the_other_side_has_no_account_two_of_the_desk_put_it_on_record():
    one = promise(visited(), "authority", ago=5)
    officer, leader = person("officer"), person("leader")
    with pytest.raises(PermissionDenied):  # nobody has said so yet
        act(one, Kind.KEPT, by=leader, text="xong")
    act(one, Kind.CLAIMED_KEPT, by=officer, text="Đường đã mở")
    act(one, Kind.POSTPONED, by=leader, until=one.due_on + timedelta(9), text="mưa")
    with pytest.raises(PermissionDenied):  # a word in between makes nobody his own witness
        act(one, Kind.KEPT, by=officer, text="xong")
    with pytest.raises(ActionRefused) as refused:
        act(one, Kind.KEPT, by=leader, text="x", on=timezone.localdate() - timedelta(2))
    assert (refused.value.code, refused.value.part) == ("before_claim", "on")
    act(one, Kind.KEPT, by=leader, text="Đã xem")
    found = commitment_standing.of(one).promise
    assert (found.state, found.by_desk) == (State.KEPT, True)


def test_what_the_desk_recorded_the_other_side_may_still_refute():
    one = promise(visited(), "authority")
    act(one, Kind.CLAIMED_KEPT, by=person("officer"), text="Đường đã mở")
    act(one, Kind.KEPT, by=person("leader"), text="Đã xem")
    theirs = of_organisation("Công ty A", "a")  # the account came later
    act(one, Kind.REFUTED, by=theirs, text="Đường vẫn đóng")
    assert state(one) == State.OPEN and one.is_open
    act(one, Kind.CLAIMED_KEPT, by=person("officer"), text="Nay đã mở")
    act(one, Kind.KEPT, by=theirs, text="Xe đã đi được")
    with pytest.raises(ActionRefused) as refused:  # his own word he does not take back
        act(one, Kind.REFUTED, by=theirs, text="chưa")
    assert refused.value.code == "closed"


def test_only_the_authority_postpones_and_says_why():
    one = promise(visited())
    later = one.due_on + timedelta(days=30)
    with pytest.raises(PermissionDenied):
        act(one, Kind.POSTPONED, by=of_organisation("Công ty A", "a"), until=later, text="mưa")
    with pytest.raises(ActionRefused) as refused:
        act(one, Kind.POSTPONED, by=person("officer"), until=later)
    assert (refused.value.code, refused.value.part) == ("words", "text")
    first = one.due_on
    act(one, Kind.POSTPONED, by=person("officer"), until=later, text="mưa")
    assert (one.first_due_on, one.due_on) == (first, later)


def test_two_people_at_once_do_not_overwrite_each_other():
    one = promise(visited())
    act(one, Kind.CLAIMED_KEPT, by=of_organisation("Công ty A", "a"), text="xong", expected=1)
    with pytest.raises(ActionRefused) as refused:
        act(one, Kind.NOT_KEPT, by=person("leader"), text="chưa", expected=1)
    assert refused.value.code == "stale"


def test_a_late_word_stays_late():
    one = promise(visited(), ago=60, days=10)
    act(one, Kind.KEPT, by=person("officer"), text="Đã xem hôm nay")
    assert state(one) == State.KEPT_LATE


def test_who_confirms_late_does_not_make_the_promise_late():
    one, other = (
        promise(visited(), ago=18, days=10),
        promise(visited("TT-2025-0002"), ago=18, days=10),
    )
    for each in (one, other):
        act(each, Kind.CLAIMED_KEPT, by=None, text="xong", on=each.due_on)
    act(one, Kind.KEPT, by=person("leader"), text="Đã xem tại chỗ")
    assert one.events.last().on == one.due_on and state(one) == State.KEPT
    seen = other.due_on + timedelta(days=2)  # the other side has seen otherwise
    act(other, Kind.KEPT, by=person("leader"), text="Muộn hai ngày", on=seen)
    assert other.events.last().on == seen and state(other) == State.KEPT_LATE


def test_a_claim_that_was_refuted_gives_no_day():
    one = promise(visited(), ago=18, days=10)
    act(one, Kind.CLAIMED_KEPT, by=None, text="xong", on=one.due_on)
    act(one, Kind.REFUTED, by=person("leader"), text="chưa")
    act(one, Kind.KEPT, by=person("leader"), text="Đã xem hôm nay")
    assert one.events.last().on == timezone.localdate() and state(one) == State.KEPT_LATE


def test_each_sees_what_concerns_him():
    stop = visited()
    theirs = promise(stop)
    departments = promise(stop, "authority", body=body("so-xay-dung"))
    seen = {
        name: set(access.commitments_seen_by(user).values_list("pk", flat=True))
        for name, user in {
            "officer": person("officer"), "leader": person("leader"), "editor": person("editor"),
            "a": of_organisation("Công ty A", "a"), "b": of_organisation("Công ty B", "b"),
            "xd": of_body("so-xay-dung", "xd"), "ct": of_body("so-cong-thuong", "ct"),
        }.items()
    }  # fmt: skip
    both = {theirs.pk, departments.pk}
    assert seen == {
        "officer": both, "leader": both, "editor": set(), "a": both, "b": set(),
        "xd": {departments.pk}, "ct": set(),
    }  # fmt: skip


def test_the_figures_of_a_quarter_are_those_of_the_replay():
    stop = visited()
    promise(stop, ago=200, days=10)  # silence has broken it
    one = promise(stop, ago=200, days=10)
    act(one, Kind.KEPT, by=person("officer"), text="xong")
    day = one.first_due_on
    found = commitment_standing.figures(day, day, Commitment.objects.all())
    assert (found.due, found.kept_late, found.broken) == (2, 1, 1)
    assert commitment_actions.PREFIX == "CK"
