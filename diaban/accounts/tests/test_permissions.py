"""The table of permissions, asked directly; `desk/tests/test_doors.py` asks every address."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template import Context, Template

from diaban.accounts.models import Role, User
from diaban.accounts.permissions import ALLOWED, Permission, demand, may


def test_every_role_has_its_row():
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("enterprise", {"file_dossiers"}),
        (
            "officer",
            {
                "see_desk",
                "mark_checked",
                "propose_import",
                "see_dossiers",
                "handle_dossiers",
                "see_projects",
                "record_projects",
            },
        ),
        (
            "editor",
            {
                "see_desk",
                "mark_checked",
                "assert_fact",
                "publish",
                "see_projects",
                "record_projects",
                "propose_import",
                "approve_import",
                "manage_plots",
                "see_producers",
            },
        ),
        (
            "leader",
            {
                "see_desk",
                "approve_import",
                "publish",
                "see_dossiers",
                "decide_dossiers",
                "assign_dossiers",
                "lead_owners",
                "see_projects",
                "accept_reports",
            },
        ),
        ("admin", set(Permission)),
    ],
)
def test_each_role_may_do_its_own_work_and_no_more(role, allowed):
    assert {name for name in Permission if may(User(role=role), name)} == allowed


def test_nobody_may_anything_without_signing_in():
    assert not any(may(AnonymousUser(), name) for name in Permission)


def test_a_switched_off_account_may_nothing():
    assert not any(may(User(role="admin", is_active=False), name) for name in Permission)


def test_an_unknown_role_may_nothing():
    assert not any(may(User(role="emperor"), name) for name in Permission)


def test_a_superuser_counts_as_administrator():
    assert may(User(is_superuser=True), Permission.MANAGE_ACCOUNTS)


def test_a_refusal_says_what_to_do():
    with pytest.raises(PermissionDenied, match=r"administrator|quản trị"):
        demand(User(role="officer"), Permission.PUBLISH)


def test_a_template_hides_what_one_may_not_do():
    template = Template('{% load permissions %}{% if user|may:"publish" %}button{% endif %}')
    assert template.render(Context({"user": User(role="leader")})) == "button"
    assert template.render(Context({"user": User(role="officer")})) == ""
