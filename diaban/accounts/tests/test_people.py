from __future__ import annotations

import re

import pytest

from diaban.accounts import demonstration
from diaban.accounts.models import User
from diaban.accounts.tests.people import client_of, person

pytestmark = pytest.mark.django_db


def test_an_administrator_adds_a_person_and_sees_the_password_once(client):
    admin = client_of("admin")
    form = {"username": "binh", "first_name": "Trần Bình", "email": "", "role": "officer"}
    page = admin.post("/vi/accounts/people/new/", form).content.decode()
    password = re.search(r'class="secret">([^<]+)<', page)[1]
    assert client.login(username="binh", password=password)
    user = User.objects.get(username="binh")
    assert (user.role, user.is_superuser, user.is_staff) == ("officer", False, False)
    assert password not in admin.get(f"/vi/accounts/people/{user.pk}/").content.decode()


def test_a_wrong_form_keeps_what_was_typed():
    form = {"username": "có dấu cách", "first_name": "Trần Bình", "email": "", "role": "officer"}
    page = client_of("admin").post("/vi/accounts/people/new/", form).content.decode()
    assert 'value="Trần Bình"' in page
    assert "field-error" in page


def test_a_role_can_be_changed_and_a_person_switched_off(client):
    user = User.objects.create_user("binh", password="x", role="editor", first_name="Bình")
    admin = client_of("admin")
    form = {"username": "binh", "first_name": "Bình", "email": "", "role": "leader"}
    admin.post(f"/vi/accounts/people/{user.pk}/", form)
    user.refresh_from_db()
    assert (user.role, user.is_active) == ("leader", False)
    assert not client.login(username="binh", password="x")


def test_an_administrator_cannot_lock_himself_out():
    admin = client_of("admin")
    me = person("admin")
    form = {"username": me.username, "first_name": "Admin", "email": "", "role": "officer",
            "is_active": "on"}  # fmt: skip
    assert admin.post(f"/vi/accounts/people/{me.pk}/", form).status_code == 200
    me.refresh_from_db()
    assert me.role == "admin"


def test_a_new_password_replaces_the_old_one(client):
    user = User.objects.create_user("binh", password="old", role="editor")
    page = client_of("admin").post(f"/vi/accounts/people/{user.pk}/password/").content.decode()
    password = re.search(r'class="secret">([^<]+)<', page)[1]
    assert not client.login(username="binh", password="old")
    assert client.login(username="binh", password=password)


def test_the_demonstration_is_announced_until_it_is_switched_off():
    admin = client_of("admin")
    address = "/en/accounts/people/"
    assert "printed openly" not in admin.get(address).content.decode()
    demonstration.create()
    assert "printed openly" in admin.get(address).content.decode()
    admin.post("/en/accounts/people/retire-demonstration/")
    assert "printed openly" not in admin.get(address).content.decode()
    assert not User.objects.filter(demonstration=True, is_active=True).exists()
