"""The registry's rows as the pure modules read them."""

from __future__ import annotations

from collections import defaultdict

from diaban.projects.actions import event_of
from diaban.projects.models import Project, ProjectEvent
from diaban.projects.replay import Event
from diaban.projects.statistics import Register, Row


def register(*, demonstration: bool | None = None) -> Register:
    """All projects as arrays; `demonstration` picks the invented or the real ones."""
    projects = Project.objects.order_by("code")
    events = ProjectEvent.objects.filter(withdrawn_at=None).prefetch_related("holdings__investor")
    if demonstration is not None:
        projects = projects.filter(demonstration=demonstration)
        events = events.filter(project__demonstration=demonstration)
    histories: dict[int, list[Event]] = defaultdict(list)
    for row in events:
        histories[row.project_id].append(event_of(row))
    return Register.of((fixed(one), histories[one.pk]) for one in projects)


def fixed(project: Project) -> Row:
    return Row(
        project.code,
        project.kind,
        project.park,
        project.economic_zone,
        project.sector or None,
        project.infrastructure_project,
    )
