"""What stands on the desk is true and whole: no mixture, no cut, no silent loss, no crash."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from diaban.accounts.tests.people import client_of
from diaban.dossiers import actions, drafting, figure_views, presenting, track_views, uploads
from diaban.dossiers.actions import ActionRefused, Application
from diaban.dossiers.catalogue import book
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Dossier, FailedLookup
from diaban.dossiers.tests.desk import PDF, PROCEDURE

pytestmark = pytest.mark.django_db
CODED = b"%PDF-1.4\n1 0 obj<</Type/Page/AA<</O<</S/J#61vaScript/#4aS(x)>>>>>>endobj\n%%EOF\n"
SCAN = b"%PDF-1.4\n1 0 obj<</Length 9>>\nstream\nab/JS /Launch \nendstream endobj\n%%EOF\n"


def another(desk) -> Dossier:
    made = actions.draft(Application(PROCEDURE, {}), by=desk.owner, channel=2)
    made = actions.file_dossier(made.pk, by=desk.owner)
    desk.do(made, Kind.RECEIVED)
    return made


def words(kind_answer) -> str:
    document = docx.Document(io.BytesIO(kind_answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_desk_s_figures_never_mix_invented_dossiers_with_real_ones(desk, received):
    invented = another(desk)
    Dossier.objects.filter(pk=invented.pk).update(demonstration=True)
    officer, figures = client_of("officer"), reverse("dossiers:figures")
    register = reverse("dossiers:register-book", args=["docx"])
    page = officer.get(figures)
    assert page.context["figures"].received == 1 and not page.context["demonstration"]
    assert invented.code not in words(officer.get(register))
    Dossier.objects.update(demonstration=True)
    page = officer.get(figures)
    assert page.context["figures"].received == 2 and "Dữ liệu minh họa" in page.text
    assert "DỮ LIỆU MINH HỌA" in words(officer.get(register))


def test_a_long_register_comes_in_parts_that_say_so(desk, received, monkeypatch):
    second = another(desk)
    monkeypatch.setattr(figure_views, "MOST_IN_BOOK", 1)
    officer, address = client_of("officer"), reverse("dossiers:register-book", args=["docx"])
    assert officer.get(reverse("dossiers:figures")).text.count("part=2") == 2
    first, last = (words(officer.get(address, {"part": part})) for part in (1, 2))
    assert received.code in first and second.code not in first and "phần 1/2" in first
    assert second.code in last and "trong tổng số 2" in last
    for part in ("3", "0", "²", "x"):
        assert officer.get(address, {"part": part}).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x"])
def test_a_period_that_cannot_be_is_the_present_quarter(desk, day: str):
    officer = client_of("officer")
    shown = officer.get(reverse("dossiers:figures"), {"first": day, "last": day})
    assert shown.status_code == 200
    assert shown.context["period"] == officer.get(reverse("dossiers:figures")).context["period"]


def test_what_was_written_down_later_says_when(desk, filed):
    desk.do(filed, Kind.RECEIVED)
    event = filed.events.last()
    type(event).objects.filter(pk=event.pk).update(recorded_at=event.at + timedelta(days=3))
    lines = presenting.timeline(filed, desk=True)
    assert [line.recorded is not None for line in lines] == [False, True]
    page = client_of("officer").get(reverse("dossiers:dossier", args=[filed.pk])).text
    assert "ghi nhận lúc" in page
    assert presenting.public_timeline(filed)[-1].recorded


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (PDF, True), (SCAN, True), (CODED, False), (SCAN + CODED, False),
        (b"%PDF-1.4\n<</S/JavaScript/JS(app.alert(1))>>", False),
        (b"%PDF-1.4\n1 0 obj<<>>\nstream\nno end /Launch", False),
        (b"%PDF-1.4\n<</JSON 1/Launched 2>>", True),
    ],
)  # fmt: skip
def test_a_pdf_is_judged_by_the_names_outside_its_streams(content, taken):
    assert (uploads.media_type(content) == uploads.PDF) == taken


def test_many_feigned_streams_are_searched_in_no_time():
    assert uploads.media_type(b"%PDF-" + b">>stream\n" * 500_000) == uploads.PDF


def test_the_visitor_is_known_behind_as_many_proxies_as_for_signing_in(settings):
    def seen(addresses: str) -> str:
        return track_views.visitor(
            RequestFactory().get("/", headers={"x-forwarded-for": addresses})
        )

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert seen("6.6.6.6, 203.0.113.7, 10.0.0.1") == seen("203.0.113.7, 10.0.0.1")
    assert seen("203.0.113.7, 10.0.0.1") != seen("203.0.113.8, 10.0.0.1")
    assert seen("203.0.113.7") == track_views.visitor(RequestFactory().get("/"))
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert seen("203.0.113.7") == seen("203.0.113.8")


def test_everybody_s_old_guesses_are_forgotten(received):
    FailedLookup.objects.create(who="somebody", at=timezone.now() - timedelta(hours=1))
    Client().get(reverse("track:dossier", args=[received.code, "ABCDEFGHJK"]))
    assert not FailedLookup.objects.filter(who="somebody").exists()


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "-1", ""])
def test_a_number_that_is_none_is_no_error(desk, received, number):
    officer = client_of("officer")
    address = reverse("dossiers:link", args=[received.pk])
    assert officer.post(address, {"version": number}).status_code == 400
    queue = officer.get(reverse("dossiers:queue"), {"after": f"x,{number}"[:80]})
    assert queue.status_code == 200
    draft = actions.draft(Application(PROCEDURE, {}), by=desk.owner, channel=2)
    kept = client_of("enterprise").post(reverse("my:draft", args=[draft.pk]), {"drop": number})
    assert kept.status_code in (200, 302)


def test_what_was_checked_is_what_is_filed(desk, monkeypatch):
    offer = book().on(PROCEDURE, timezone.localdate())
    draft = actions.draft(Application(PROCEDURE, {}), by=desk.owner, channel=2)
    said = Application(PROCEDURE, {"project_name": "Đã kiểm tra"})
    # A colleague's save came between the look at the page and the filing.
    actions.change_draft(draft.pk, Application(PROCEDURE, {}), by=desk.owner)
    with pytest.raises(ActionRefused):
        drafting.file_online(draft, offer, said, desk.owner)
    draft.refresh_from_db()
    assert draft.state is None and draft.form == {"project_name": "Đã kiểm tra"}
    files = drafting.read_all([("application", SimpleUploadedFile("don.pdf", PDF))])
    filed = drafting.file_online(draft, offer, said, desk.owner, files)
    assert filed.code and filed.form == {"project_name": "Đã kiểm tra"}


def test_an_organisation_has_so_many_drafts_and_no_more(desk, monkeypatch):
    monkeypatch.setattr(actions, "MOST_DRAFTS", 1)
    owner, address = client_of("enterprise"), reverse("my:begin", args=[PROCEDURE])
    owner.post(address)
    assert owner.post(address).url == reverse("my:home")
    assert Dossier.objects.count() == 1


def test_two_colleagues_never_overwrite_each_other_s_draft(desk):
    draft = actions.draft(Application(PROCEDURE, {}), by=desk.owner, channel=2)
    address = reverse("my:draft", args=[draft.pk])
    client = client_of("enterprise")
    first = {"seen": "0", "f-project_name": "Của tôi"}
    assert client.post(address, first).status_code == 302
    page = client.post(address, first | {"f-project_name": "Của bạn"})
    assert page.status_code == 200
    body = page.content.decode()
    assert "Của tôi" in body and "Của bạn" in body  # both stand on the page, nothing is lost
    draft.refresh_from_db()
    assert draft.form == {"project_name": "Của tôi"}
    # Having seen it, one may keep one's own.
    assert client.post(address, {"seen": "1", "f-project_name": "Của bạn"}).status_code == 302
    draft.refresh_from_db()
    assert draft.form == {"project_name": "Của bạn"}
