"""Every address of the room, asked by every role; nobody sees another's petition."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.petitions import desk_urls, my_urls
from diaban.petitions.actions import Request, file_petition
from diaban.petitions.models import Cause, Petition, Remedy, RouteVersion
from diaban.petitions.tests.conftest import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(routes, enterprise) -> Petition:
    said = Request("Mất điện", "Hai lần mỗi tuần.", "power", "enterprise",
                   organisation=enterprise.organisation)  # fmt: skip
    return file_petition(said, by=enterprise)


def arguments(name: str, petition: Petition) -> list[object]:
    if name == "upward-letter":
        return [petition.number, 0]
    if name in ("cause",):
        return [Cause.objects.create(title_vi="Trạm đầy tải", category="power").pk]
    if name == "remedy":
        return [Remedy.objects.create(title_vi="Trạm mới", owner=body("dien-luc")).pk]
    if name == "body":
        return ["dien-luc"]
    if name == "end-route":
        return [RouteVersion.objects.first().pk]
    if name == "step":
        return [petition.number, "noted"]
    if name == "paper":
        return [petition.number, 1]
    return [petition.number] if name in ("petition", "give-cause", "publish") else []


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("pattern", [*desk_urls.urlpatterns, *my_urls.urlpatterns],
                         ids=lambda one: one.name)  # fmt: skip
def test_every_address_says_which_permission_it_needs(pattern):
    assert getattr(pattern.callback, "permission", None) in set(Permission)


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("pattern", desk_urls.urlpatterns, ids=lambda one: one.name)
def test_everybody_passes_the_doors_of_his_role_and_no_others(petition, pattern, role):
    client, needed = client_of(role), pattern.callback.permission
    for method in ("get", "post"):
        address = reverse(f"petitions-desk:{pattern.name}", args=arguments(pattern.name, petition))
        answer = getattr(client, method)(address)
        if role == STRANGER:
            assert answer.status_code == 302 and "/accounts/login/" in answer.url
        elif not may(person(role), needed):
            assert answer.status_code == 403
        else:
            # A department that has nothing to do with it does not learn that it exists.
            assert answer.status_code in (200, 302, 400, 403, 404, 405)
            if role == "agency" and pattern.name in ("petition", "step") and method == "get":
                assert answer.status_code == 404


def test_a_department_sees_what_is_routed_to_it_and_nothing_else(petition, agency):
    others = file_petition(
        Request("Đất", "Chưa bàn giao.", "land", "enterprise", petitioner_name="B",
                channel="letter"), by=None)  # fmt: skip
    client = signed_in(agency)
    assert client.get(f"/vi/desk/petitions/{petition.number}/").status_code == 200
    assert client.get(f"/vi/desk/petitions/{others.number}/").status_code == 404
    listed = client.get("/vi/desk/petitions/").content.decode()
    assert petition.number in listed and others.number not in listed


def alike(category: str, channel: str, after: Petition | None = None) -> Petition:
    """Much the same words at the same place, for whichever body the field is routed to."""
    title = f"Đường vào lô A2 ngập mỗi khi mưa ({category}, {channel})"
    said = Request(
        title, "Nước tràn qua cổng nhà máy, xe tải không vào được.", category, "enterprise",
        petitioner_name="" if channel == "anonymous" else "B", channel=channel,
    )  # fmt: skip
    found = file_petition(said, by=None)
    Petition.objects.filter(pk=found.pk).update(recurs=after)
    return found


def test_a_department_reads_nothing_alike_that_is_not_its_own(routes, agency):
    mine = alike("power", "letter")
    # So many of others, and such before its own, that they alone would fill the list.
    others = [alike("land", channel, mine) for channel in ("letter", "anonymous", "phone") * 2]
    own = [alike("power", channel, mine) for channel in ("letter", "anonymous")]
    address = f"/vi/desk/petitions/{mine.number}/"
    page = signed_in(agency).get(address).content.decode()
    assert all(one.number in page and one.title in page for one in own)
    assert not any(one.number in page or one.title in page for one in others)
    page = client_of("officer").get(address).content.decode()
    assert all(one.number in page for one in [*own, *others])
    again = alike("power", "meeting", others[0])
    page = signed_in(agency).get(f"/vi/desk/petitions/{again.number}/").content.decode()
    assert others[0].number not in page and mine.number in page


def test_an_enterprise_never_sees_anothers_petition(petition, rival, enterprise):
    assert signed_in(enterprise).get(f"/vi/my/petitions/{petition.number}/").status_code == 200
    client = signed_in(rival)
    for address in (f"/vi/my/petitions/{petition.number}/",
                    f"/vi/my/petitions/{petition.number}/step/withdrawn/"):  # fmt: skip
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)
    assert petition.number not in client.get("/vi/my/petitions/").content.decode()
    petition.refresh_from_db()
    assert petition.is_open


def test_a_follower_sees_who_has_it_and_not_what_was_said(petition, rival):
    client = signed_in(rival)
    same = {"title": "Mất điện", "text": "Hai lần mỗi tuần.", "category": "power",
            "petitioner_kind": "enterprise", "place": ""}  # fmt: skip
    shown = client.post("/vi/my/petitions/new/", same).content.decode()
    which = re.search(r'name="which" value="([^"]+)"', shown).group(1)
    page = client.post("/vi/my/petitions/follow/", {"which": which}, follow=True)
    assert page.status_code == 200
    assert "so-cong-thuong" in page.content.decode()
    assert "Hai lần mỗi tuần" not in page.content.decode()
    assert client.get(f"/vi/my/petitions/{petition.number}/step/withdrawn/").status_code == 404


def test_nobody_follows_by_guessing(petition, rival):
    client = signed_in(rival)
    for which in (petition.number, str(petition.pk), "", "x:y:z"):
        assert client.post("/vi/my/petitions/follow/", {"which": which}).status_code == 404
    assert not petition.followers.exists()


def test_an_account_without_an_organisation_files_nothing(routes):
    client = client_of("enterprise")
    assert client.get("/vi/my/petitions/new/").status_code == 403


@pytest.mark.parametrize("kind", ["filed", "lapsed", "escalated", "nonsense"])
def test_steps_of_the_program_have_no_page(petition, kind):
    client = client_of("officer")
    assert client.get(f"/vi/desk/petitions/{petition.number}/step/{kind}/").status_code == 404


def test_a_refusal_says_why_and_shows_the_way_back(routes, enterprise, agency):
    told = signed_in(agency).get("/en/desk/petitions/causes/")
    page = told.content.decode()
    assert told.status_code == 403 and 'href="/en/desk/petitions/"' in page
    assert "Ask an administrator to give you the right role" in page
    enterprise.organisation = None
    enterprise.save()
    page = signed_in(enterprise).get("/en/my/petitions/").content.decode()
    assert "Ask the authority to link it" in page and "Back to your work" not in page


def test_who_speaks_for_an_organisation_that_is_off_is_led_to_no_second_refusal(enterprise):
    client = signed_in(enterprise)
    assert 'href="/en/my/"' in client.get("/en/desk/").content.decode()
    enterprise.organisation.is_active = False
    enterprise.organisation.save()
    for address in ("/en/my/", "/en/desk/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 403 and "Back to your work" not in page
