"""Without an account: an anonymous report keeps nobody's name; the secret, and only it, speaks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from diaban.accounts.tests.people import client_of
from diaban.petitions import outside, wording
from diaban.petitions.actions import act, file_petition
from diaban.petitions.course import Kind, State
from diaban.petitions.models import OutsideFiling, Petition
from diaban.petitions.tests.test_actions import request

pytestmark = pytest.mark.django_db
NEW = "/en/petitions/new/"
TRACK = "/en/petitions/track/"
SAID = {
    "title": "Nước thải có mùi",
    "text": "Buổi tối mùi hôi từ mương sau khu.",
    "category": "power",
    "petitioner_kind": "other",
    "place": "",
}


@pytest.fixture(autouse=True)
def open_door(settings, routes):
    settings.DIABAN_ANONYMOUS_PETITIONS = True


def report(**more: str):
    return Client().post(NEW, SAID | more)


def track(petition: Petition, kind: str = "") -> str:
    return f"{TRACK}{petition.number}/{petition.secret}/" + (f"{kind}/" if kind else "")


def test_a_report_comes_with_a_number_and_a_secret(db):
    page = Client().post(NEW, SAID, follow=True)
    petition = Petition.objects.get()
    words = page.content.decode()
    assert page.status_code == 200
    assert petition.number in words and petition.secret in words and "<svg" in words
    assert petition.channel == "anonymous" and petition.lead_id == "so-cong-thuong"


def test_nothing_is_kept_that_would_tell_who_it_was():
    Client(REMOTE_ADDR="203.0.113.7").post(NEW, SAID, follow=True)
    petition = Petition.objects.get()
    assert (petition.petitioner, petition.contact, petition.filed_by) == ("", "", None)
    assert all(event.by is None for event in petition.events.all())
    assert "203.0.113.7" not in OutsideFiling.objects.get().who


def test_who_is_signed_in_reports_no_less_anonymously(enterprise):
    client = Client()
    client.force_login(enterprise, backend="django.contrib.auth.backends.ModelBackend")
    client.post(NEW, SAID)
    petition = Petition.objects.get()
    assert petition.organisation is None and petition.filed_by is None


def test_where_the_authority_takes_none_the_door_is_shut_and_says_what_else(settings):
    settings.DIABAN_ANONYMOUS_PETITIONS = False
    answer = report()
    assert answer.status_code == 404
    assert "write a letter" in answer.content.decode()
    assert not Petition.objects.exists()


def test_the_default_is_shut():
    from diaban.config import environment

    assert environment.flag("DIABAN_ANONYMOUS_PETITIONS") is False


def test_what_is_missing_is_said_and_what_was_typed_is_kept():
    page = report(title="").content.decode()
    assert 'id="id_title_error"' in page and "Buổi tối mùi hôi" in page
    assert not Petition.objects.exists()


def test_a_machine_that_fills_every_field_files_nothing():
    page = report(website="https://spam.example").content.decode()
    assert not Petition.objects.exists()
    assert "must stay empty" in page


def test_no_paper_is_taken_and_no_other_petition_is_shown():
    report()
    page = Client().get(NEW).content.decode()
    assert 'name="papers"' not in page
    again = report()
    assert again.status_code == 302 and Petition.objects.count() == 2


def test_one_address_may_report_five_times_an_hour_and_another_still_may():
    for _n in range(outside.PER_HOUR):
        assert report().status_code == 302
    refused = report()
    assert refused.status_code == 429 and "Wait an hour" in refused.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.8").post(NEW, SAID).status_code == 302
    OutsideFiling.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert report().status_code == 302


def test_a_flood_from_many_addresses_stops_and_is_forgotten_after_a_day(monkeypatch):
    monkeypatch.setattr(outside, "PER_DAY", 3)
    for n in range(3):
        assert Client(REMOTE_ADDR=f"203.0.113.{n}").post(NEW, SAID).status_code == 302
    assert Client(REMOTE_ADDR="203.0.113.9").post(NEW, SAID).status_code == 429
    OutsideFiling.objects.update(at=timezone.now() - timedelta(hours=25))
    assert report().status_code == 302
    assert OutsideFiling.objects.count() == 1


def test_a_refused_report_counts_as_none():
    report(title="")
    assert not OutsideFiling.objects.exists()


# ---- following ----


@pytest.fixture
def petition(db) -> Petition:
    report()
    return Petition.objects.get()


def answered(petition: Petition) -> Petition:
    act(petition, Kind.ANSWERED, by=None, data={"why": "Đã nạo vét mương."})
    return petition


def test_the_secret_shows_who_has_it_and_the_answer_and_confirms(petition):
    answered(petition)
    page = Client().get(track(petition)).content.decode()
    assert "so-cong-thuong" in page and "Đã nạo vét mương." in page
    said = {"version": petition.version, "satisfaction": "4"}
    assert Client().post(track(petition, "confirmed"), said).status_code == 302
    petition.refresh_from_db()
    event = petition.events.last()
    assert petition.state == State.CONFIRMED
    assert (event.by, event.data["through"], event.data["satisfaction"]) == (None, "secret", 4)


def test_the_secret_disputes_with_a_reason(petition):
    answered(petition)
    address, seen = track(petition, "disputed"), petition.version
    without = Client().post(address, {"version": seen, "why": " "}).content.decode()
    assert 'id="id_why_error"' in without
    Client().post(address, {"version": seen, "why": "Vẫn còn mùi."})
    petition.refresh_from_db()
    assert petition.state == State.OPEN


def test_the_receipt_keeps_the_promised_day_after_the_answer(petition):
    before = Client().get(track(petition) + "?receipt=1").content.decode()
    answered(petition)
    after = Client().get(track(petition) + "?receipt=1").content.decode()
    assert "no term known" not in before + after


@pytest.mark.parametrize("kind", ["answered", "noted", "assigned", "routed", "filed", "escalated"])
def test_the_secret_takes_no_step_that_is_not_the_askers(petition, kind):
    assert Client().post(track(petition, kind), {"version": petition.version}).status_code == 404
    assert petition.events.count() == petition.version


def test_internal_notes_and_officers_names_are_not_shown(petition, officer):
    act(petition, Kind.NOTED, by=officer, data={"note": "Hỏi lại điện lực."})
    act(petition, Kind.FIRST_ANSWER, by=officer, data={"why": "Đã nhận."})
    page = Client().get(track(petition)).content.decode()
    assert "Đã nhận." in page
    assert "Hỏi lại" not in page and str(officer) not in page


def test_opinions_of_others_and_who_is_assigned_stay_inside(officer, enterprise):
    officer.first_name, officer.last_name = "Hoàng", "Cán Bộ"
    officer.save()
    report()
    own = request(channel="online", organisation=enterprise.organisation)
    pages = []
    for petition in (Petition.objects.get(), file_petition(own, by=enterprise)):
        for kind, data in (
            (Kind.ASSIGNED, {"user": officer.pk, "note": "Giao gấp."}),
            (Kind.CONSULTED, {"body": "dien-luc", "why": "Nhà máy có vi phạm không?"}),
            (Kind.RETURNED, {"body": "dien-luc", "why": "Lỗi của nhà máy.", "note": "Mật."}),
            (Kind.REFERRED_UP, {"body": "bql-kkt", "why": "Vượt thẩm quyền."}),
            (Kind.REFERRAL_ANSWERED, {"body": "bql-kkt", "why": "Không đồng ý chi."}),
        ):
            act(petition, kind, by=officer, data=data)
        desk = client_of("officer").get(f"/en/desk/petitions/{petition.number}/").content.decode()
        assert "Lỗi của nhà máy." in desk and "Không đồng ý chi." in desk  # staff read all of it
        pages.append(track(petition))
    asker = Client()
    asker.force_login(enterprise, backend="django.contrib.auth.backends.ModelBackend")
    for address in (pages[0], f"/en/my/petitions/{petition.number}/"):
        page = asker.get(address).content.decode()
        assert page.count("dien-luc") >= 2 and str(wording.EVENTS[Kind.RETURNED]) in page
        assert str(wording.EVENTS[Kind.ASSIGNED]) not in page
        for said in (str(officer), "Lỗi của", "Mật.", "Không đồng ý", "Giao gấp.", "vi phạm"):
            assert said not in page


@pytest.mark.parametrize("secret", ["AAAAAAAAAA", "x", "%00", "đ"])
def test_a_wrong_secret_shows_nothing(petition, secret):
    answer = Client().get(f"{TRACK}{petition.number}/{secret}/")
    assert answer.status_code == 404
    assert petition.title not in answer.content.decode()


def test_a_wrong_number_and_a_wrong_secret_look_the_same(petition):
    wrong_secret = Client().get(f"{TRACK}{petition.number}/AAAAAAAAAA/").content.decode()
    wrong_number = Client().get(f"{TRACK}KN-2026-9999/{petition.secret}/").content.decode()
    for page in (wrong_secret, wrong_number):
        assert "There is no petition with this number and this secret." in page


def test_guessing_ends_after_twenty_wrong_attempts(petition):
    for _n in range(20):
        Client().get(f"{TRACK}{petition.number}/AAAAAAAAAA/")
    assert Client().get(track(petition)).status_code == 429
    assert Client().post(track(petition, "withdrawn"), {"version": 2}).status_code == 429


def test_typed_with_blanks_and_small_letters_it_is_found(petition):
    asked = {"number": f" {petition.number.lower()} ", "secret": petition.secret.lower()}
    assert Client().get(TRACK, asked)["Location"] == track(petition)


def test_the_address_with_the_secret_is_not_passed_on(petition):
    # A page that posts names itself to this site: else a browser posts from "null" and is refused.
    for address, policy in ((track(petition), "no-referrer"),
                            (track(petition, "withdrawn"), "same-origin")):  # fmt: skip
        answer = Client().get(address)
        assert answer["Referrer-Policy"] == policy
        assert b'name="referrer"' not in answer.content
        assert "noindex" in answer["X-Robots-Tag"] and "no-store" in answer["Cache-Control"]


def test_where_an_organisation_asks_the_secret_tells_only_who_has_it(enterprise):
    said = request(channel="online", organisation=enterprise.organisation)
    petition = answered(file_petition(said, by=enterprise))
    page = Client().get(track(petition)).content.decode()
    assert "so-cong-thuong" in page
    assert "Đã nạo vét" not in page and petition.title not in page
    step = track(petition, "confirmed")
    assert Client().post(step, {"version": petition.version}).status_code == 404


def test_who_was_taken_in_by_telephone_gets_a_receipt_to_follow_with(officer):
    petition = file_petition(request(channel="phone"), by=officer)
    page = client_of("officer").get(f"/en/desk/petitions/{petition.number}/").content.decode()
    assert petition.secret in page
    assert "Receipt" in Client().get(track(petition) + "?receipt=1").content.decode()


def test_nobody_at_the_desk_reads_the_secret_of_an_anonymous_report(petition, officer, agency):
    for role in ("officer", "leader", "admin", "agency"):
        page = client_of(role).get(f"/en/desk/petitions/{petition.number}/").content.decode()
        assert petition.secret not in page


def test_the_form_posts_from_its_own_origin_and_not_from_null():
    assert Client().get(NEW)["Referrer-Policy"] == "same-origin"
    client = Client(enforce_csrf_checks=True)
    page = client.get(NEW).content.decode()
    said = SAID | {"csrfmiddlewaretoken": re.search(r'iddlewaretoken" value="(\w+)"', page)[1]}
    assert client.post(NEW, said, headers={"origin": "null"}).status_code == 403
    assert client.post(NEW, said, headers={"origin": "http://testserver"}).status_code == 302


def test_a_forged_post_without_a_token_is_refused_and_told_what_to_do():
    answer = Client(enforce_csrf_checks=True).post(NEW, SAID)
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()
    assert not Petition.objects.exists()
