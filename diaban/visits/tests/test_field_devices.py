"""A device that carries visits is known, can be said to be lost, and forgets when it next asks."""

from __future__ import annotations

import pytest
from django.test import Client

from diaban.accounts.tests.people import ROLES, client_of, person
from diaban.visits.field import devices
from diaban.visits.models import FieldDevice
from diaban.visits.tests.making import colleague, visit

pytestmark = pytest.mark.django_db

PHONE = "11111111-2222-4333-8444-555555555555"
ANDROID = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
def an():
    return colleague("an")


@pytest.fixture
def phone(an) -> Client:
    """The telephone of An, who goes on a visit, signed in."""
    visit(leader=an)
    client = Client(headers={"X-Device": PHONE, "User-Agent": ANDROID})
    client.force_login(an)
    return client


def takes_along(phone: Client) -> int:
    number = phone.get("/field/api/visits/").json()["visits"][0]["number"]
    return phone.get(f"/field/api/bundle/{number}/").status_code


def asks(phone: Client) -> tuple[int, str]:
    answer = phone.get("/field/api/session/")
    return answer.status_code, answer.json().get("code", "")


def test_a_device_is_known_from_the_first_visit_that_it_takes_along(phone, an):
    asks(phone)
    assert not FieldDevice.objects.exists()
    assert takes_along(phone) == takes_along(phone) == 200
    found = FieldDevice.objects.get()
    assert (found.device, found.user, found.kind) == (PHONE, an, "Android, Chrome")


def test_a_name_that_no_device_makes_is_not_kept(phone):
    phone.defaults["HTTP_X_DEVICE"] = "<script>" * 20
    assert takes_along(phone) == 200
    assert not FieldDevice.objects.filter(device__contains="<").exists()


def test_a_lost_device_is_signed_out_and_hears_nothing_but_that_it_is_lost(phone, an):
    takes_along(phone)
    found = FieldDevice.objects.get()
    elsewhere = Client()
    elsewhere.force_login(an)
    devices.lose(found, by=an)
    assert elsewhere.get("/field/api/session/").status_code == 401
    assert found.emptied_at is None
    assert asks(phone) == (410, "lost")
    phone.force_login(an)  # even with a session of its owner
    assert asks(phone) == (410, "lost")
    assert phone.get("/field/api/visits/").status_code == 410
    found.refresh_from_db()
    first = found.emptied_at
    assert first is not None
    asks(phone)
    found.refresh_from_db()
    assert found.emptied_at == first


def test_nobody_else_is_signed_out(phone, an):
    takes_along(phone)
    other = client_of("officer")
    devices.lose(FieldDevice.objects.get(), by=an)
    assert other.get("/field/api/session/").status_code == 200


def test_a_device_that_is_found_works_again_after_signing_in(phone, an):
    takes_along(phone)
    found = FieldDevice.objects.get()
    devices.lose(found, by=an)
    devices.find_again(found, by=an)
    assert asks(phone) == (401, "sign_in")
    phone.force_login(an)
    assert takes_along(phone) == 200


def test_two_people_of_one_tablet_are_both_signed_out(phone, an):
    takes_along(phone)
    binh = colleague("binh")
    devices.took_along(PHONE, binh, ANDROID)
    also = Client()
    also.force_login(binh)
    devices.lose(FieldDevice.objects.get(user=an), by=an)
    assert also.get("/field/api/session/").status_code == 401
    assert FieldDevice.objects.filter(lost_at__isnull=False).count() == 2


@pytest.mark.parametrize("role", ROLES)
def test_only_its_owner_or_an_administrator_says_that_a_device_is_lost(phone, role):
    takes_along(phone)
    found = FieldDevice.objects.get()
    answer = client_of(role).post(f"/en/desk/visits/devices/{found.pk}/", {"how": "lost"})
    found.refresh_from_db()
    assert (found.lost_at is not None) == (role == "admin")
    refused = {"admin": 302, "officer": 404, "leader": 404}
    assert answer.status_code == refused.get(role, 403)


def test_the_page_shows_ones_own_devices_and_all_to_an_administrator(phone, an):
    takes_along(phone)
    devices.took_along("another-device", person("officer"), "")
    page = phone.get("/en/desk/visits/devices/").content.decode()
    assert "Android, Chrome" in page and "another-" not in page
    everything = client_of("admin").get("/en/desk/visits/devices/").content.decode()
    assert "Android, Chrome" in everything and "another-" in everything


def test_the_page_says_whether_a_lost_device_was_reached(phone, an):
    takes_along(phone)
    devices.lose(FieldDevice.objects.get(), by=an)
    desk = client_of("admin")
    assert "no contact yet" in desk.get("/en/desk/visits/devices/").content.decode()
    asks(phone)
    assert "to forget what it carries" in desk.get("/en/desk/visits/devices/").content.decode()


def test_signing_out_in_the_field_ends_the_session_and_needs_the_token(an):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(an)
    token = strict.get("/field/api/session/").json()["token"]
    assert strict.delete("/field/api/session/").status_code == 403
    assert strict.delete("/field/api/session/", headers={"X-CSRFToken": token}).status_code == 200
    assert strict.get("/field/api/session/").status_code == 401
