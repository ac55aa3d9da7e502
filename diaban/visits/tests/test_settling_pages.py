"""The desk's page of what came from the field and needs a person, role by role."""

from __future__ import annotations

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from diaban.notices.models import Notice
from diaban.visits import stored
from diaban.visits.field import media_actions, parsing, receiving
from diaban.visits.field.notes import RecordRefused
from diaban.visits.models import Media, StopField
from diaban.visits.tests.making import colleague, visit

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/visits/conflicts/"


@pytest.fixture
def an():
    return colleague("an")


@pytest.fixture
def stop(an):
    return visit(leader=an, by=an, first_day=timezone.localdate()).stops.get()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(stop, by, value, **more):
    told = {
        "id": str(uuid.uuid4()), "device": "d",
        "changes": {"note": {"base": None, "value": value} | more},
    }  # fmt: skip
    return receiving.receive(stop, parsing.note(told), by=by)


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def conflict(stop, an):
    send(stop, an, "Trạm điện quá tải")
    return send(stop, an, "Trạm điện bình thường")


@pytest.fixture
def held(stop, an):
    sent = media_actions.Sent(uuid.uuid4(), "photo", "cổng.jpg", b"\xff\xd8\xff no picture")
    return media_actions.keep(stop, sent, by=an)


@pytest.mark.parametrize(("role", "status"), [
    ("officer", 200), ("leader", 200), ("editor", 403), ("enterprise", 403), ("agency", 403),
])  # fmt: skip
def test_staff_of_visits_see_it_and_nobody_else(conflict, held, role, status):
    client = client_of(colleague("x", role))
    assert client.get(PAGE).status_code == status
    assert client.get(f"/en/desk/visits/media/{held.pk}/").status_code == status


def test_who_goes_on_the_visit_hears_that_something_needs_a_decision(conflict, held, an):
    told = Notice.objects.filter(person=an, kind="visit.to_settle")
    assert told.count() == 2
    assert {one.href for one in told} == {"/desk/visits/conflicts/"}


def test_a_conflict_shows_all_sides_in_words(conflict, an):
    page = client_of(an).get(PAGE).content.decode()
    assert "Trạm điện quá tải" in page
    assert "Trạm điện bình thường" in page


@pytest.mark.parametrize(
    ("how", "stands"),
    [
        ("mine", "Trạm điện bình thường"), ("theirs", "Trạm điện quá tải"), ("text", "Cả hai"),
    ],
)  # fmt: skip
def test_a_conflict_is_decided_there(conflict, an, stop, how, stands):
    told = {"field": "note", "seen": "1", "how": how, "text": "Cả hai"}
    response = client_of(an).post(f"{PAGE}{conflict.pk}/", told)
    assert response.status_code == 302
    assert StopField.objects.get(stop=stop, name="note").value == stands
    conflict.refresh_from_db()
    assert conflict.outcome == "applied"


def test_a_decision_on_an_old_page_is_refused(conflict, an, stop):
    StopField.objects.filter(stop=stop).update(value="moved", version=7)
    told = {"field": "note", "seen": "1", "how": "mine"}
    page = client_of(an).post(f"{PAGE}{conflict.pk}/", told, follow=True).content.decode()
    assert "in the meantime" in page
    assert StopField.objects.get(stop=stop).value == "moved"


def test_nobody_without_the_right_decides(conflict, an, stop):
    told = {"field": "note", "seen": "1", "how": "mine"}
    for role in ("editor", "enterprise", "agency"):
        response = client_of(colleague(role, role)).post(f"{PAGE}{conflict.pk}/", told)
        assert response.status_code == 403
    assert StopField.objects.get(stop=stop).value == "Trạm điện quá tải"


def test_a_held_note_is_shown_and_dealt_with(stop, an):
    row = send(stop, an, "later", after=str(uuid.uuid4()))
    client = client_of(an)
    assert "later" in client.get(PAGE).content.decode()
    client.post(f"/en/desk/visits/held/{row.pk}/")
    row.refresh_from_db()
    assert (row.outcome, row.payload["changes"]["note"]["value"]) == ("applied", "later")


def test_a_finding_that_carries_anything_else_does_not_stop_the_page(stop, an):
    odd = {"id": str(uuid.uuid4()), "text": "Cống tắc", "field": 7, "mine": [], "what": "x"}
    told = {"id": str(uuid.uuid4()), "device": "d", "findings": [odd]}
    receiving.receive(stop, parsing.note(told), by=an)
    response = client_of(an).get(PAGE)
    assert response.status_code == 200
    assert "Cống tắc" in response.content.decode()


