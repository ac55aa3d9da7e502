"""What cannot be solved here is written up, followed and never forgotten."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from docx import Document

from diaban.accounts.models import User
from diaban.accounts.tests.people import client_of
from diaban.clock.calendar import VIETNAM
from diaban.notices.models import Notice
from diaban.petitions import reminders, standing
from diaban.petitions.actions import ActionRefused, act
from diaban.petitions.course import Kind
from diaban.petitions.models import Petition
from diaban.petitions.referral import begun, dropped, gone_on, is_with
from diaban.petitions.tests.conftest import body
from diaban.petitions.tests.test_actions import DAY, filed
from diaban.petitions.tests.test_doors import signed_in

AT = datetime(2026, 3, 4, 9, tzinfo=VIETNAM)
WHY = {"body": "ubnd-tinh", "why": "Vượt thẩm quyền.", "document": "512/BQLKKT-DN"}


# ---- the rule ----


def test_a_letter_waits_until_its_body_answers():
    first, second = begun(AT, {"body": "a"}), begun(AT, {"body": "b"})
    later = gone_on((first, second), "a", AT + timedelta(days=3), answered=True)
    assert [one.is_open for one in later] == [False, True]
    assert is_with(later, "b") and not is_with(later, "a")
    assert later[0].waited(date(2026, 4, 1)) == 3
    assert later[1].waited(date(2026, 3, 14)) == 10


def test_a_letter_without_a_day_is_never_late():
    open_ended, dated = begun(AT, {"body": "a"}), begun(AT, {"body": "a", "until": "2026-03-20"})
    day = date(2026, 3, 21)
    assert not open_ended.is_late(day) and dated.is_late(day)
    assert not dated.is_late(date(2026, 3, 20))
    assert not dropped((dated,), AT)[0].is_late(day)


def test_reminders_are_counted_and_end_nothing():
    (one,) = gone_on((begun(AT, {"body": "a"}),), "a", AT + timedelta(days=9), answered=False)
    assert len(one.reminded) == 1 and one.is_open


# ---- the record ----


@pytest.fixture
def petition(routes) -> Petition:
    body("ubnd-tinh")
    found = filed()
    act(found, Kind.FIRST_ANSWER, by=None, at=DAY, data={"why": "Đã nhận."})
    act(found, Kind.REFERRED_UP, by=None, at=AT, data=WHY | {"until": "2026-03-20"})
    return found


def written_up() -> Petition:
    """One of today."""
    body("ubnd-tinh")
    found = filed()
    act(found, Kind.REFERRED_UP, by=None, data=WHY)
    return found


@pytest.mark.django_db
def test_the_term_stands_while_the_higher_level_has_it(petition):
    assert standing.of(petition).course.referred
    act(petition, Kind.REFERRAL_ANSWERED, by=None, at=AT + timedelta(days=14),
        data={"body": "ubnd-tinh", "why": "Đồng ý."})  # fmt: skip
    one = standing.of(petition)
    assert not one.course.referred
    assert one.course.promised == date(2026, 3, 23) and one.due > date(2026, 3, 23)


@pytest.mark.django_db
def test_the_same_body_is_not_written_to_twice_at_a_time(petition):
    with pytest.raises(ActionRefused) as refused:
        act(petition, Kind.REFERRED_UP, by=None, at=AT + timedelta(days=1), data=WHY)
    assert refused.value.code == "referred_already"


@pytest.mark.django_db
def test_who_was_not_asked_is_neither_reminded_nor_answers(petition):
    for kind in (Kind.REFERRAL_REMINDED, Kind.REFERRAL_ANSWERED):
        with pytest.raises(ActionRefused) as refused:
            act(petition, kind, by=None, at=AT + timedelta(days=1),
                data={"body": "so-nnmt", "why": "x"})  # fmt: skip
        assert refused.value.code == "not_referred"


@pytest.mark.django_db
def test_a_transfer_leaves_no_letter_waiting(petition):
    act(petition, Kind.TRANSFERRED, by=None, at=AT + timedelta(days=1),
        data={"body": "so-nnmt", "why": "Thuộc Sở NN&MT."})  # fmt: skip
    assert not standing.of(petition).course.referred


@pytest.mark.django_db
def test_the_list_shows_what_waits_and_for_how_long(petition):
    client = client_of("officer")
    page = client.get("/en/desk/petitions/upward/").content.decode()
    assert petition.number in page and "512/BQLKKT-DN" in page and "overdue" in page
    late = client.get("/en/desk/petitions/upward/?show=late").content.decode()
    assert petition.number in late
    act(petition, Kind.REFERRAL_ANSWERED, by=None, at=AT + timedelta(days=5),
        data={"body": "ubnd-tinh", "why": "Đồng ý."})  # fmt: skip
    assert petition.number not in client.get("/en/desk/petitions/upward/").content.decode()
    assert petition.number in client.get("/en/desk/petitions/upward/?show=all").content.decode()


@pytest.mark.django_db
def test_a_department_sees_its_own_letters_only(petition, agency):
    other = User.objects.create(username="other", role="agency")
    other.bodies.add(body("so-nnmt"))
    where = "/en/desk/petitions/upward/"
    assert petition.number in signed_in(agency).get(where).content.decode()
    assert petition.number not in signed_in(other).get(where).content.decode()
    letter = f"/en/desk/petitions/{petition.number}/upward/0/"
    assert signed_in(agency).get(letter).status_code == 200
    assert signed_in(other).get(letter).status_code == 404


@pytest.mark.django_db
def test_an_officer_writes_it_up_reminds_and_notes_the_answer(routes):
    body("ubnd-tinh")
    found, client = filed(), client_of("officer")
    step = f"/en/desk/petitions/{found.number}/step"
    said = WHY | {"version": found.version, "until": "2026-12-20"}
    client.post(f"{step}/referred_up/", said)
    found.refresh_from_db()
    (letter,) = standing.of(found).course.referrals
    assert (letter.document, letter.expected) == ("512/BQLKKT-DN", date(2026, 12, 20))
    client.post(f"{step}/referral_reminded/", {"version": found.version, "body": "ubnd-tinh"})
    found.refresh_from_db()
    said = {"version": found.version, "body": "ubnd-tinh", "why": "Đồng ý chủ trương."}
    client.post(f"{step}/referral_answered/", said)
    found.refresh_from_db()
    (letter,) = standing.of(found).course.referrals
    assert len(letter.reminded) == 1 and letter.answered_at
    page = client.get(f"/en/desk/petitions/{found.number}/").content.decode()
    assert "letter 512/BQLKKT-DN" in page and "answer expected by 20 December 2026" in page


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


@pytest.mark.django_db
def test_the_letter_is_an_official_one_in_vietnamese(petition):
    answer = client_of("officer").get(f"/en/desk/petitions/{petition.number}/upward/0/")
    told = words(answer.content)
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 512/BQLKKT-DN", "Kính gửi: ubnd-tinh",
                 petition.number, "Vượt thẩm quyền.", "trước ngày 20 tháng 3 năm 2026",
                 "ngày 02 tháng 3 năm 2026"):  # fmt: skip
        assert part in told, part
    assert client_of("officer").get(
        f"/en/desk/petitions/{petition.number}/upward/1/").status_code == 404  # fmt: skip


@pytest.mark.django_db
def test_a_draft_of_the_letter_records_nothing(routes):
    body("ubnd-tinh")
    found = filed()
    address = f"/en/desk/petitions/{found.number}/step/referred_up/"
    said = WHY | {"version": found.version, "document": "", "letter": "1"}
    answer = client_of("officer").post(address, said)
    assert "Số: ……/" in words(answer.content)
    found.refresh_from_db()
    assert not standing.of(found).course.referrals


@pytest.mark.django_db
def test_a_letter_about_an_invented_petition_says_so(routes):
    found = written_up()
    Petition.objects.filter(pk=found.pk).update(demonstration=True)
    answer = client_of("officer").get(f"/en/desk/petitions/{found.number}/upward/0/")
    assert "minh họa" in words(answer.content)


@pytest.mark.django_db
def test_past_the_day_asked_for_those_who_work_on_it_are_reminded_once(petition, agency):
    Notice.objects.all().delete()
    now = timezone.make_aware(datetime(2026, 3, 23, 8))
    assert reminders.remind(now) == 1
    assert Notice.objects.get().person == agency
    assert reminders.owed(now) == []
    assert petition.filed_on == DAY.date()


@pytest.mark.django_db
def test_who_may_not_follow_a_letter_is_offered_no_step_that_is_refused(petition, agency):
    where, step = "/en/desk/petitions/upward/", "step/referral_answered/"
    assert step in client_of("officer").get(where).content.decode()
    assert step in signed_in(agency).get(where).content.decode()
    told = client_of("leader").get(where).content.decode()
    assert petition.number in told and step not in told and "no longer asked" not in told
