"""Who is told of a petition: those whom it concerns, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from diaban.accounts.models import User
from diaban.accounts.tests.people import ROLES, person
from diaban.notices.models import Notice
from diaban.petitions import actions, remedies, reminders, telling
from diaban.petitions.actions import act, file_petition
from diaban.petitions.course import Kind
from diaban.petitions.models import Cause, Petition, Remedy, RemedyEvent
from diaban.petitions.tests.conftest import body
from diaban.petitions.tests.test_actions import DAY, request
from diaban.petitions.tests.test_doors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(routes, enterprise, rival, officer, agency) -> dict[str, User]:
    """One person of each role, a rival, and a department that has nothing to do with it."""
    other = User.objects.create(username="other-agency", role="agency")
    other.bodies.add(body("so-nnmt"))
    return {role: person(role) for role in ROLES} | {"rival": rival, "other": other}


@pytest.fixture
def petition(everybody, enterprise) -> Petition:
    said = request(channel="online", organisation=enterprise.organisation)
    return file_petition(said, by=enterprise)


def told(kind: str | None = None) -> set[str]:
    """Who was told, by user name; the fresh notices are then forgotten."""
    rows = Notice.objects.filter(kind=kind) if kind else Notice.objects.all()
    found = set(rows.values_list("person__username", flat=True))
    Notice.objects.all().delete()
    return found


def names(*people: User) -> set[str]:
    return {one.username for one in people}


def step(petition: Petition, kind: Kind, by: User | None = None, **data: object) -> set[str]:
    """Take a step; whom it was told to."""
    Notice.objects.all().delete()
    act(petition, kind, by=by, data=data)
    return told()


def test_the_asker_has_his_receipt_and_the_body_its_work(petition, enterprise, agency):
    assert set(Notice.objects.values_list("kind", "person__username")) == {
        ("petition.received", enterprise.username),
        ("petition.arrived", agency.username),
    }
    receipt = Notice.objects.get(person=enterprise)
    assert petition.number in receipt.title_in("en")
    assert receipt.href == f"/my/petitions/{petition.number}/"
    assert f"{petition.due_on:%d/%m/%Y}" in receipt.text_in("vi")


def test_what_no_route_fits_is_told_to_the_officers(everybody):
    file_petition(request(category="safety"), by=None)

    assert told() == names(everybody["officer"])


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.FIRST_ANSWER, {"why": "Đã nhận."}),
        (Kind.ANSWERED, {"why": "Đã thay trạm biến áp."}),
        (Kind.ASKED, {"why": "Ở đường dây nào?"}),
        (Kind.EXTENDED, {"why": "Chờ thiết bị.", "days": 5}),
        (Kind.REFERRED_UP, {"why": "Vượt thẩm quyền.", "body": "ubnd-tinh"}),
    ],
)
def test_what_is_for_the_asker_goes_to_his_people_only(petition, everybody, kind, data):
    assert step(petition, kind, everybody["officer"], **data) == names(everybody["enterprise"])


def test_the_answer_itself_is_not_in_the_notice(petition, officer):
    act(petition, Kind.ANSWERED, by=officer, data={"why": "Bí mật kinh doanh."})

    notice = Notice.objects.get(kind="petition.answer")
    assert "Bí mật" not in str(notice.title) + str(notice.text)
    assert f"{petition.confirm_by:%d/%m/%Y}" in notice.text_in("vi")


def test_a_transfer_tells_the_asker_and_the_new_body_but_not_the_old_one(petition, everybody):
    assert step(
        petition, Kind.TRANSFERRED, everybody["officer"], body="so-nnmt", why="Thuộc Sở NN&MT."
    ) == names(everybody["enterprise"], everybody["other"])


def test_the_askers_word_goes_to_who_has_it_in_hand(petition, everybody, officer):
    act(petition, Kind.ANSWERED, by=officer, data={"why": "Xong."})
    word = {"why": "Vẫn mất điện."}
    assert step(petition, Kind.DISPUTED, everybody["enterprise"], **word) == names(
        everybody["agency"]
    )
    act(petition, Kind.ASSIGNED, by=None, data={"user": officer.pk})
    assert told("petition.assigned") == names(officer)
    act(petition, Kind.ANSWERED, by=None, data={"why": "Xong."})
    assert step(petition, Kind.CONFIRMED, everybody["enterprise"]) == names(officer)


def test_internal_notes_are_told_to_nobody(petition, officer):
    assert step(petition, Kind.NOTED, officer, note="Hỏi lại điện lực.") == set()


def test_followers_hear_that_it_moves_and_read_none_of_its_words(petition, rival, officer):
    actions.follow(petition, by=rival)
    Notice.objects.all().delete()
    act(petition, Kind.ANSWERED, by=officer, data={"why": "Xong."})

    notice = Notice.objects.get(person=rival)
    assert notice.kind == "petition.followed"
    assert "Mất điện" not in str(notice.title) + str(notice.text)
    act(petition, Kind.CONFIRMED, by=None)
    assert Notice.objects.filter(person=rival).count() == 2


@pytest.mark.parametrize(
    ("level", "role"), [("head", "agency"), ("leadership", "leader"), ("province", "leader")]
)
def test_a_level_of_the_ladder_is_told_of_its_own_people(petition, everybody, level, role):
    assert step(petition, Kind.ESCALATED, level=level) == names(everybody[role])


@pytest.mark.parametrize(
    ("level", "gone"), [("head", "agency"), ("leadership", "leader"), ("province", "leader")]
)
def test_where_a_level_has_nobody_to_tell_the_officers_are_told(petition, everybody, level, gone):
    User.objects.filter(pk=everybody[gone].pk).update(is_active=False)
    assert step(petition, Kind.ESCALATED, level=level) == names(everybody["officer"])


def test_a_body_that_gets_it_later_hears_of_its_own_lateness(everybody):
    petition = file_petition(request(), by=None, at=DAY)
    (first,) = actions.escalate(DAY + timedelta(days=16))  # twelve of fifteen working days
    assert told("petition.late") == names(everybody["agency"])
    later = DAY + timedelta(days=17)
    act(petition, Kind.TRANSFERRED, by=None, at=later, data={"body": "so-nnmt", "why": "Rừng."})
    assert actions.escalate(later) == []
    (second,) = actions.escalate(later + timedelta(days=18))
    assert first.data == second.data == {"level": "head"}
    assert told("petition.late") == names(everybody["other"])


def test_an_anonymous_report_tells_the_body_only(everybody):
    petition = file_petition(request(channel="anonymous", petitioner_name=""), by=None)
    assert told() == names(everybody["agency"])
    assert step(petition, Kind.ANSWERED, None, why="Xong.") == set()


def test_a_leaver_and_a_stopped_organisation_are_told_nothing(petition, enterprise, officer):
    enterprise.organisation.is_active = False
    enterprise.organisation.save()
    assert step(petition, Kind.FIRST_ANSWER, officer, why="Đã nhận.") == set()


def test_an_invented_petition_bothers_nobody_real_for_his_role(everybody, enterprise):
    file_petition(request(category="safety"), by=None, demonstration=True)
    assert told() == set()
    User.objects.create(username="demo-officer", role="officer", demonstration=True)
    file_petition(request(category="safety"), by=None, demonstration=True)
    assert Notice.objects.get().demonstration
    assert told() == {"demo-officer"}


def test_whoever_is_told_may_open_what_it_leads_to(petition, everybody, officer, rival):
    actions.follow(petition, by=rival)
    act(petition, Kind.ANSWERED, by=officer, data={"why": "Xong."})
    act(petition, Kind.DISPUTED, by=everybody["enterprise"], data={"why": "Chưa."})
    act(petition, Kind.ESCALATED, by=None, data={"level": "leadership"})
    assert Notice.objects.count() >= 5
    for notice in Notice.objects.all():
        assert signed_in(notice.person).get(notice.address_in("vi")).status_code == 200


def test_who_opens_the_page_has_read_what_he_was_told_of_it(petition, enterprise):
    signed_in(enterprise).get(f"/vi/my/petitions/{petition.number}/")

    assert Notice.objects.get(person=enterprise).read_at is not None


def test_a_step_that_is_refused_tells_nobody(petition, officer):
    Notice.objects.all().delete()
    with pytest.raises(actions.ActionRefused):
        act(petition, Kind.ANSWERED, by=officer, data={"why": " "})
    assert told() == set()


def test_a_finished_remedy_is_told_to_who_answers(petition, officer, agency):
    remedy = Remedy.objects.create(title_vi="Trạm 110 kV", owner=body("dien-luc"))
    cause = Cause.objects.create(title_vi="Trạm quá tải", category="power", remedy=remedy)
    actions.give_cause(petition, cause, by=officer)
    today, kinds = timezone.localdate(), RemedyEvent.Kind
    remedies.record(remedy, kinds.PROMISED, by=officer, until=today)
    Notice.objects.all().delete()
    remedies.record(remedy, kinds.FINISHED, by=officer, text="Đóng điện hôm nay.")

    assert told() == names(agency)


# ---- reminders ----


def at_morning(day) -> object:
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 8))


def test_those_who_work_on_it_are_reminded_before_the_term_ends_once(petition, agency):
    act(petition, Kind.FIRST_ANSWER, by=None, data={"why": "Đã nhận."})
    Notice.objects.all().delete()
    early = at_morning(petition.due_on - timedelta(days=10))
    near = at_morning(petition.due_on)
    assert reminders.owed(early) == []
    assert reminders.remind(near) == 1
    assert reminders.owed(near) == []
    assert told("petition.due") == names(agency)


def test_a_first_answer_that_fails_to_come_is_told_once(everybody, agency):
    late, given = (file_petition(request(), by=None, at=DAY) for _one in range(2))
    act(given, Kind.FIRST_ANSWER, by=None, at=DAY, data={"why": "Đã nhận."})
    Notice.objects.all().delete()
    assert reminders.remind(at_morning(DAY.date() + timedelta(days=7))) == 0  # its last day
    assert reminders.remind(at_morning(DAY.date() + timedelta(days=8))) == 1
    assert Notice.objects.get().about == late.key
    assert reminders.remind(at_morning(DAY.date() + timedelta(days=9))) == 0
    assert told("petition.due") == names(agency)


def test_a_term_that_moved_is_reminded_of_anew(petition, officer):
    near = at_morning(petition.due_on)
    reminders.remind(near)
    act(petition, Kind.EXTENDED, by=officer, data={"days": 3, "why": "Chờ thiết bị."})

    assert reminders.remind(at_morning(petition.due_on)) == 1


def test_the_asker_is_reminded_before_silence_closes(petition, enterprise, officer):
    act(petition, Kind.ANSWERED, by=officer, data={"why": "Xong."})
    Notice.objects.all().delete()

    assert reminders.remind(at_morning(petition.confirm_by)) == 1
    assert told("petition.your_word") == names(enterprise)


def test_the_question_after_four_weeks_is_put_once_and_not_to_who_has_answered(
    routes, enterprise, officer
):
    now = timezone.now()
    said = request(channel="online", organisation=enterprise.organisation)
    petition = file_petition(said, by=enterprise, at=now - timedelta(days=31))
    act(petition, Kind.ANSWERED, by=officer, at=now - timedelta(days=30), data={"why": "Xong."})
    act(petition, Kind.CONFIRMED, by=enterprise, at=now - timedelta(days=28))
    day = at_morning(petition.follow_up_on)
    (owed,) = [one for one in reminders.owed(day) if one.petition == petition]
    assert owed.line.people is telling.askers
    act(petition, Kind.FOLLOWED_UP, by=enterprise, data={"fixed": True})
    assert reminders.owed(day) == []


def test_a_question_of_long_ago_is_not_put(petition, enterprise, officer):
    act(petition, Kind.ANSWERED, by=officer, data={"why": "Xong."})
    act(petition, Kind.CONFIRMED, by=enterprise)

    assert reminders.owed(at_morning(petition.follow_up_on + timedelta(days=30))) == []


def test_nothing_is_owed_to_nobody(everybody, agency, officer):
    petition = file_petition(request(), by=None)
    User.objects.filter(pk__in=[agency.pk, officer.pk]).update(is_active=False)

    assert reminders.owed(at_morning(petition.due_on)) == []
