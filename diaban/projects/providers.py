"""What this room and the land tell of a project on its timeline."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.land import lease_actions
from diaban.land import wording as land_wording
from diaban.projects import vocabulary as v
from diaban.projects import wording
from diaban.projects.actions import rows_of
from diaban.projects.models import Project, ProjectEvent
from diaban.projects.timeline import Entry


def own(project: Project) -> Iterable[Entry]:
    """The project's own events."""
    for row in rows_of(project):
        kind = str(wording.EVENT_KINDS[row.kind])
        yield Entry(row.on, "project", _("Project"), kind, said(row), shared=True)


def said(row: ProjectEvent) -> str:
    """What the event changes, in one line."""
    parts = []
    if row.milestone:
        parts.append(str(wording.MILESTONES[row.milestone]))
    if row.amount is not None:
        parts.append(wording.money({row.currency: row.amount}))
    if row.kind in v.WITH_LABOUR:
        parts.append(people(row.domestic, row.foreign))
    if row.until is not None:
        until = formats.day(row.until, wording.language())
        parts.append((_("by %(day)s") if row.milestone else _("until %(day)s")) % {"day": until})
    parts += [
        f"{one.investor.name} ({wording.country(one.investor.country)})"
        for one in row.holdings.all()
    ]
    return " · ".join(part for part in [*parts, row.text, row.number] if part)


def people(domestic: int | None, foreign: int | None) -> str:
    language = wording.language()
    counts = [
        (_("%(count)s Vietnamese"), domestic),
        (_("%(count)s foreign"), foreign),
    ]
    return ", ".join(
        text % {"count": formats.number(count, language, 0)}
        for text, count in counts
        if count is not None
    )


def land(project: Project) -> Iterable[Entry]:
    """Contracts by which it leases land, and what became of them."""
    for lease in lease_actions.of_project(project.code):
        label = _("Land")
        until = formats.day(lease.end, wording.language())
        term = _("until %(day)s") % {"day": until}
        title = f"{land_wording.LEASE_KINDS[lease.kind]} {lease.number}"
        yield Entry(lease.start, "land", label, title, f"{lease.lessee} · {term}", shared=True)
        for event in lease.events.all():
            what = f"{land_wording.LEASE_EVENTS[event.kind]} {lease.number}"
            yield Entry(event.on, "land", label, what, shared=True, note=event.note)
