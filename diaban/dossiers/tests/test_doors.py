"""Every address of dossiers, asked by every role, and by the enterprise next door."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from diaban.accounts.models import Organisation, User
from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.dossiers import actions, desk_urls, letters, my_urls, track_urls
from diaban.dossiers.actions import Upload
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Absence, Attachment, Dossier, Letter
from diaban.dossiers.tests.desk import PDF

pytestmark = pytest.mark.django_db

DESK = [f"dossiers:{one.name}" for one in desk_urls.urlpatterns]
MINE = [f"my:{one.name}" for one in my_urls.urlpatterns]
CALLBACKS = {
    **{f"dossiers:{one.name}": one.callback for one in desk_urls.urlpatterns},
    **{f"my:{one.name}": one.callback for one in my_urls.urlpatterns},
}


# What the step or the form needs is asked behind the door, see test_actions and test_letters.
ASKED_INSIDE = ("dossiers:act", "dossiers:letter", "dossiers:sign-letter")


@pytest.fixture
def world(desk, received):
    """A received dossier with an application file, an inner file, a signed letter; a draft."""
    desk.do(received, Kind.SUPPLEMENT_REQUESTED)
    desk.do(received, Kind.SUPPLIED, by=desk.owner, files=[Upload("bổ sung.pdf", PDF)])
    desk.do(received, Kind.PROPOSED, files=[Upload("tờ trình.pdf", PDF + b"%inner")])
    letter = letters.draft_form(received, "01", by=desk.officer)
    letters.sign(letter.pk, by=desk.officer, seen=letters.fingerprint(letter))
    letters.draft_form(received, "02", by=desk.officer)
    actions.draft(actions.Application("irc", {}), by=desk.owner, channel=2)
    Absence.objects.create(
        officer=desk.officer, first_day="2026-01-01", last_day="2026-01-02", cover=desk.leader
    )
    return received


def address(name: str) -> str:
    """An address of the world's dossier."""
    dossier = Dossier.objects.exclude(state=None).order_by("pk").first()
    arguments = {
        "dossiers:dossier": [dossier.pk],
        "dossiers:act": [dossier.pk, "noted"],
        "dossiers:draft-letter": [dossier.pk],
        "dossiers:link": [dossier.pk],
        "dossiers:letter": [Letter.objects.earliest("pk").pk],
        "dossiers:sign-letter": [Letter.objects.latest("pk").pk],
        "dossiers:letter-file": [Letter.objects.earliest("pk").pk, "pdf"],
        "dossiers:attachment": [Attachment.objects.earliest("pk").pk],
        "dossiers:end-absence": [Absence.objects.values_list("pk", flat=True).first() or 1],
        "dossiers:register-book": ["docx"],
        "my:begin": ["irc"],
        "my:draft": [Dossier.objects.filter(state=None).values_list("pk", flat=True).first() or 1],
        "my:discard": [
            Dossier.objects.filter(state=None).values_list("pk", flat=True).first() or 1
        ],
        "my:dossier": [dossier.pk],
        "my:act": [dossier.pk, "withdrawn"],
        "my:attachment": [Attachment.objects.earliest("pk").pk],
        "my:letter": [Letter.objects.earliest("pk").pk, "pdf"],
    }
    return reverse(name, args=arguments.get(name, []))


@pytest.fixture
def next_door(db) -> Client:
    """The signed-in account of another enterprise."""
    other = Organisation.objects.create(name_vi="Công ty B")
    user = User.objects.create(username="next-door", role="enterprise", organisation=other)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("name", DESK + MINE)
def test_every_address_says_which_permission_it_needs(name):
    assert getattr(CALLBACKS[name], "permission", None) in set(Permission)


def test_no_other_address_of_the_desk_hides_here():
    assert {one.name for one in track_urls.urlpatterns} == {"home", "dossier"}


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_passes_the_doors_of_his_role_and_no_others(world, role):
    client = client_of(role)
    for name in DESK + MINE:
        needed = CALLBACKS[name].permission
        for method in ("get", "post"):
            answer = getattr(client, method)(address(name))
            told = f"{role} {method} {name}: {answer.status_code}"
            if role == STRANGER:
                assert answer.status_code == 302 and "login" in answer.url, told
            elif not may(person(role), needed):
                assert answer.status_code == 403, told
            elif name in MINE and role != "enterprise":
                assert answer.status_code == 403, told  # acts for no organisation
            elif name not in ASKED_INSIDE:
                assert answer.status_code in (200, 302, 400, 404, 405), told


