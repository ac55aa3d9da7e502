"""While somebody else is asked the clock stands: everybody sees why, and nobody forgets it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from diaban.accounts.models import User
from diaban.accounts.tests.people import client_of
from diaban.clock import CalendarHistory
from diaban.clock.calendar import VIETNAM
from diaban.notices.models import Notice
from diaban.petitions import access, reminders, standing
from diaban.petitions.actions import ActionRefused, act, file_petition
from diaban.petitions.course import Event, Kind, Terms, course
from diaban.petitions.models import Petition
from diaban.petitions.pauses import Pause, Whom, begun, ended
from diaban.petitions.tests.conftest import body
from diaban.petitions.tests.test_actions import DAY, filed, request
from diaban.petitions.tests.test_doors import signed_in

CALENDAR = CalendarHistory().latest()
ASKED = datetime(2026, 3, 4, 9, tzinfo=VIETNAM)  # a Wednesday
OPINION = {"body": "so-nnmt", "why": "Hành lang tuyến có vướng rừng không?"}


# ---- the rule ----


def test_a_pause_without_a_day_is_too_long_after_ten_working_days():
    pause = Pause(Whom.BODY, ASKED, "so-nnmt")
    told = [pause.weeks_too_long(date(2026, 3, day), CALENDAR) for day in (4, 18, 19, 25, 26)]
    assert told == [None, None, 0, 0, 1]


def test_a_pause_with_a_day_is_too_long_when_that_has_passed():
    (pause,) = begun((), Whom.BODY, ASKED, {"body": "so-nnmt", "until": "2026-04-10"})
    assert pause.weeks_too_long(date(2026, 4, 10), CALENDAR) is None
    assert pause.weeks_too_long(date(2026, 4, 11), CALENDAR) == 0


def test_only_the_one_who_answers_is_no_longer_awaited():
    both = begun(begun((), Whom.ASKER, ASKED, {}), Whom.BODY, ASKED, {"body": "a"})
    assert [one.whom for one in ended(both, Whom.BODY, "a")] == [Whom.ASKER]
    assert ended(both, Whom.BODY, "b") == both


def test_a_transfer_and_an_answer_end_every_pause():
    def waits(*more: Event) -> int:
        first = [Event(Kind.FILED, DAY), Event(Kind.ROUTED, DAY, {"lead": "a"}),
                 Event(Kind.CONSULTED, ASKED, {"body": "b"}), Event(Kind.ASKED, ASKED)]  # fmt: skip
        return len(course([*first, *more], Terms(), CALENDAR).waits_for)

    later = ASKED + timedelta(days=1)
    assert waits() == 2 and waits(Event(Kind.REPLIED, later)) == 1
    assert waits(Event(Kind.TRANSFERRED, later, {"body": "c"})) == 0
    assert waits(Event(Kind.ANSWERED, later, {"why": "Xong."})) == 0


# ---- what is shown ----


@pytest.fixture
def consulted(routes, enterprise) -> Petition:
    """Asked of another body before its term ended."""
    body("so-nnmt")
    said = request(channel="online", organisation=enterprise.organisation)
    petition = file_petition(said, by=enterprise, at=DAY)
    act(petition, Kind.CONSULTED, by=None, at=ASKED, data=OPINION)
    return petition


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (Kind.CONSULTED, "until so-nnmt has answered"),
        (Kind.REFERRED_UP, "until the higher level has answered: so-nnmt"),
        (Kind.ASKED, "until the asker has explained"),
    ],
)
def test_desk_and_asker_read_that_the_clock_stands_and_why(routes, enterprise, kind, why):
    body("so-nnmt")
    said = request(channel="online", organisation=enterprise.organisation)
    petition = file_petition(said, by=enterprise, at=DAY)
    act(petition, kind, by=None, at=ASKED, data=OPINION)
    for client, where in (
        (client_of("officer"), f"/en/desk/petitions/{petition.number}/"),
        (client_of("officer"), "/en/desk/petitions/"),
        (signed_in(enterprise), f"/en/my/petitions/{petition.number}/"),
        (signed_in(enterprise), "/en/my/petitions/"),
    ):
        page = client.get(where).content.decode()
        assert "the clock stands" in page and why in page, where
        assert "no term known" not in page, where


@pytest.mark.django_db
def test_what_was_overdue_when_somebody_was_asked_stays_overdue(routes):
    body("so-nnmt")
    petition = filed()
    late = DAY + timedelta(days=30)
    act(petition, Kind.CONSULTED, by=None, at=late, data=OPINION)
    client = client_of("officer")
    page = client.get("/en/desk/petitions/?state=overdue").content.decode()
    assert petition.number in page and "badge-late" in page
    page = client.get(f"/en/desk/petitions/{petition.number}/").content.decode()
    assert "until so-nnmt has answered" in page and "badge-late" in page


# ---- the body that is asked ----


@pytest.fixture
def adviser(routes) -> User:
    """Somebody of a body that no petition on power concerns."""
    user = User.objects.create(username="adviser", role="agency")
    user.bodies.add(body("so-nnmt"))
    return user


@pytest.mark.django_db
def test_the_body_that_is_asked_hears_of_it_opens_it_and_answers(routes, adviser, agency, officer):
    petition = filed()
    where = f"/en/desk/petitions/{petition.number}/"
    client = signed_in(adviser)
    assert client.get(where).status_code == 404
    Notice.objects.all().delete()
    signed_in(agency).post(
        f"{where}step/consulted/", OPINION | {"version": petition.version, "until": "2026-12-20"}
    )
    notice = Notice.objects.get(person=adviser)
    assert client.get(notice.address_in("en")).status_code == 200
    assert petition.number in client.get("/en/desk/petitions/").content.decode()
    page = client.get(where).content.decode()
    assert "answer expected by 20 December 2026" in page
    assert "step/returned/" in page and "step/answered/" not in page
    petition.refresh_from_db()
    said = {"version": petition.version, "body": "so-nnmt", "why": "Không vướng."}
    client.post(f"{where}step/returned/", said)
    assert standing.of(Petition.objects.get()).course.waits_for == ()
    assert Notice.objects.filter(person=agency, kind="petition.replied").exists()
    assert client.get(where).status_code == 404
    assert petition not in access.seen_by(adviser)


@pytest.mark.django_db
def test_it_writes_for_itself_alone_and_only_while_it_is_asked(routes, adviser):
    body("bql-kkt")
    petition = filed()
    for code in ("so-nnmt", "bql-kkt"):
        act(petition, Kind.CONSULTED, by=None, at=ASKED, data=OPINION | {"body": code})
    with pytest.raises(PermissionDenied):
        act(petition, Kind.RETURNED, by=adviser, data={"body": "bql-kkt", "why": "Được."})
    for kind in (Kind.ANSWERED, Kind.FIRST_ANSWER, Kind.ASSIGNED):
        with pytest.raises(PermissionDenied):
            act(petition, kind, by=adviser, data={"why": "Được."})
    act(petition, Kind.RETURNED, by=adviser, data={"body": "so-nnmt", "why": "Được."})
    with pytest.raises(PermissionDenied):
        act(petition, Kind.NOTED, by=adviser, data={"note": "Thêm."})


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Kind.TRANSFERRED, Kind.ANSWERED])
def test_what_is_passed_on_or_answered_is_no_longer_asked_of_it(consulted, adviser, kind):
    assert list(access.seen_by(adviser)) == [consulted] and access.sees(adviser, consulted)
    act(consulted, kind, by=None, data={"body": "bql-kkt", "why": "Vì vậy."})
    assert not access.seen_by(adviser).exists() and not access.sees(adviser, consulted)


@pytest.mark.django_db
def test_nobody_is_offered_to_note_an_answer_that_was_not_asked_for(consulted, agency):
    step = "step/returned/"
    where = f"/en/desk/petitions/{consulted.number}/"
    assert step in signed_in(agency).get(where).content.decode()
    act(consulted, Kind.RETURNED, by=agency, data={"body": "so-nnmt", "why": "Được."})
    assert step not in signed_in(agency).get(where).content.decode()
    with pytest.raises(ActionRefused):
        act(consulted, Kind.RETURNED, by=agency, data={"body": "so-nnmt", "why": "Được."})


# ---- whoever works on it ----


def morning(month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, 8))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Kind.CONSULTED, Kind.ASKED, Kind.REFERRED_UP])
def test_a_pause_that_lasts_too_long_is_told_once_a_week(routes, agency, kind):
    body("so-nnmt")
    petition = filed()
    act(petition, Kind.FIRST_ANSWER, by=None, at=DAY, data={"why": "Đã nhận."})
    act(petition, kind, by=None, at=ASKED, data=OPINION)
    Notice.objects.all().delete()
    assert reminders.remind(morning(3, 18)) == 0
    assert reminders.remind(morning(3, 19)) == 1
    assert reminders.remind(morning(3, 20)) == 0
    assert reminders.remind(morning(3, 26)) == 1
    assert {one.person for one in Notice.objects.all()} == {agency}


@pytest.mark.django_db
def test_a_letter_past_its_day_is_not_told_twice_on_one_day(routes, agency):
    body("so-nnmt")
    petition = filed()
    act(petition, Kind.FIRST_ANSWER, by=None, at=DAY, data={"why": "Đã nhận."})
    act(petition, Kind.REFERRED_UP, by=None, at=ASKED, data=OPINION | {"until": "2026-03-20"})
    Notice.objects.all().delete()
    assert reminders.remind(morning(3, 23)) == 1
    assert reminders.remind(morning(3, 28)) == 1
