from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from diaban.accounts.models import Organisation, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()


@pytest.fixture
def editor():
    return User.objects.create_user("an", password="kora-mitu-vase", role="editor")


def sign_in(client, password="kora-mitu-vase", headers=None, **more):
    said = {"login": "an", "password": password, **more}
    return client.post("/vi/accounts/login/", said, headers=headers)


def test_staff_arrive_at_the_desk(client, editor):
    assert sign_in(client).url == "/vi/desk/"


def test_an_enterprise_arrives_at_its_own_area(client, editor):
    organisation = Organisation.objects.create(name_vi="Công ty A")
    User.objects.update(role="enterprise", organisation=organisation)
    assert sign_in(client).url == "/vi/my/"


def test_an_account_of_no_organisation_arrives_at_the_public_site(client, editor):
    User.objects.update(role="enterprise")
    assert sign_in(client).url == "/vi/"


def test_one_returns_to_the_page_one_asked_for(client, editor):
    asked = client.get("/vi/desk/stale/")
    assert asked.url == "/vi/accounts/login/?next=/vi/desk/stale/"
    page = client.get(asked.url)
    assert 'name="next" value="/vi/desk/stale/"' in page.content.decode()
    assert sign_in(client, next="/vi/desk/stale/").url == "/vi/desk/stale/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"],
)
def test_nobody_is_sent_to_another_site(client, editor, elsewhere):
    assert "evil" not in sign_in(client, next=elsewhere).url
    assert "evil" not in client.get("/vi/accounts/login/", {"next": elsewhere}).content.decode()


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(client, editor):
    page = sign_in(client, password="wrong")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="an"' in text
    assert "wrong" not in text
    assert "not belong together" in text or "không khớp" in text


def test_guessing_is_slowed_down_even_with_the_right_password(client, editor):
    for _ in range(6):
        sign_in(client, password="wrong")
    page = sign_in(client)
    assert page.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_attempts_are_counted_where_every_process_sees_them(client, editor):
    sign_in(client, password="wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        assert cursor.fetchone()[0] > 0


def test_behind_a_proxy_each_visitor_has_attempts_of_his_own(client, editor, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(12):
        sign_in(client, password="wrong", headers={"x-forwarded-for": "203.0.113.7"})
    elsewhere = {"x-forwarded-for": "6.6.6.6, 203.0.113.8"}
    User.objects.create_user("binh", password="kora-mitu-vase", role="editor")
    answer = client.post(
        "/vi/accounts/login/", {"login": "binh", "password": "kora-mitu-vase"}, headers=elsewhere
    )
    assert answer.status_code == 302


def test_a_post_without_the_token_is_refused(editor):
    from django.test import Client

    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_nobody_signs_up_by_himself(client):
    assert client.get("/vi/accounts/signup/").status_code == 404


def test_signing_out_needs_a_button_and_not_a_link(client, editor):
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/vi/accounts/logout/")
    assert "_auth_user_id" in client.session
    assert client.post("/vi/accounts/logout/").url == "/vi/"
    assert "_auth_user_id" not in client.session


def test_the_password_can_be_changed(client, editor):
    sign_in(client)
    new = {
        "oldpassword": "kora-mitu-vase",
        "password1": "bano-lide-8-xu",
        "password2": "bano-lide-8-xu",
    }
    assert client.post("/vi/accounts/password/", new).status_code == 302
    editor.refresh_from_db()
    assert editor.check_password("bano-lide-8-xu")


def test_a_weak_new_password_is_refused_in_words(client, editor):
    sign_in(client)
    new = {"oldpassword": "kora-mitu-vase", "password1": "12345", "password2": "12345"}
    page = client.post("/vi/accounts/password/", new)
    assert page.status_code == 200
    assert "field-error" in page.content.decode()


def confirm(client):
    """Type the password once more, as one must before changing how one signs in."""
    return client.post("/vi/accounts/reauthenticate/", {"password": "kora-mitu-vase"})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_second_step_can_be_set_up_and_is_then_asked_for(client, editor):
    sign_in(client)
    assert "/reauthenticate/" in client.get(reverse("mfa_activate_totp")).url
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    client.post("/vi/accounts/logout/")
    cache.clear()  # the same code is refused twice within its half minute
    assert sign_in(client).url == "/vi/accounts/two-factor/authenticate/"
    assert "_auth_user_id" not in client.session
    page = client.post("/vi/accounts/two-factor/authenticate/", {"code": "000000"})
    assert page.status_code == 200
    answer = client.post("/vi/accounts/two-factor/authenticate/", {"code": code_of(secret)})
    assert answer.url == "/vi/desk/"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "name",
    ["account_login", "account_logout", "account_change_password", "account_inactive",
     "mfa_index", "mfa_activate_totp"],
)  # fmt: skip
def test_every_page_of_signing_in_can_be_read(client, editor, language, name):
    from django.utils.translation import override

    with override(language):
        address = reverse(name)
    if name not in ("account_login", "account_inactive"):
        sign_in(client)
        confirm(client)
    page = client.get(address)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
