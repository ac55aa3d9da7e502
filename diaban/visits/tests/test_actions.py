"""What people do with visits."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import person
from diaban.notices.models import Notice
from diaban.projects.models import Project
from diaban.visits import actions
from diaban.visits.actions import ActionRefused, Where
from diaban.visits.models import Minute, Visit
from diaban.visits.stops import recording
from diaban.visits.tests.making import colleague, plan, visit

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(ActionRefused, check=lambda raised: raised.code == code)


@pytest.fixture
def officer():
    return person("officer")


def test_a_planned_visit_has_a_number_and_its_stops_in_order(officer):
    found = visit(Where("park:b"), Where(project="DA-1"), Where("park:a"), by=officer)
    assert found.number == "TT-2026-0001"
    assert [one.project or one.place for one in found.stops.all()] == ["park:b", "DA-1", "park:a"]
    assert [one.kind for one in found.events.all()] == ["planned"]
    assert visit(by=officer).number == "TT-2026-0002"


def test_an_invented_visit_has_a_series_of_its_own():
    found = actions.plan_visit(plan(), [Where("park:a")], by=None, demonstration=True)
    assert (found.number, found.demonstration) == ("TT-MH-2026-0001", True)


def test_what_a_demonstration_account_plans_is_invented():
    officer = colleague("demo", demonstration=True)
    assert visit(by=officer).demonstration


@pytest.mark.parametrize("role", ["enterprise", "agency", "editor"])
def test_only_officers_and_leaders_plan(role):
    with pytest.raises(PermissionDenied):
        visit(by=person(role))
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "  "}, "missing"),
        ({"last_day": date(2026, 11, 30)}, "backwards"),
        ({"last_day": date(2027, 1, 30)}, "too_long"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(officer, change, code):
    with refused(code):
        visit(by=officer, **change)


def test_a_visit_without_a_stop_is_refused(officer):
    with refused("missing"):
        actions.plan_visit(plan(), [], by=officer)


def test_the_same_place_twice_is_refused(officer):
    with refused("twice"):
        visit(Where("park:a"), Where("park:a"), by=officer)


def test_a_stop_on_another_day_is_refused(officer):
    when = timezone.make_aware(datetime(2026, 12, 2, 8))
    with refused("other_day"):
        visit(Where("park:a", planned_at=when), by=officer)


def test_a_stranger_to_visits_cannot_be_of_the_team(officer):
    with refused("no_right"):
        visit(by=officer, members=[colleague("firm", "enterprise")])


def test_a_change_counts_and_says_what_was_changed(officer):
    found = visit(Where("park:a"), by=officer)
    later = plan(first_day=date(2026, 12, 8), leader=officer)
    actions.change_visit(
        found, later, [Where("park:b"), Where("park:a")], by=officer, expected=0, why="Mưa bão"
    )
    event = found.events.last()
    assert found.sequence == 1
    assert event.why == "Mưa bão"
    assert event.data["first_day"] == ["2026-12-01", "2026-12-08"]
    assert event.data["stops"] == [
        [["park:a", "", None]],
        [["park:b", "", None], ["park:a", "", None]],
    ]


def test_a_change_that_changes_nothing_leaves_no_trace(officer):
    found = visit(Where("park:a"), by=officer)
    actions.change_visit(found, plan(), [Where("park:a")], by=officer, expected=0)
    assert (found.sequence, found.events.count()) == (0, 1)


def test_two_who_change_at_once_do_not_overwrite_each_other(officer):
    found = visit(Where("park:a"), by=officer)
    actions.change_visit(found, plan(title="Một"), [Where("park:a")], by=officer, expected=0)
    with refused("stale"):
        actions.change_visit(found, plan(title="Hai"), [Where("park:a")], by=officer, expected=0)
    assert Visit.objects.get().title == "Một"


def test_the_reasons_of_a_stop_survive_a_change_of_the_order(officer):
    reasons = [{"code": "never_visited", "points": 6, "amount": 0, "detail": ""}]
    found = visit(Where("park:a", reasons=reasons), Where("park:b"), by=officer)
    actions.change_visit(found, plan(), [Where("park:b"), Where("park:a")], by=officer, expected=0)
    assert found.stops.get(place="park:a").reasons == reasons


def test_a_stop_with_records_stays_in_the_plan(officer):
    found = visit(Where("park:a"), Where("park:b"), by=officer, leader=officer)
    recording.write_fields(found.stops.first(), {"note": "Mưa"}, by=officer)
    with refused("recorded"):
        actions.change_visit(found, plan(), [Where("park:b")], by=officer, expected=0)
    assert found.stops.count() == 2


def received_by(found, organisation, officer):
    where = [Where("park:a", organisation=organisation)]
    actions.change_visit(found, plan(leader=officer), where, by=officer, expected=found.sequence)
    return found.stops.get().organisation


def test_what_is_on_record_is_not_handed_to_another_organisation(officer):
    first, second = (Organisation.objects.create(name_vi=name) for name in "AB")
    found = visit(Where("park:a", organisation=first), by=officer, leader=officer)
    assert received_by(found, second, officer) == second
    recording.write_fields(found.stops.get(), {"note": "Mưa"}, by=officer)
    with refused("recorded"):
        received_by(found, first, officer)
    assert received_by(found, None, officer) == second
    assert received_by(found, second, officer) == second


def test_who_was_visited_can_be_named_until_a_side_has_signed(officer):
    first, second = (Organisation.objects.create(name_vi=name) for name in "AB")
    found = visit(Where("park:a"), by=officer, leader=officer)
    stop = found.stops.get()
    recording.write_fields(stop, {"note": "Mưa"}, by=officer)
    minute = Minute.objects.create(stop=stop, version=1, content={})
    assert received_by(found, first, officer) == first
    found.stops.update(organisation=None)
    Minute.objects.filter(pk=minute.pk).update(signed_by_authority_at=timezone.now())
    with refused("recorded"):
        received_by(found, second, officer)


def test_a_change_of_who_receives_is_an_event(officer):
    firm = Organisation.objects.create(name_vi="A")
    found = visit(Where("park:a"), by=officer, leader=officer)
    received_by(found, firm, officer)
    assert found.events.last().data == {
        "stops": [[["park:a", "", None]], [["park:a", "", firm.pk]]]
    }


def test_cancelling_wants_a_reason_and_is_told(officer):
    found = visit(by=officer)
    with refused("missing"):
        actions.cancel_visit(found, " ", by=officer, expected=0)
    actions.cancel_visit(found, "Bão số 3", by=officer, expected=0)
    assert (found.state, found.sequence, found.events.last().why) == ("cancelled", 1, "Bão số 3")
    with refused("over"):
        actions.cancel_visit(found, "nữa", by=officer, expected=1)


def test_a_visit_with_records_is_not_cancelled(officer):
    found = visit(by=officer, leader=officer)
    recording.write_fields(found.stops.get(), {"note": "Mưa"}, by=officer)
    with refused("recorded"):
        actions.cancel_visit(found, "Bão", by=officer, expected=0)


def test_the_first_record_begins_the_visit_and_only_its_people_record(officer):
    found = visit(by=officer, leader=officer)
    stop = found.stops.get()
    with pytest.raises(PermissionDenied):
        recording.write_fields(stop, {"note": "Mưa"}, by=colleague("another"))
    assert recording.write_fields(stop, {"note": "Mưa"}, by=officer) == ["note"]
    assert recording.write_fields(stop, {"note": "Nắng"}, by=officer) == ["note"]
    found.refresh_from_db()
    assert (found.state, stop.version) == ("under_way", 2)
    assert [one.kind for one in found.events.all()] == ["planned", "begun"]


def test_a_member_records_too(officer):
    found = visit(by=officer, members=[officer])
    assert recording.write_fields(found.stops.get(), {"note": "Mưa"}, by=officer)


def test_what_is_the_same_is_not_written_again(officer):
    stop = visit(leader=officer).stops.get()
    recording.write_fields(stop, {"note": "Mưa"}, by=officer)
    assert recording.write_fields(stop, {"note": "Mưa"}, by=officer) == []
    assert stop.version == 1


def test_a_field_that_somebody_wrote_meanwhile_is_not_overwritten(officer):
    stop = visit(leader=officer).stops.get()
    recording.write_fields(stop, {"note": "Mưa"}, by=officer)
    with refused("stale"):
        recording.write_fields(
            stop, {"note": "Nắng", "met": "Ông A"}, by=officer, expected={"note": 0, "met": 0}
        )
    assert list(stop.fields.values_list("name", "value")) == [("note", "Mưa")]


def test_a_field_without_a_proper_name_is_refused(officer):
    stop = visit(leader=officer).stops.get()
    with refused("field"):
        recording.write_fields(stop, {"<b>": 1}, by=officer)


def test_nothing_is_recorded_on_a_cancelled_visit(officer):
    found = visit(by=officer, leader=officer)
    actions.cancel_visit(found, "Bão", by=officer, expected=0)
    with refused("cancelled"):
        recording.write_fields(found.stops.get(), {"note": "Mưa"}, by=officer)


def test_the_same_finding_sent_twice_is_one(officer):
    stop = visit(leader=officer).stops.get()
    one = recording.add_finding(stop, "power", "Mất điện", by=officer)
    two = recording.add_finding(stop, "power", "Mất điện", by=officer, id=one.id)
    assert (one, stop.findings.count()) == (two, 1)


@pytest.mark.parametrize(
    ("category", "text", "part"), [("power", " ", "text"), ("x", "y", "category")]
)
def test_a_finding_says_what_and_in_which_field(officer, category, text, part):
    stop = visit(leader=officer).stops.get()
    with pytest.raises(ActionRefused) as raised:
        recording.add_finding(stop, category, text, by=officer)
    assert raised.value.part == part


def test_a_visit_ends_when_its_people_are_back(officer):
    found = visit(by=officer, leader=officer, first_day=timezone.localdate())
    actions.end_visit(found, by=officer)
    assert found.state == "done"
    assert recording.write_fields(found.stops.get(), {"note": "Gửi muộn"}, by=officer)
    assert Visit.objects.get().state == "done"


def test_a_visit_that_is_still_to_come_does_not_end(officer):
    with refused("early"):
        actions.end_visit(visit(by=officer, first_day=date(2099, 1, 1)), by=officer)


def project(code: str, **more):
    return Project.objects.create(code=code, registered_name=code, kind="secondary", **more)


def test_a_visit_to_an_invented_project_is_invented_whoever_plans_it(officer):
    project("MH-1", demonstration=True)
    assert visit(Where("park:a", "MH-1"), by=officer).demonstration


def test_real_and_invented_projects_do_not_go_into_one_visit(officer):
    project("MH-1", demonstration=True)
    project("DA-1")
    with refused("mixed"):
        visit(Where(project="MH-1"), Where(project="DA-1"), by=officer)
    found = visit(Where(project="DA-1"), by=officer)
    with refused("mixed"):
        actions.change_visit(found, plan(), [Where(project="MH-1")], by=officer, expected=0)


def test_a_visit_to_an_invented_organisation_is_invented_wherever_it_goes(officer):
    firm = Organisation.objects.create(name_vi="A", demonstration=True)
    found = visit(Where("park:a", organisation=firm), by=officer)
    assert (found.number, found.demonstration) == ("TT-MH-2026-0001", True)


def test_real_and_invented_organisations_do_not_go_into_one_visit(officer):
    real = Organisation.objects.create(name_vi="A")
    invented = Organisation.objects.create(name_vi="B", demonstration=True)
    project("DA-1")
    for stops in (
        [Where("park:a", organisation=real), Where("park:b", organisation=invented)],
        [Where(project="DA-1", organisation=invented)],
    ):
        with refused("mixed"):
            visit(*stops, by=officer)
    assert not Visit.objects.exists()
    found = visit(Where("park:a"), by=officer)
    with refused("mixed"):
        actions.change_visit(
            found, plan(), [Where("park:a", organisation=invented)], by=officer, expected=0
        )
    with refused("mixed"):
        visit(Where("park:a", organisation=real), by=colleague("demo", demonstration=True))


def test_a_stop_stays_itself_when_the_place_of_its_project_is_corrected(officer):
    found = visit(Where("park:a", "DA-1"), by=officer, leader=officer)
    stop = found.stops.get()
    recording.write_fields(stop, {"note": "Mưa"}, by=officer)
    actions.change_visit(found, plan(), [Where("park:b", "DA-1")], by=officer, expected=0)
    assert found.stops.get() == stop
    assert found.stops.get().place == "park:b"


def heard(user) -> list[str]:
    return [one.title["vi"] for one in Notice.objects.filter(person=user).order_by("pk")]


def test_who_goes_hears_of_the_plan_its_changes_and_its_end_and_the_planner_does_not(officer):
    one, other = colleague("one"), colleague("other")
    found = visit(by=officer, leader=one, members=[other, officer])
    actions.change_visit(
        found, plan(leader=one), [Where("park:dong-mai")], by=officer, expected=0, why="Đổi người"
    )
    actions.cancel_visit(found, "Bão", by=officer, expected=1)
    assert len(heard(one)) == 3 and "hủy" in heard(one)[-1]
    assert len(heard(other)) == 2  # taken out of the team by the change, and told so
    assert heard(officer) == []
