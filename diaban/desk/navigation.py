"""The desk's map: groups of pages, each page with who may see it. One place for every room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diaban.accounts.permissions import Permission, may


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: `section` is what its view passes as `desk_section`; `count` names a counter."""

    section: str
    url: str
    label: str | Promise
    permission: Permission
    group: str
    count: str = ""


GROUPS: dict[str, str | Promise] = {
    "today": _("Today"),
    "facts": _("Map data"),
    "plots": _("Raw materials"),
    "land": _("Land"),
    "projects": _("Projects"),
    "dossiers": _("Dossiers"),
    "petitions": _("Petitions"),
    "visits": _("Visits"),
    "figures": _("Figures"),
    "rules": _("Rules"),
    "people": _("People"),
}

ENTRIES: tuple[Entry, ...] = (
    Entry("home", "desk:home", _("Today"), Permission.SEE_DESK, "today"),
    Entry("owners", "owners:mine", _("My list"), Permission.SEE_DESK, "today"),
    Entry(
        "stewards", "owners:stewards", _("Who answers for what"), Permission.LEAD_OWNERS, "today"
    ),
    Entry("stale", "desk:stale", _("To check"), Permission.SEE_DESK, "facts", "stale"),
    Entry("conflicts", "desk:conflicts", _("Conflicts"), Permission.SEE_DESK, "facts", "conflicts"),
    Entry("unknown", "desk:unknown", _("Unknown"), Permission.SEE_DESK, "facts"),
    Entry("imports", "imports:list", _("Imports"), Permission.SEE_DESK, "facts"),
    Entry("coverage", "owners:coverage", _("Coverage"), Permission.SEE_DESK, "facts"),
    Entry("subjects", "desk:subjects", _("Subjects"), Permission.SEE_DESK, "facts"),
    Entry("sources", "desk:sources", _("Sources"), Permission.SEE_DESK, "facts"),
    Entry("publish", "desk:publish", _("Publish"), Permission.SEE_DESK, "facts", "publication"),
    Entry("land", "land-desk:ledgers", _("Land ledgers"), Permission.SEE_LAND, "land"),
    Entry("projects", "projects-desk:projects", _("Projects"), Permission.SEE_PROJECTS, "projects"),
    Entry(
        "project-statistics",
        "projects-desk:statistics",
        _("Statistics"),
        Permission.SEE_PROJECTS,
        "projects",
    ),
    Entry(
        "project-forms",
        "projects-desk:forms",
        _("Statistical forms"),
        Permission.SEE_PROJECTS,
        "projects",
    ),
    Entry(
        "project-import",
        "projects-desk:send",
        _("Bring in a list"),
        Permission.RECORD_PROJECTS,
        "projects",
    ),
    Entry("plots", "plots:list", _("Raw-material plots"), Permission.SEE_DESK, "plots"),
    Entry("plots-take", "plots:take", _("Take plots in"), Permission.MANAGE_PLOTS, "plots"),
    Entry("procedures", "procedures:list", _("Procedures"), Permission.SEE_DESK, "rules"),
    Entry("calendar", "procedures:calendar", _("Working calendar"), Permission.SEE_DESK, "rules"),
    Entry("dossiers", "dossiers:queue", _("Queue"), Permission.SEE_DOSSIERS, "dossiers"),
    Entry("dossiers-enter", "dossiers:enter", _("Take in"), Permission.HANDLE_DOSSIERS, "dossiers"),
    Entry("dossiers-people", "dossiers:people", _("Workload"), Permission.SEE_DOSSIERS, "dossiers"),
    Entry(
        "dossiers-figures", "dossiers:figures", _("Figures"), Permission.SEE_DOSSIERS, "dossiers"
    ),
    Entry("dossiers-alerts", "dossiers:alerts", _("Alerts"), Permission.SEE_DOSSIERS, "dossiers"),
    Entry(
        "petitions",
        "petitions-desk:petitions",
        _("Petitions"),
        Permission.OPEN_PETITIONS,
        "petitions",
    ),
    Entry(
        "causes",
        "petitions-desk:causes",
        _("Causes and remedies"),
        Permission.SEE_PETITIONS,
        "petitions",
    ),
    Entry(
        "upward", "petitions-desk:upward", _("Written up"), Permission.OPEN_PETITIONS, "petitions"
    ),
    Entry("bodies", "petitions-desk:bodies", _("Bodies"), Permission.MANAGE_ROUTES, "petitions"),
    Entry("routes", "petitions-desk:routes", _("Routes"), Permission.SEE_PETITIONS, "petitions"),
    Entry("visits", "visits-desk:visits", _("Visits"), Permission.SEE_VISITS, "visits"),
    Entry(
        "visits-conflicts",
        "visits-desk:conflicts",
        _("From the field"),
        Permission.SEE_VISITS,
        "visits",
    ),
    Entry("plan", "visits-desk:plan", _("Plan a visit"), Permission.PLAN_VISITS, "visits"),
    Entry(
        "commitments",
        "commitments-desk:commitments",
        _("Commitments"),
        Permission.OPEN_COMMITMENTS,
        "visits",
    ),
    Entry("figures", "figures-desk:figures", _("Figures"), Permission.SEE_FIGURES, "figures"),
    Entry(
        "closed-quarters",
        "figures-desk:closed",
        _("Closed quarters"),
        Permission.SEE_FIGURES,
        "figures",
    ),
    Entry("figure-letter", "early:letter", _("The week"), Permission.LEAD_FIGURES, "figures"),
    Entry("figure-week", "early:week", _("Due next week"), Permission.SEE_DESK, "figures"),
    Entry("figure-alerts", "early:alerts", _("Alerts"), Permission.SEE_FIGURES, "figures"),
    Entry("figure-rules", "early:rules", _("Rules of alerts"), Permission.SEE_FIGURES, "figures"),
    Entry("figure-forecasts", "early:forecasts", _("Forecasts"), Permission.SEE_FIGURES, "figures"),
    Entry("reports", "reports-desk:reports", _("Reports"), Permission.SEE_REPORTS, "figures"),
    Entry("people", "account_people", _("People"), Permission.MANAGE_ACCOUNTS, "people"),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    is_current: bool
    count: str = ""


def links(user: Any, section: str) -> tuple[list[Link], list[Link]]:
    """The groups that `user` may enter, and the pages of the group in which `section` lies."""
    allowed = [entry for entry in ENTRIES if may(user, entry.permission)]
    group = next((entry.group for entry in ENTRIES if entry.section == section), "")
    groups = []
    for name, label in GROUPS.items():
        within = [entry for entry in allowed if entry.group == name]
        if within:
            groups.append(Link(str(label), reverse(within[0].url), name == group, _counts(within)))
    pages = [
        Link(str(entry.label), reverse(entry.url), entry.section == section, entry.count)
        for entry in allowed
        if entry.group == group
    ]
    return groups, pages if len(pages) > 1 else []


def _counts(entries: Iterable[Entry]) -> str:
    """A group shows what went wrong in it; numbers stand with its pages."""
    return "publication" if any(entry.count == "publication" for entry in entries) else ""
