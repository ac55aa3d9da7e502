from __future__ import annotations

import stat

import pytest

from diaban.accounts import demonstration
from diaban.accounts.models import Role, User

pytestmark = pytest.mark.django_db


def test_there_is_one_account_for_each_role_and_its_password_opens_it(client):
    accounts = demonstration.create()
    assert {role for _, _, role in accounts} == set(Role)
    for username, password, role in accounts:
        user = User.objects.get(username=username)
        assert (user.role, user.demonstration) == (role, True)
        assert user.check_password(password)
        assert client.login(username=username, password=password)


def test_a_second_start_prints_the_same_passwords():
    first = demonstration.create()
    hashes = dict(User.objects.values_list("username", "password"))
    assert demonstration.create() == first
    assert dict(User.objects.values_list("username", "password")) == hashes


def test_each_installation_has_its_own_passwords():
    first = {password for _, password, _ in demonstration.create()}
    demonstration.path().unlink()
    second = {password for _, password, _ in demonstration.create()}
    assert not first & second


def test_only_the_owner_reads_the_list():
    demonstration.create()
    assert stat.S_IMODE(demonstration.path().stat().st_mode) == 0o600
    assert demonstration.path().name == "demonstration-accounts.txt"


def test_a_real_person_with_the_same_name_is_left_alone():
    real = User.objects.create_user("demo-admin", password="hers", role=Role.OFFICER)
    names = [username for username, _, _ in demonstration.create()]
    real.refresh_from_db()
    assert "demo-admin" not in names
    assert real.check_password("hers")
    assert real.role == Role.OFFICER


def test_nothing_exists_before_somebody_asks():
    assert not demonstration.exist()


def test_retired_accounts_open_nothing_any_more(client):
    accounts = demonstration.create()
    assert demonstration.exist()
    demonstration.retire()
    assert not demonstration.exist()
    assert not demonstration.path().exists()
    assert not any(client.login(username=u, password=p) for u, p, _ in accounts)


def test_retired_accounts_stay_retired_when_the_site_starts_again():
    demonstration.create()
    demonstration.retire()

    assert demonstration.create() == []
    assert not demonstration.exist()
