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


WHO = {
    "see_desk": "officer editor leader",
    "mark_checked": "officer editor",
    "assert_fact": "editor",
    "publish": "editor leader",
    "propose_import": "officer editor",
    "approve_import": "editor leader",
    "manage_accounts": "",
    "file_dossiers": "enterprise",
    "see_dossiers": "officer leader",
    "handle_dossiers": "officer",
    "decide_dossiers": "leader",
    "assign_dossiers": "leader",
    "manage_plots": "editor",
    "see_producers": "editor",
    "file_petitions": "enterprise",
    "open_petitions": "officer agency leader",
    "see_petitions": "officer leader",
    "handle_petitions": "officer",
    "answer_petitions": "officer agency",
    "publish_petitions": "leader",
    "manage_routes": "leader",
    "see_visits": "officer leader",
    "plan_visits": "officer leader",
    "record_visits": "officer leader",
    "sign_minutes": "officer leader",
    "answer_for_minutes": "leader",
    "open_commitments": "officer agency leader",
    "handle_commitments": "officer leader",
    "claim_commitments": "enterprise agency officer",
    "lead_owners": "leader",
    "see_land": "officer editor leader",
    "post_land": "officer editor",
    "see_projects": "officer editor leader",
    "record_projects": "officer editor",
    "accept_reports": "leader",
    "see_figures": "officer editor leader",
    "close_periods": "leader",
    "see_reports": "officer editor leader",
    "write_reports": "officer",
    "check_reports": "officer editor",
    "approve_reports": "leader",
    "sign_reports": "leader",
    "edit_rules": "editor leader",
    "publish_rules": "leader",
    "handle_alerts": "officer leader",
    "lead_figures": "leader",
}
"""Permission → who has it beside the administrator, who has all: a second opinion on the table."""


def test_every_permission_is_judged():
    assert set(WHO) == set(Permission)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_its_own_work_and_no_more(role):
    allowed = {name for name, roles in WHO.items() if role == Role.ADMIN or role in roles.split()}
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
