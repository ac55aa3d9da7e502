"""Every address about commitments, asked by every role; each side takes its own steps on a page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.petitions.tests.conftest import body
from diaban.visits.commitments import my_urls as commitment_my_urls
from diaban.visits.commitments import urls as commitment_urls
from diaban.visits.commitments.actions import act
from diaban.visits.commitments.promises import Kind
from diaban.visits.models import Commitment, CommitmentEvent
from diaban.visits.tests.promised import of_body, of_organisation, promise, visited

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DIABAN_DATA = tmp_path


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def arguments(name: str, one: Commitment) -> list[object]:
    if name == "step":
        return [one.number, "claimed_kept"]
    if name == "file":
        return [one.number, one.events.first().pk]
    return [one.number] if name == "commitment" else []


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("pattern", [*commitment_urls.urlpatterns, *commitment_my_urls.urlpatterns],
                         ids=lambda one: f"{one.callback.__module__[-8:]}-{one.name}")  # fmt: skip
def test_everybody_passes_the_doors_of_his_role_and_no_others(pattern, role):
    one = promise(visited())
    needed = pattern.callback.permission
    assert needed in set(Permission)
    own = "my" in pattern.callback.__module__
    space = "my-commitments" if own else "commitments-desk"
    client = client_of(role)
    for method in ("get", "post"):
        address = reverse(f"{space}:{pattern.name}", args=arguments(pattern.name, one))
        answer = getattr(client, method)(address)
        if role == STRANGER:
            assert answer.status_code == 302 and "/accounts/login/" in answer.url
        elif not may(person(role), needed):
            assert answer.status_code == 403
        else:
            assert answer.status_code in (200, 302, 403, 404, 405)
            if own and role != "admin":  # nobody of the tests acts for an organisation yet
                assert answer.status_code in (403, 405)


def test_another_sides_commitment_does_not_exist_here():
    stop = visited()
    theirs, departments = promise(stop), promise(stop, "authority", body=body("so-xay-dung"))
    rival = signed_in(of_organisation("Công ty B", "b"))
    for one in (theirs, departments):
        assert rival.get(f"/vi/my/commitments/{one.number}/").status_code == 404
    department = signed_in(of_body("so-xay-dung", "xd"))
    assert department.get(f"/vi/desk/commitments/{departments.number}/").status_code == 200
    assert department.get(f"/vi/desk/commitments/{theirs.number}/").status_code == 404
    listed = department.get("/vi/desk/commitments/").content.decode()
    assert departments.number in listed and theirs.number not in listed


def test_an_enterprise_claims_with_a_file_and_the_officer_confirms():
    one = promise(visited())
    ours, officer = signed_in(of_organisation("Công ty A", "a")), signed_in(person("officer"))
    page = ours.get(f"/vi/my/commitments/{one.number}/").content.decode()
    assert "Báo đã thực hiện" in page and "Gia hạn" not in page
    sent = {"seen": 1, "text": "Đã đấu nối",
            "file": SimpleUploadedFile("ảnh.png", PNG, "image/png")}  # fmt: skip
    answer = ours.post(f"/vi/my/commitments/{one.number}/step/claimed_kept/", sent)
    assert answer.status_code == 302
    claim = CommitmentEvent.objects.get(kind="claimed_kept")
    shown = officer.get(f"/vi/desk/commitments/{one.number}/files/{claim.pk}/")
    assert shown.content == PNG and "ảnh" in claim.file_name
    stranger = signed_in(of_organisation("Công ty B", "b"))
    assert stranger.get(f"/vi/my/commitments/{one.number}/files/{claim.pk}/").status_code == 404
    address = f"/vi/desk/commitments/{one.number}/step/kept/"
    assert officer.post(address, {"seen": 2, "text": "Đã xem"}).status_code == 302
    one.refresh_from_db()
    assert not one.is_open


def test_a_file_that_is_no_picture_is_told_and_what_was_typed_stays():
    one = promise(visited())
    sent = {"seen": 1, "text": "Đã đấu nối xong",
            "file": SimpleUploadedFile("ảnh.jpg", b"MZ-not-a-picture")}  # fmt: skip
    officer = signed_in(person("officer"))
    page = officer.post(f"/vi/desk/commitments/{one.number}/step/claimed_kept/", sent)
    assert page.status_code == 200
    assert "Đã đấu nối xong" in page.content.decode() and "field-error" in page.content.decode()
    assert one.events.count() == 1


def test_who_looked_before_somebody_acted_is_told_and_writes_nothing():
    one = promise(visited())
    act(one, Kind.CLAIMED_KEPT, by=None, text="xong")
    page = signed_in(person("leader")).post(
        f"/vi/desk/commitments/{one.number}/step/not_kept/", {"seen": 1, "text": "chưa"}
    )
    assert page.status_code == 200 and "notice-error" in page.content.decode()
    assert one.events.count() == 2


def test_postponing_shows_both_days():
    one = promise(visited())
    until = one.due_on + timedelta(days=20)
    officer = signed_in(person("officer"))
    address = f"/vi/desk/commitments/{one.number}/step/postponed/"
    assert officer.post(address, {"seen": 1, "text": "mưa"}).status_code == 200
    officer.post(address, {"seen": 1, "text": "mưa", "until": until.isoformat()})
    page = officer.get("/vi/desk/commitments/").content.decode()
    for day in (one.first_due_on, until):
        assert f"{day:%d/%m/%Y}" in page


def test_the_list_is_narrowed_by_side_body_organisation_and_state():
    stop = visited()
    theirs, departments = promise(stop), promise(stop, "authority", body=body("so-xay-dung"))
    broken = promise(stop, days=3, ago=100, what="Trồng cây")
    officer = signed_in(person("officer"))

    def listed(**asked) -> set[str]:
        page = officer.get("/vi/desk/commitments/", asked).content.decode()
        return {one.number for one in (theirs, departments, broken) if f"/{one.number}/" in page}

    everything = {theirs.number, departments.number, broken.number}
    assert listed() == listed(state="all") == listed(state="owed") == everything
    assert listed(state="broken") == {broken.number}
    assert listed(side="authority") == {departments.number}
    assert listed(body="so-xay-dung") == {departments.number}
    assert listed(organisation=str(stop.organisation_id)) == everything
    assert listed(organisation="99999") == set()
    assert listed(organisation="9" * 40) == everything
    assert listed(q="trồng") == {broken.number}
    assert (
        officer.get("/vi/desk/commitments/", {"state": "nonsense", "side": "x"}).status_code == 200
    )


def test_the_pages_speak_english_too():
    one = promise(visited())
    page = client_of("officer").get(f"/en/desk/commitments/{one.number}/").content.decode()
    assert "What was promised" in page and "Running" in page


def test_who_confirms_is_shown_the_day_that_was_claimed():
    one = promise(visited(), ago=18, days=10)
    officer, address = client_of("officer"), f"/en/desk/commitments/{one.number}/step/kept/"
    nobody_claimed = officer.get(address).content.decode()
    assert "Leave it empty if it is today." in nobody_claimed
    act(one, Kind.CLAIMED_KEPT, by=None, text="xong", on=one.due_on)
    page = officer.get(address).content.decode()
    assert f'value="{one.due_on.isoformat()}"' in page
    assert "Leave it empty if it is today." not in page
    officer.post(address, {"seen": 2, "text": "Đã xem", "on": ""})
    assert one.events.last().on == one.due_on


def test_each_field_of_a_step_says_what_it_asks():
    one = promise(visited())
    page = client_of("officer").get(f"/en/desk/commitments/{one.number}/step/kept/")
    labels = re.findall(r"<label for=[^>]*>([^<]*)", page.content.decode())
    told = {"Since when", "What you have seen that shows it", "What shows it"}
    assert told <= {label.strip() for label in labels}


def test_a_page_offers_the_authority_no_word_that_is_the_other_sides():
    stop = visited()
    one = promise(stop, "authority", body=body("so-xay-dung"))
    theirs = signed_in(of_organisation("Công ty A", "a"))
    act(one, Kind.CLAIMED_KEPT, by=None, text="xong")
    desk = client_of("leader").get(f"/en/desk/commitments/{one.number}/").content.decode()
    own = theirs.get(f"/en/my/commitments/{one.number}/").content.decode()
    for step, said in (("kept", "Confirm that it is kept"), ("withdrawn", "Let it go")):
        assert said not in desk and said in own
        address = f"/en/desk/commitments/{one.number}/step/{step}/"
        assert client_of("leader").get(address).status_code == 403
        sent = client_of("leader").post(address, {"seen": 2, "text": "xong"})
        assert sent.status_code == 403
    assert one.events.count() == 2


def test_both_pages_say_that_only_the_desk_recorded_it_and_the_other_side_can_object():
    one = promise(visited(), "authority")
    act(one, Kind.CLAIMED_KEPT, by=person("officer"), text="xong")
    act(one, Kind.KEPT, by=person("leader"), text="Đã xem")
    theirs = signed_in(of_organisation("Công ty A", "a"))
    pages = [
        client_of("officer").get(f"/en/desk/commitments/{one.number}/").content.decode(),
        theirs.get(f"/en/my/commitments/{one.number}/").content.decode(),
    ]
    for page in pages:
        assert "recorded by the desk: the other side has not seen it" in page
        assert "as the other side has seen" not in page
    assert "Say that it is not done yet" in pages[1]
    assert "Confirm that it is kept" not in pages[1]
    address = f"/en/my/commitments/{one.number}/step/refuted/"
    assert theirs.post(address, {"seen": 3, "text": "Chưa mở"}).status_code == 302
    one.refresh_from_db()
    assert one.is_open
