"""Who may do what: one table, asked by views, actions and templates alike.

The table is pure; `requires` puts it in front of a view and leaves a mark on it, so that a test can
prove that no address of the desk forgot to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import wraps
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from diaban.accounts.models import Role, User


class Permission(StrEnum):
    SEE_DESK = "see_desk"
    MARK_CHECKED = "mark_checked"  # "checked, unchanged": renews freshness, changes no value
    ASSERT_FACT = "assert_fact"  # a value with its source; and taking back one's own
    PROPOSE_IMPORT = "propose_import"  # send a file, settle its findings, take an import back
    APPROVE_IMPORT = "approve_import"  # what another person has sent
    PUBLISH = "publish"
    MANAGE_ACCOUNTS = "manage_accounts"
    FILE_DOSSIERS = "file_dossiers"  # for one's own organisation, online
    SEE_DOSSIERS = "see_dossiers"
    HANDLE_DOSSIERS = "handle_dossiers"  # take in, ask, forward, propose, hand over
    DECIDE_DOSSIERS = "decide_dossiers"  # approve, sign, stop
    ASSIGN_DOSSIERS = "assign_dossiers"  # to any officer; absences
    MANAGE_PLOTS = "manage_plots"  # take raw-material plots in, attach their papers
    SEE_PRODUCERS = "see_producers"  # names of who produces on a plot, and papers that name them
    FILE_PETITIONS = "file_petitions"  # for one's own organisation, online
    OPEN_PETITIONS = "open_petitions"  # the pages about petitions; `petitions.access` says which
    SEE_PETITIONS = "see_petitions"  # every petition; without it, those routed to one's body
    HANDLE_PETITIONS = "handle_petitions"  # take in, route, pass on; causes and remedies
    ANSWER_PETITIONS = "answer_petitions"  # those routed to a body of which one is
    PUBLISH_PETITIONS = "publish_petitions"  # choose the answers that the public reads
    MANAGE_ROUTES = "manage_routes"  # which body answers what
    SEE_VISITS = "see_visits"
    PLAN_VISITS = "plan_visits"  # choose stops, team and days; change, cancel
    RECORD_VISITS = "record_visits"  # on visits on which one goes; the field application
    SIGN_MINUTES = "sign_minutes"  # make, sign and send the minute of a stop where one was
    ANSWER_FOR_MINUTES = "answer_for_minutes"  # make and send it where one was not; not sign it
    OPEN_COMMITMENTS = "open_commitments"  # the desk's pages about them; `visits.access` says which
    HANDLE_COMMITMENTS = "handle_commitments"  # postpone, confirm, take back
    CLAIM_COMMITMENTS = "claim_commitments"  # say that one's own side has kept its word
    LEAD_OWNERS = "lead_owners"  # see every owner's list, say who answers for what
    SEE_LAND = "see_land"
    POST_LAND = "post_land"  # the hectare ledger, plots, contracts, clearance
    SEE_PROJECTS = "see_projects"
    RECORD_PROJECTS = "record_projects"  # certificates, adjustments, reports, and their withdrawal
    ACCEPT_REPORTS = "accept_reports"  # accept or return a statistical report
    SEE_FIGURES = "see_figures"  # indicators, their definitions, what was closed and restated
    CLOSE_PERIODS = "close_periods"  # keep a quarter's figures as they are
    SEE_REPORTS = "see_reports"  # the authority's quarterly reports, drafts too
    WRITE_REPORTS = "write_reports"  # draft, write around bound parts, lock
    CHECK_REPORTS = "check_reports"  # what another person has written
    APPROVE_REPORTS = "approve_reports"  # what another person has checked
    SIGN_REPORTS = "sign_reports"  # sign, number, publish
    EDIT_RULES = "edit_rules"  # drafts of procedures' versions
    PUBLISH_RULES = "publish_rules"  # let a version hold; record a version of the calendar
    HANDLE_ALERTS = "handle_alerts"  # alerts on indicators: acknowledge, resolve
    LEAD_FIGURES = "lead_figures"  # the week's letter to the leadership


ALLOWED: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        Role.ENTERPRISE: frozenset(
            {Permission.FILE_DOSSIERS, Permission.FILE_PETITIONS, Permission.CLAIM_COMMITMENTS}
        ),
        Role.AGENCY: frozenset(
            {
                Permission.OPEN_PETITIONS,
                Permission.ANSWER_PETITIONS,
                Permission.OPEN_COMMITMENTS,
                Permission.CLAIM_COMMITMENTS,
            }
        ),
        Role.OFFICER: frozenset(
            {
                Permission.HANDLE_ALERTS,
                Permission.SEE_DESK,
                Permission.MARK_CHECKED,
                Permission.PROPOSE_IMPORT,
                Permission.SEE_DOSSIERS,
                Permission.HANDLE_DOSSIERS,
                Permission.SEE_LAND,
                Permission.POST_LAND,
                Permission.SEE_PROJECTS,
                Permission.RECORD_PROJECTS,
                Permission.OPEN_PETITIONS,
                Permission.SEE_PETITIONS,
                Permission.HANDLE_PETITIONS,
                Permission.ANSWER_PETITIONS,
                Permission.SEE_VISITS,
                Permission.PLAN_VISITS,
                Permission.RECORD_VISITS,
                Permission.SIGN_MINUTES,
                Permission.OPEN_COMMITMENTS,
                Permission.HANDLE_COMMITMENTS,
                Permission.CLAIM_COMMITMENTS,
                Permission.SEE_FIGURES,
                Permission.SEE_REPORTS,
                Permission.WRITE_REPORTS,
                Permission.CHECK_REPORTS,
            }
        ),
        Role.EDITOR: frozenset(
            {
                Permission.EDIT_RULES,
                Permission.SEE_DESK,
                Permission.MARK_CHECKED,
                Permission.ASSERT_FACT,
                Permission.PROPOSE_IMPORT,
                Permission.APPROVE_IMPORT,
                Permission.PUBLISH,
                Permission.SEE_LAND,
                Permission.POST_LAND,
                Permission.SEE_PROJECTS,
                Permission.RECORD_PROJECTS,
                Permission.MANAGE_PLOTS,
                Permission.SEE_PRODUCERS,
                Permission.SEE_FIGURES,
                Permission.SEE_REPORTS,
                Permission.CHECK_REPORTS,
            }
        ),
        Role.LEADER: frozenset(
            {
                Permission.HANDLE_ALERTS,
                Permission.LEAD_FIGURES,
                Permission.EDIT_RULES,
                Permission.PUBLISH_RULES,
                Permission.SEE_DESK,
                Permission.APPROVE_IMPORT,
                Permission.PUBLISH,
                Permission.SEE_DOSSIERS,
                Permission.DECIDE_DOSSIERS,
                Permission.ASSIGN_DOSSIERS,
                Permission.LEAD_OWNERS,
                Permission.SEE_LAND,
                Permission.SEE_PROJECTS,
                Permission.ACCEPT_REPORTS,
                Permission.OPEN_PETITIONS,
                Permission.SEE_PETITIONS,
                Permission.PUBLISH_PETITIONS,
                Permission.MANAGE_ROUTES,
                Permission.SEE_VISITS,
                Permission.PLAN_VISITS,
                Permission.RECORD_VISITS,
                Permission.SIGN_MINUTES,
                Permission.ANSWER_FOR_MINUTES,
                Permission.OPEN_COMMITMENTS,
                Permission.HANDLE_COMMITMENTS,
                Permission.SEE_FIGURES,
                Permission.CLOSE_PERIODS,
                Permission.SEE_REPORTS,
                Permission.APPROVE_REPORTS,
                Permission.SIGN_REPORTS,
            }
        ),
        Role.ADMIN: frozenset(Permission),
    }
)


class StaffRequest(HttpRequest):
    """A request that `requires` let pass: somebody is signed in."""

    user: User  # type: ignore[assignment]


def may(user: Any, permission: str) -> bool:
    """Whether `user` may; nobody who is anonymous or switched off may anything.

    A superuser, as `createsuperuser` makes one, counts as an administrator.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    role = Role.ADMIN if user.is_superuser else user.role
    return permission in ALLOWED.get(role, frozenset())


def demand(user: User | AnonymousUser, permission: str) -> None:
    """Raise `PermissionDenied`, with words for the person, unless `user` may."""
    if not may(user, permission):
        raise PermissionDenied(
            _("Your account may not do this. Ask an administrator to give you the right role.")
        )


View = Callable[..., HttpResponse]


def requires(permission: Permission) -> Callable[[View], View]:
    """Let a view be seen by those who may; strangers sign in first and come back."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            demand(request.user, permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
