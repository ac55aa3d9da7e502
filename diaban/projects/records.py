"""The registry's rows as the pure modules read them."""

from __future__ import annotations

from collections import defaultdict

from diaban.projects.models import Holding, Project, ProjectEvent
from diaban.projects.origin import Holding as Held
from diaban.projects.replay import Event
from diaban.projects.statistics import Register, Row

_COLUMNS = (
    "project_id", "kind", "on", "pk", "amount", "currency", "until", "milestone", "domestic",
    "foreign",
)  # fmt: skip


def register(*, demonstration: bool | None = None) -> Register:
    """All projects as arrays; `demonstration` picks the invented or the real ones.

    Read as plain columns: an object for each event would take most of the time. What the arrays do
    not hold (rates, numbers, texts) is left out of the events.
    """
    projects = Project.objects.order_by("code")
    events = ProjectEvent.objects.filter(withdrawn_at=None)
    holdings = Holding.objects.filter(event__withdrawn_at=None)
    if demonstration is not None:
        projects = projects.filter(demonstration=demonstration)
        events = events.filter(project__demonstration=demonstration)
        holdings = holdings.filter(event__project__demonstration=demonstration)
    held: dict[int, list[Held]] = defaultdict(list)
    columns = ("event_id", "investor__code", "investor__country", "share", "investor__foreign_held")
    for event, code, country, share, foreign in holdings.order_by("event_id", "pk").values_list(
        *columns
    ):
        held[event].append(Held(code, country, share, foreign))
    histories: dict[int, list[Event]] = defaultdict(list)
    for project, kind, on, pk, amount, currency, *more in events.values_list(*_COLUMNS):
        until, milestone, domestic, foreign = more
        histories[project].append(
            Event(
                kind, on, pk, amount, currency, until=until, milestone=milestone, domestic=domestic,
                foreign=foreign, holdings=tuple(held.get(pk, ())),
            )
        )  # fmt: skip
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
