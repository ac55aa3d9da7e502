"""What devices send arrives once, in any order, and nothing of it is dropped."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from diaban.visits.field import keeping, parsing, receiving, settling
from diaban.visits.field.notes import RecordRefused
from diaban.visits.models import Commitment, Finding, StopField, Submission, Visit
from diaban.visits.tests.making import colleague, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def an():
    return colleague("an")


@pytest.fixture
def stop(an):
    binh = colleague("binh")
    return visit(leader=an, members=[binh], by=an).stops.get()


def payload(changes=None, *, device="phone-1", after=None, **more):
    """A note as the application sends it: field → (base, value)."""
    told = {
        name: {"base": base, "value": value} | ({"after": after} if after else {})
        for name, (base, value) in (changes or {}).items()
    }
    now = timezone.now().isoformat()
    return {"id": str(uuid.uuid4()), "device": device, "device_time": now, "changes": told} | more


def send(stop, by, told):
    row = receiving.receive(stop, parsing.note(json.loads(json.dumps(told))), by=by)
    stop.refresh_from_db()
    return row


def record(stop):
    return dict(StopField.objects.filter(stop=stop).values_list("name", "value"))


def test_what_was_noted_is_on_record_with_who_and_where(an, stop):
    row = send(stop, an, payload({"note": (None, "Đường trơn"), "checklist.power": (None, "good")}))
    assert row.outcome == "applied"
    assert record(stop) == {"note": "Đường trơn", "checklist.power": "good"}
    field = stop.fields.get(name="note")
    assert (field.by, field.device, field.version) == (an, "phone-1", 1)
    assert receiving.receipt(row)["version"] == stop.version == 1


def test_the_same_note_ten_times_arrives_once(an, stop):
    told = payload(
        {"note": (None, "x")},
        findings=[{"id": str(uuid.uuid4()), "category": "power", "text": "Cable"}],
        commitments=[{"id": str(uuid.uuid4()), "side": "authority", "what": "Repair"}],
    )
    receipts = [receiving.receipt(send(stop, an, told)) for _n in range(10)]
    assert all(one == receipts[0] for one in receipts)
    assert (Submission.objects.count(), Finding.objects.count()) == (1, 1)
    assert Commitment.objects.count() == 1
    assert stop.fields.get(name="note").version == 1


def test_two_people_who_noted_different_things_are_both_right(an, stop):
    send(stop, an, payload({"note": (None, "a")}))
    row = send(stop, stop.visit.members.get(), payload({"state": (None, "visited")}, device="p2"))
    assert row.outcome == "applied"
    assert record(stop) == {"note": "a", "state": "visited"}


def test_two_people_who_wrote_the_same_have_no_conflict(an, stop):
    send(stop, an, payload({"state": (None, "visited")}))
    row = send(stop, stop.visit.members.get(), payload({"state": (None, "visited")}, device="p2"))
    assert (row.outcome, row.receipt["equal"]) == ("applied", ["state"])


@pytest.fixture
def conflict(an, stop):
    send(stop, an, payload({"note": (None, "by An")}))
    binh = stop.visit.members.get()
    told = payload({"note": (None, "by Bình"), "state": (None, "visited")}, device="p2")
    return send(stop, binh, told)


def test_a_conflict_shows_all_three_and_keeps_the_record(conflict, stop):
    assert conflict.outcome == "conflict"
    assert record(stop) == {"note": "by An", "state": "visited"}
    (told,) = receiving.receipt(conflict)["conflicts"]
    assert (told["base"], told["mine"], told["theirs"]) == (None, "by Bình", "by An")
    assert told["by"] == "an"


@pytest.mark.parametrize("value", ["by An", "by Bình", "both"])
def test_a_person_ends_a_conflict_at_the_desk(conflict, stop, an, value):
    seen = settling.renewed(conflict)[0]["seen"]
    settling.resolve(conflict, "note", value, seen, by=an)
    assert (conflict.outcome, conflict.resolved_by) == ("applied", an)
    assert record(stop)["note"] == value
    assert receiving.receipt(conflict)["conflicts"] == []


def test_a_leader_who_was_not_there_decides_too(conflict, stop):
    leader = colleague("chief", "leader")
    settling.resolve(conflict, "note", "by Bình", 1, by=leader)
    assert record(stop)["note"] == "by Bình"
    assert conflict.resolution["note"]["by"] == leader.pk


@pytest.mark.parametrize("role", ["enterprise", "agency", "editor"])
def test_nobody_else_ends_a_conflict(conflict, role):
    with pytest.raises(PermissionDenied):
        settling.resolve(conflict, "note", "by An", 1, by=colleague("x", role))


def test_who_decides_on_what_has_moved_looks_again(conflict, an, stop):
    send(stop, an, payload({"note": ("by An", "by An, later")}))
    with pytest.raises(RecordRefused) as refused:
        settling.resolve(conflict, "note", "by Bình", 1, by=an)
    assert refused.value.code == "moved"
    assert settling.renewed(conflict)[0]["theirs"] == "by An, later"


def test_a_conflict_is_decided_once(conflict, an):
    settling.resolve(conflict, "note", "by An", 1, by=an)
    with pytest.raises(RecordRefused) as refused:
        settling.resolve(conflict, "note", "by Bình", 1, by=an)
    assert refused.value.code == "decided"


def test_the_device_ends_a_conflict_with_a_note_of_its_own(conflict, stop):
    told = payload({"note": ("by An", "both")}, device="p2")
    told["changes"]["note"]["resolves"] = str(conflict.pk)
    row = send(stop, stop.visit.members.get(), told)
    conflict.refresh_from_db()
    assert (row.outcome, conflict.outcome) == ("applied", "applied")
    assert record(stop)["note"] == "both"


def test_one_question_at_a_time(conflict, stop):
    told = payload({"note": ("by Bình", "by Bình, longer")}, device="p2")
    later = send(stop, stop.visit.members.get(), told)
    conflict.refresh_from_db()
    assert (conflict.outcome, later.outcome) == ("applied", "conflict")
    assert conflict.resolution["note"]["how"] == "superseded"


def test_three_notes_in_a_row_arrive_in_any_order(an):
    for n, order in enumerate(permutations(range(3))):
        stop = visit(leader=an, by=an, title=f"Visit {n}").stops.get()
        first = payload({"note": (None, "yes"), "state": (None, "visited")})
        second = payload({"note": ("yes", "no")}, after=first["id"])
        third = payload({"note": ("no", "yes")}, after=second["id"])
        notes = [first, second, third]
        for index in order:
            send(stop, an, notes[index])
        assert record(stop) == {"note": "yes", "state": "visited"}, order
        assert not Submission.objects.filter(stop=stop).exclude(outcome="applied").exists(), order


def test_a_note_that_overtook_another_is_held_and_what_is_free_of_it_is_taken(an, stop):
    first = payload({"note": (None, "one")})
    second = payload({"note": ("one", "two")}, after=first["id"])
    second["changes"]["state"] = {"base": None, "value": "visited"}
    row = send(stop, an, second)
    assert row.outcome == "held"
    assert receiving.receipt(row)["held"] == ["note"]
    assert record(stop) == {"state": "visited"}
    send(stop, an, first)
    row.refresh_from_db()
    assert (row.outcome, record(stop)["note"]) == ("applied", "two")


def test_a_note_whose_earlier_one_never_comes_is_dealt_with_by_a_person(an, stop):
    row = send(stop, an, payload({"note": ("lost", "two")}, after=str(uuid.uuid4())))
    settling.deal_with(row, by=an)
    assert row.outcome == "applied"
    assert row.payload["changes"]["note"]["value"] == "two"


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_who_does_not_go_on_the_visit_cannot_send_into_it(stop, role):
    with pytest.raises(PermissionDenied):
        send(stop, colleague("stranger", role), payload({"note": (None, "x")}))
    assert Submission.objects.count() == 0


def test_a_leader_at_the_head_of_the_task_force_sends_what_he_saw():
    head = colleague("head", "leader")
    stop = visit(leader=head).stops.get()
    send(stop, head, payload({"note": (None, "x")}))
    assert stop.fields.get(name="note").by == head


@pytest.mark.parametrize("role", ["enterprise", "agency", "editor"])
def test_other_roles_cannot_send_even_as_members(role):
    member = colleague("m", role)
    stop = visit().stops.get()
    stop.visit.members.add(member)
    with pytest.raises(PermissionDenied):
        send(stop, member, payload({"note": (None, "x")}))


def test_the_id_of_another_persons_note_is_no_way_to_read_it(an, stop):
    told = payload({"note": (None, "x")})
    send(stop, an, told)
    with pytest.raises(RecordRefused) as refused:
        send(stop, stop.visit.members.get(), told)
    assert refused.value.code == "other_id"


def test_a_clock_that_is_a_year_wrong_is_told_and_both_times_are_kept(an, stop):
    wrong = timezone.now() - timedelta(days=365)
    row = send(stop, an, payload({"note": (None, "x")}, device_time=wrong.isoformat()))
    (told,) = receiving.receipt(row)["warnings"]
    assert told["code"] == "clock"
    assert row.device_time == wrong
    assert stop.fields.get(name="note").at.year == timezone.now().year


def test_a_field_that_nobody_knows_is_kept_and_told(an, stop):
    row = send(stop, an, payload({"checklist.unicorns": (None, "good"), "note": (None, "x")}))
    assert row.outcome == "held"
    assert [one["code"] for one in receiving.receipt(row)["warnings"]] == ["not_understood"]
    assert keeping.not_taken(row)[0][1]["mine"] == "good"
    assert record(stop) == {"note": "x"}


def test_a_finding_without_words_is_kept_for_repair(an, stop):
    found = {"id": str(uuid.uuid4()), "category": "no such field", "text": "Cable"}
    row = send(stop, an, payload(findings=[found]))
    assert (row.outcome, Finding.objects.count()) == ("held", 0)
    assert keeping.not_taken(row) == [("finding", found)]


def test_a_commitment_that_cannot_be_is_kept_for_repair(an, stop):
    promise = {
        "id": str(uuid.uuid4()), "side": "authority", "what": "Repair", "due_on": "2001-01-01",
    }  # fmt: skip
    row = send(stop, an, payload({"note": (None, "x")}, commitments=[promise]))
    assert (row.outcome, Commitment.objects.count()) == ("held", 0)
    assert record(stop) == {"note": "x"}


def test_a_finding_that_is_too_long_is_held_whole_and_never_cut(an, stop):
    found = {"id": str(uuid.uuid4()), "category": "power", "text": "x" * 4001}
    row = send(stop, an, payload(findings=[found]))
    assert (row.outcome, Finding.objects.count()) == ("held", 0)
    assert keeping.not_taken(row) == [("finding", found)]
    assert receiving.receipt(row)["warnings"][0]["code"] == "finding_long"


@pytest.mark.parametrize("change", [{"what": "Other"}, {"due_on": "2031-01-01"}])
def test_a_commitment_that_came_before_with_other_words_is_held_and_told(an, stop, change):
    promise = {
        "id": str(uuid.uuid4()), "side": "authority", "what": "Repair", "due_on": "2030-01-01",
    }  # fmt: skip
    send(stop, an, payload(commitments=[promise]))
    row = send(stop, an, payload(commitments=[promise | change]))
    assert (row.outcome, row.receipt["commitments"]) == ("held", [])
    assert receiving.receipt(row)["warnings"][0]["code"] == "commitment_again"
    assert keeping.not_taken(row) == [("commitment", promise | change)]
    assert send(stop, an, payload(commitments=[promise])).outcome == "applied"


def test_a_commitment_of_another_stop_is_not_counted_as_taken_here(an, stop):
    promise = {"id": str(uuid.uuid4()), "side": "authority", "what": "Repair"}
    send(visit(leader=an, by=an, title="Another").stops.get(), an, payload(commitments=[promise]))
    row = send(stop, an, payload(commitments=[promise]))
    assert (row.outcome, row.receipt["commitments"]) == ("held", [])


def test_a_commitment_dated_long_before_the_visit_is_of_its_first_day(an, stop):
    promise = {
        "id": str(uuid.uuid4()), "side": "authority", "what": "Repair",
        "at": "1990-01-01T08:00:00+07:00",
    }  # fmt: skip
    Visit.objects.update(first_day=timezone.localdate() - timedelta(days=3))
    stop.visit.refresh_from_db()
    send(stop, an, payload(commitments=[promise]))
    made = Commitment.objects.get()
    assert timezone.localdate(made.recorded_at) == stop.visit.first_day
    assert made.number.split("-")[1] == str(stop.visit.first_day.year)


def test_a_finding_nowhere_on_earth_is_kept_without_its_position_and_told(an, stop):
    found = {
        "id": str(uuid.uuid4()), "category": "power", "text": "Cable", "point": [5000, 1000],
    }  # fmt: skip
    row = send(stop, an, payload(findings=[found]))
    assert (row.outcome, Finding.objects.get().longitude) == ("applied", None)
    assert receiving.receipt(row)["warnings"][0]["code"] == "impossible_position"
    assert row.payload["findings"] == [found]


def test_an_id_in_capitals_is_the_same_id(an, stop):
    told = payload(
        findings=[{"id": str(uuid.uuid4()).upper(), "category": "power", "text": "Cable"}],
        commitments=[{"id": str(uuid.uuid4()).upper(), "side": "authority", "what": "Repair"}],
    )
    assert send(stop, an, told).outcome == "applied"


def test_what_comes_after_a_visit_was_cancelled_is_kept_for_repair(an, stop):
    Visit.objects.update(state=Visit.State.CANCELLED)
    row = send(stop, an, payload({"note": (None, "x")}))
    assert (row.outcome, record(stop)) == ("held", {})
    assert keeping.not_taken(row)[0][1]["mine"] == "x"
    assert receiving.receipt(row)["warnings"][0]["code"] == "visit_cancelled"