@pytest.mark.parametrize("name", MINE)
def test_an_enterprise_never_sees_another_s_dossier(world, next_door, name):
    for method in ("get", "post"):
        answer = getattr(next_door, method)(address(name))
        body = answer.content.decode(errors="replace")
        assert world.code not in body and world.secret not in body and "Công ty A" not in body
        if name not in ("my:home", "my:choose", "my:begin"):
            assert answer.status_code in (404, 405), f"{method} {name}: {answer.status_code}"


@pytest.mark.parametrize("name", DESK)
def test_an_enterprise_never_enters_the_desk(world, name):
    for method in ("get", "post"):
        assert getattr(client_of("enterprise"), method)(address(name)).status_code == 403


def test_guessing_finds_nothing(world, next_door):
    for pk in range(1, Dossier.objects.latest("pk").pk + 3):
        assert next_door.get(reverse("my:dossier", args=[pk])).status_code == 404
        assert next_door.get(reverse("my:draft", args=[pk])).status_code == 404
    for pk in range(1, Attachment.objects.latest("pk").pk + 3):
        assert next_door.get(reverse("my:attachment", args=[pk])).status_code == 404
        assert next_door.get(reverse("dossiers:attachment", args=[pk])).status_code == 403


def test_the_owner_sees_no_inner_paper_and_no_unsigned_letter(world, desk):
    client = client_of("enterprise")
    inner = Attachment.objects.get(purpose="internal")
    unsigned = Letter.objects.get(signed_at=None)
    assert client.get(reverse("my:attachment", args=[inner.pk])).status_code == 404
    assert client.get(reverse("my:letter", args=[unsigned.pk, "pdf"])).status_code == 404
    page = client.get(reverse("my:dossier", args=[world.pk])).text
    assert "bổ sung.pdf" in page and "tờ trình.pdf" not in page
    assert str(desk.officer) not in page


def test_a_draft_does_not_exist_on_the_desk(world):
    draft = Dossier.objects.get(state=None)
    assert client_of("admin").get(reverse("dossiers:dossier", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("name", DESK + MINE)
def test_a_post_without_the_token_is_refused(world, name):
    role = "enterprise" if name in MINE else "admin"
    client = client_of(role, enforce_csrf_checks=True)
    assert client.post(address(name)).status_code == 403


def test_a_switched_off_organisation_is_out_at_once(world, desk):
    desk.company.is_active = False
    desk.company.save()
    assert client_of("enterprise").get(reverse("my:home")).status_code == 403


def test_a_stored_file_is_never_run(world):
    row = Attachment.objects.filter(purpose="supplement").first()
    answer = client_of("officer").get(reverse("dossiers:attachment", args=[row.pk]) + "?inline=1")
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith(
        "inline"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


# ---- the public look-up ----


def test_the_tracking_page_shows_states_and_nobody(world, desk):
    answer = Client().get(reverse("track:dossier", args=[world.code, world.secret]))
    page = answer.text
    assert answer.status_code == 200 and world.code in page
    for private in ("Công ty A", str(desk.officer), "vì thiếu giấy tờ", "bổ sung.pdf", "Nhà máy A"):
        assert private not in page
    assert answer["Referrer-Policy"] == "no-referrer" and "no-store" in answer["Cache-Control"]


def test_a_wrong_secret_and_an_unknown_code_look_the_same(world):
    wrong = Client().get(reverse("track:dossier", args=[world.code, "ABCDEFGHJK"]))
    unknown = Client().get(reverse("track:dossier", args=["H49.19-260101-9999", "ABCDEFGHJK"]))
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.context["problem"] == unknown.context["problem"]
    assert "standing" not in wrong.context and "standing" not in unknown.context


def test_whoever_guesses_too_often_must_wait(world):
    client = Client()
    wrong = reverse("track:dossier", args=[world.code, "ABCDEFGHJK"])
    right = reverse("track:dossier", args=[world.code, world.secret])
    for _turn in range(20):
        assert client.get(wrong).status_code == 404
    assert client.get(wrong).status_code == client.get(right).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(right).status_code == 200
