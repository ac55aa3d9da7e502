"""Filing, routing, answering, closing: what is written, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from diaban.accounts.tests.people import client_of, person
from diaban.clock.calendar import VIETNAM
from diaban.petitions import actions, contribution, finding, remedies, standing
from diaban.petitions.actions import ActionRefused, Request, act, file_petition
from diaban.petitions.course import Kind, State
from diaban.petitions.finding import similar
from diaban.petitions.models import (
    Body,
    Cause,
    Petition,
    PetitionEvent,
    Remedy,
    RemedyEvent,
    RouteVersion,
)
from diaban.petitions.tests.conftest import body

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 9, tzinfo=VIETNAM)


def request(**more) -> Request:
    values = {
        "title": "Mất điện hằng tuần",
        "text": "Từ tháng 2 mỗi tuần mất điện hai lần, dây chuyền phải dừng.",
        "category": "power",
        "petitioner_kind": "enterprise",
        "petitioner_name": "Công ty C",
        "channel": "phone",
    }
    return Request(**(values | more))


def filed(**more) -> Petition:
    return file_petition(request(**more), by=None, at=DAY)


def published(now: datetime) -> list[dict]:
    return [one for found in contribution.build(now) for one in found.content["answers"]]


def answer(petition: Petition, days: int = 3, **more) -> PetitionEvent:
    data = {"why": "Trạm biến áp đã được thay."}
    return act(petition, Kind.ANSWERED, by=None, at=DAY + timedelta(days=days), data=data, **more)


def test_it_is_numbered_routed_and_given_its_term(routes):
    petition = filed()
    assert petition.number == "KN-2026-0001"
    assert (petition.lead_id, petition.coordinating) == ("so-cong-thuong", ["dien-luc"])
    # Fifteen working days after 2 March 2026.
    assert petition.due_on.isoformat() == "2026-03-23"
    assert [row.kind for row in petition.events.all()] == ["filed", "routed"]
    assert filed().number == "KN-2026-0002"


def test_without_a_route_it_waits_for_somebody_to_route_it(routes):
    petition = filed(category="safety")
    assert petition.lead_id is None and petition.due_on is None
    assert standing.of(petition).course.in_term is None


def test_who_is_routed_by_hand_answers_within_the_default_term(routes, officer):
    petition = filed(category="safety")
    act(petition, Kind.ROUTED, by=officer, data={"lead": "bql-kkt"}, at=DAY + timedelta(days=7))
    assert (petition.term_days, petition.first_answer_days) == (15, 5)
    assert petition.due_on.isoformat() == "2026-03-23"  # since it was filed
    # What a route leaves without a term stays so: somebody decided that.
    RouteVersion.objects.filter(category="power").update(term_days=None)
    other = filed()
    said = {"lead": "bql-kkt", "why": "Trong hàng rào."}
    act(other, Kind.ROUTED, by=officer, data=said, at=DAY + timedelta(days=1))
    assert other.term_days is None and other.due_on is None


def test_a_route_that_changes_later_does_not_change_the_term(routes):
    petition = filed()
    petition.route.__class__.objects.filter(pk=petition.route.pk).update(term_days=3)
    petition.refresh_from_db()
    assert standing.of(petition).course.promised.isoformat() == "2026-03-23"


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"category": "x"}, "category"),
        ({"petitioner_kind": ""}, "petitioner_kind"),
        ({"channel": "pigeon"}, "channel"),
        ({"petitioner_name": ""}, "petitioner_name"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(routes, wrong, part):
    with pytest.raises(ActionRefused) as refused:
        filed(**wrong)
    assert refused.value.part == part and refused.value.reason
    assert not Petition.objects.exists() and not PetitionEvent.objects.exists()


def test_an_anonymous_report_names_nobody(routes):
    petition = filed(channel="anonymous", petitioner_name="")
    assert petition.petitioner == "" and standing.petitioner_of(petition) is None


def test_an_enterprise_files_for_itself_only(routes, enterprise, rival):
    mine = request(channel="online", organisation=enterprise.organisation)
    assert file_petition(mine, by=enterprise).organisation == enterprise.organisation
    with pytest.raises(PermissionDenied):
        file_petition(mine, by=rival)
    assert Petition.objects.count() == 1


def test_two_officers_cannot_overwrite_each_other(routes, officer):
    petition = filed()
    seen = petition.version
    act(petition.pk, Kind.ASSIGNED, by=officer, expected=seen, data={"user": officer.pk})
    with pytest.raises(ActionRefused) as refused:
        act(petition.pk, Kind.NOTED, by=officer, expected=seen, data={"note": "x"})
    assert refused.value.code == "stale"
    assert PetitionEvent.objects.filter(petition=petition).count() == 3


def test_an_impossible_step_writes_nothing(routes):
    petition = filed()
    with pytest.raises(ActionRefused):
        act(petition, Kind.CONFIRMED, by=None, at=DAY + timedelta(days=1))
    assert petition.events.count() == petition.version == 2


def test_the_asker_confirms_his_own_and_nobody_elses(routes, enterprise, rival, officer):
    petition = file_petition(
        request(channel="online", organisation=enterprise.organisation), by=enterprise, at=DAY
    )
    answer(petition)
    with pytest.raises(PermissionDenied):
        act(petition, Kind.CONFIRMED, by=rival)
    act(petition, Kind.CONFIRMED, by=enterprise, data={"satisfaction": 5})
    assert petition.state == State.CONFIRMED and not petition.is_open


def test_a_department_works_on_what_is_routed_to_it(routes, agency):
    mine, others = filed(), filed(category="land")
    act(mine, Kind.FIRST_ANSWER, by=agency, at=DAY + timedelta(days=1), data={"why": "Đã nhận."})
    with pytest.raises(PermissionDenied):
        act(others, Kind.NOTED, by=agency, data={"note": "x"})
    from diaban.petitions import access

    assert set(access.seen_by(agency)) == {mine}
    agency.bodies.set([Body.objects.get(code="so-nnmt")])  # co-ordinates the petitions on land
    assert set(access.seen_by(agency)) == {others}


def test_silence_closes_after_the_notice_and_is_counted_as_such(routes):
    petition, fresh = filed(), filed()
    answer(petition)
    answer(fresh, days=20)
    assert actions.close_silent(DAY + timedelta(days=13)) == 0
    assert actions.close_silent(DAY + timedelta(days=14)) == 1
    petition.refresh_from_db()
    fresh.refresh_from_db()
    assert (petition.state, fresh.state) == (State.SILENT, State.ANSWERED)


def test_an_answer_written_down_late_leaves_the_asker_his_whole_notice(routes, officer):
    petition = filed()
    at, today = DAY + timedelta(days=3), timezone.localdate()
    act(petition, Kind.ANSWERED, by=officer, at=at, data={"why": "Đã thay trạm biến áp."})
    assert actions.close_silent() == 0
    petition.refresh_from_db()
    assert petition.state == State.ANSWERED
    assert petition.confirm_by == today + timedelta(days=petition.notice_days)
    found = standing.of(petition).course
    assert found.answered_at == at and found.in_term is True  # the term knows the day itself


def test_each_level_is_told_once(routes):
    petition = filed()
    late = DAY + timedelta(days=22)  # 24 March: one day late
    assert [one.data["level"] for one in actions.escalate(late)] == ["leadership"]
    assert actions.escalate(late) == []
    petition.refresh_from_db()
    assert standing.of(petition).course.level == "leadership"


def test_similar_open_petitions_of_the_same_park_are_shown(routes):
    here, elsewhere = filed(place="park:a"), filed(place="park:b")
    closed = filed(place="park:a")
    act(closed, Kind.WITHDRAWN, by=None, at=DAY + timedelta(days=1))
    other = filed(place="park:a", title="Áp lực nước yếu", text="Mùa khô không đủ nước sạch.")
    found = similar("mat dien moi tuan, day chuyen dung", "park:a", demonstration=False)
    assert [one for one, _share in found] == [here]
    assert elsewhere not in found and other not in found


def test_invented_petitions_are_no_company_for_real_ones(routes, enterprise):
    real, invented = (
        file_petition(request(place="park:a"), by=None, at=DAY, demonstration=world)
        for world in (False, True)
    )
    for world, there in ((False, real), (True, invented)):
        found = similar("mất điện mỗi tuần, dây chuyền dừng", "park:a", demonstration=world)
        assert [one for one, _share in found] == [there]
    actions.follow(real, by=enterprise)
    with pytest.raises(ActionRefused) as refused:
        actions.follow(invented, by=enterprise)
    assert refused.value.code == "world"
    enterprise.organisation.demonstration = True
    actions.follow(invented, by=enterprise)
    with pytest.raises(ActionRefused):
        actions.follow(real, by=enterprise)


def test_invented_petitions_make_no_word_of_a_real_one_common(routes, monkeypatch):
    """Three invented ones say what the real one says; what only they say is no trace of it."""
    monkeypatch.setattr(finding, "COMMON", 3)
    said = {"place": "park:a", "title": "Mất điện mỗi tuần", "text": "."}
    real = filed(**said)
    for _n in range(3):
        file_petition(request(**said), by=None, at=DAY, demonstration=True)
    rare = request(place="park:a", title="Dây chuyền dừng hẳn", text=".")
    file_petition(rare, by=None, at=DAY, demonstration=True)
    asked = "Mất điện mỗi tuần, dây chuyền dừng hẳn"
    [(found, _share)] = similar(asked, "park:a", demonstration=False)
    assert found == real


def test_a_letter_of_pages_asks_the_database_no_more_than_a_note(
    routes, django_assert_max_num_queries
):
    here = filed(place="park:a")
    long = f"{here.text} " + " ".join(f"từ{n} khác{n}" for n in range(800))
    with django_assert_max_num_queries(70):
        similar(long, "park:a", demonstration=False)


def test_a_cause_belongs_to_its_field(routes, officer):
    petition = filed()
    cause = Cause.objects.create(title_vi="Trạm quá tải", category="power")
    actions.give_cause(petition, cause, by=officer)
    assert petition.cause == cause
    foreign = Cause.objects.create(title_vi="Chưa đền bù", category="land")
    with pytest.raises(ActionRefused):
        actions.give_cause(petition, foreign, by=officer)


def test_a_finished_remedy_proposes_an_answer_to_all_its_open_petitions(routes, officer):
    remedy = Remedy.objects.create(title_vi="Trạm 110 kV", owner=body("dien-luc"))
    cause = Cause.objects.create(title_vi="Trạm quá tải", category="power", remedy=remedy)
    first, second, done = filed(), filed(), filed()
    answer(done)
    for one in (first, second, done):
        actions.give_cause(one, cause, by=officer)
    today = timezone.localdate()
    kinds = RemedyEvent.Kind
    remedies.record(remedy, kinds.PROMISED, by=officer, until=today)
    remedies.record(remedy, kinds.FINISHED, by=officer, text="Đóng điện hôm nay.")
    for one in (first, second, done):
        one.refresh_from_db()
    assert first.proposed_answer == second.proposed_answer == "Trạm 110 kV: Đóng điện hôm nay."
    assert done.proposed_answer == ""
    assert remedies.of(remedy).kept_first_promise is True
    with pytest.raises(ActionRefused):
        remedies.record(remedy, kinds.STEP, by=officer, text="Thêm.")


def test_a_postponed_remedy_keeps_its_first_promise_on_record(routes, officer):
    remedy = Remedy.objects.create(title_vi="Đường nối", owner=body("so-xay-dung"))
    today, kinds = timezone.localdate(), RemedyEvent.Kind
    first, later = today - timedelta(days=3), today + timedelta(days=30)
    with pytest.raises(ActionRefused):
        remedies.record(remedy, kinds.POSTPONED, by=officer, until=later, text="Mưa bão.")
    remedies.record(remedy, kinds.PROMISED, by=officer, on=first, until=first)
    assert remedies.of(remedy).is_late(today)
    remedies.record(remedy, kinds.POSTPONED, by=officer, until=later, text="Mưa bão.")
    found = remedies.of(remedy)
    assert (found.first_promised, found.promised, found.postponed) == (first, later, 1)
    assert not found.is_late(today)


def test_the_public_reads_only_what_was_answered_and_chosen(routes):

    petition, leader = filed(), person("leader")
    with pytest.raises(ActionRefused):
        actions.publish(petition, "Hỏi", "Đáp", by=leader)
    answer(petition)
    with pytest.raises(PermissionDenied):
        actions.publish(petition, "Hỏi", "Đáp", by=person("officer"))
    actions.publish(petition, "Mất điện", "Đã thay trạm biến áp.", by=leader)
    assert petition.published_at is not None


def test_events_are_never_changed(routes):
    event = filed().events.first()
    with pytest.raises(RuntimeError):
        event.save()
    with pytest.raises(RuntimeError):
        PetitionEvent.objects.update(kind="x")


def test_what_an_invented_account_files_is_invented(routes, enterprise):
    enterprise.demonstration = True
    enterprise.save()
    said = request(channel="online", organisation=enterprise.organisation)
    petition = file_petition(said, by=enterprise)
    assert petition.demonstration and petition.number == "KN-MH-2026-0001"
    assert filed().number == "KN-2026-0001"


def test_the_one_who_answers_neither_confirms_nor_extends(routes, agency):
    petition = filed()
    answer(petition)
    for kind in (Kind.CONFIRMED, Kind.DISPUTED, Kind.WITHDRAWN):
        with pytest.raises(PermissionDenied):
            act(petition, kind, by=agency, data={"why": "vì"})
    other = filed()
    for kind in (Kind.EXTENDED, Kind.ROUTED):
        with pytest.raises(PermissionDenied):
            act(other, kind, by=agency, data={"days": 5, "why": "vì", "lead": "bql-kkt"})
    assert other.events.count() == 2


def test_who_only_helps_does_not_answer(routes, agency):
    petition = filed(category="land")
    agency.bodies.set([Body.objects.get(code="so-nnmt")])
    with pytest.raises(PermissionDenied):
        act(petition, Kind.ANSWERED, by=agency, data={"why": "Xong."})
    act(petition, Kind.NOTED, by=agency, data={"note": "Đã gửi ý kiến."})
    assert petition.events.count() == 3


def test_a_storm_day_of_the_authority_moves_an_open_petition(routes):
    from diaban.procedures.models import CalendarVersion

    petition = filed()
    changes = [{"day": "2026-03-04", "kind": "closed", "name_vi": "Bão", "name_en": "Storm"}]
    CalendarVersion.objects.create(
        code="storm", recorded=DAY.date(), basis="Thông báo của Ban Quản lý", changes=changes
    )
    assert standing.renew_open() == 1
    petition.refresh_from_db()
    assert petition.due_on.isoformat() == "2026-03-24"
    assert standing.of(petition).course.promised.isoformat() == "2026-03-23"


def test_causes_and_publication_stand_on_record(routes, officer):

    petition = filed()
    cause = Cause.objects.create(title_vi="Trạm quá tải", category="power")
    actions.give_cause(petition, cause, by=officer)
    answer(petition)
    actions.publish(petition, "Hỏi", "Đáp", by=person("leader"))
    actions.unpublish(petition, by=person("leader"))
    kinds = list(petition.events.values_list("kind", flat=True))
    assert kinds[2] == "cause_given" and kinds[-2:] == ["published", "unpublished"]
    assert petition.published_at is None


def test_a_real_petition_takes_no_invented_cause(routes, officer):
    cause = Cause.objects.create(title_vi="Bịa", category="power", demonstration=True)
    with pytest.raises(ActionRefused):
        actions.give_cause(filed(), cause, by=officer)


def test_a_published_answer_that_is_disputed_stays_away_until_somebody_publishes_again(routes):
    petition, leader = filed(), person("leader")
    answer(petition)
    actions.publish(petition, "Mất điện", "Đã thay trạm biến áp.", by=leader)
    now = timezone.now()
    assert [one["number"] for one in published(now)] == [petition.number]
    act(petition, Kind.DISPUTED, by=None, data={"why": "Vẫn mất điện."})
    moved = {"body": "bql-kkt", "why": "Trong hàng rào."}
    act(petition, Kind.TRANSFERRED, by=None, data=moved)
    act(petition, Kind.ANSWERED, by=None, data={"why": "Đã thêm một xuất tuyến."})
    assert published(now) == [] and petition.published_at is None
    kinds = [row.kind for row in petition.events.order_by("sequence")]
    assert kinds[-4:] == ["disputed", "unpublished", "transferred", "answered"]
    # The words stay before whoever publishes next.
    page = client_of("leader").get(f"/vi/desk/petitions/{petition.number}/").content.decode()
    assert "Đã thay trạm biến áp.</textarea>" in page
    actions.publish(petition, "Mất điện", "Đã thêm một xuất tuyến.", by=leader)
    assert [one["answer"] for one in published(now)] == ["Đã thêm một xuất tuyến."]


def test_a_dispute_of_what_was_never_published_takes_nothing_back(routes):
    petition = filed()
    answer(petition)
    act(petition, Kind.DISPUTED, by=None, data={"why": "Vẫn mất điện."})
    assert petition.events.order_by("sequence").last().kind == "disputed"