@pytest.mark.parametrize("seen", ["²", "٣", "9" * 5000, "", "-1"])
def test_a_version_that_is_no_number_is_an_old_page(conflict, an, stop, seen):
    told = {"field": "note", "seen": seen, "how": "mine"}
    response = client_of(an).post(f"{PAGE}{conflict.pk}/", told)
    assert response.status_code == 302
    assert StopField.objects.get(stop=stop).value == "Trạm điện quá tải"


def test_a_held_file_is_only_saved_never_shown(held, an):
    response = client_of(an).get(f"/en/desk/visits/media/{held.pk}/")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content == b"\xff\xd8\xff no picture"


def test_a_held_file_is_repaired(held, an):
    good = SimpleUploadedFile("repaired.jpg", jpeg())
    client_of(an).post(f"/en/desk/visits/media/{held.pk}/repair/", {"file": good})
    held.refresh_from_db()
    assert (held.state, held.media_type) == ("stored", "image/jpeg")
    assert held.warnings[-1]["code"] == "repaired"


def test_a_repaired_file_sent_again_is_known_and_its_first_bytes_stay(held, an, stop):
    first = held.sha256
    media_actions.repair(held, jpeg(), by=an)
    held.refresh_from_db()
    assert held.sha256 != first
    sent = media_actions.Sent(held.pk, "photo", "cổng.jpg", b"\xff\xd8\xff no picture")
    assert media_actions.keep(stop, sent, by=an).state == "stored"
    assert {first, held.sha256} <= set(stored.named())


def test_a_repair_that_is_no_better_is_refused(held, an):
    bad = SimpleUploadedFile("repaired.jpg", b"still nothing")
    client_of(an).post(f"/en/desk/visits/media/{held.pk}/repair/", {"file": bad})
    held.refresh_from_db()
    assert held.state == "held"


@pytest.mark.parametrize("kind", ["photo", "signature"])
@pytest.mark.parametrize("how", ["repair", "accept"])
def test_a_file_that_is_not_held_is_never_exchanged(stop, an, kind, how):
    sent = media_actions.Sent(uuid.uuid4(), kind, "a.jpg", jpeg(), side="other")
    row = media_actions.keep(stop, sent, by=an)
    out = io.BytesIO()
    Image.new("RGB", (50, 20), "red").save(out, "PNG")
    told = (
        {"how": "accept"} if how == "accept" else {"file": SimpleUploadedFile("b", out.getvalue())}
    )
    answer = client_of(an).post(f"/en/desk/visits/media/{row.pk}/repair/", told, follow=True)
    assert "decided already" in answer.content.decode()
    stands = Media.objects.get(pk=row.pk)
    assert (stands.sha256, stands.warnings) == (row.sha256, row.warnings)


def test_who_settles_a_file_from_an_old_page_changes_nothing(held, an):
    old = Media.objects.get(pk=held.pk)
    media_actions.repair(held, jpeg(), by=an)
    with pytest.raises(RecordRefused):
        media_actions.accept(old, by=an)
    held.refresh_from_db()
    assert [one["code"] for one in held.warnings].count("accepted") == 0


def test_a_held_file_may_be_kept_as_it_is(held, an):
    client_of(an).post(f"/en/desk/visits/media/{held.pk}/repair/", {"how": "accept"})
    held.refresh_from_db()
    assert held.state == "stored"
    response = client_of(an).get(f"/en/desk/visits/media/{held.pk}/")
    assert response["Content-Disposition"].startswith("attachment")


def test_the_page_of_a_stop_shows_what_was_taken(stop, an, held):
    sent = media_actions.Sent(uuid.uuid4(), "photo", "a.jpg", jpeg(), caption="Cổng số 2")
    row = media_actions.keep(stop, sent, by=an)
    page = client_of(an).get(f"/en/desk/visits/{stop.visit.number}/stops/{stop.pk}/")
    assert "Cổng số 2" in page.content.decode()
    shown = client_of(an).get(f"/en/desk/visits/media/{row.pk}/")
    assert (shown["Content-Type"], shown.content) == ("image/jpeg", jpeg())
    assert Media.objects.count() == 2
