"""The registry's rows as the pure modules read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from diaban.projects import disclosure
from diaban.projects.disclosure import Recorded
from diaban.projects.models import Holding, Project, ProjectEvent
from diaban.projects.origin import Holding as Held
from diaban.projects.replay import Event
from diaban.projects.statistics import Register, Row

_COLUMNS = (
    "project_id", "kind", "on", "pk", "amount", "currency", "until", "milestone", "domestic",
    "foreign", "withdrawn_at", "counted_on",
)  # fmt: skip
_BATCH = 500
Known = tuple[Row, Sequence[Recorded], bool]
"""What is fixed of a project, its history, and whether it is a private person's."""


@dataclass(frozen=True, slots=True)
class Books:
    """The register as the desk knows it, as the public's sums of money count it, the private
    persons' projects alone (`disclosure`), and those of them that the sums leave out; `kept` others
    are in the sums with what they were before. `open` are the events of all other projects."""

    whole: Register
    public: Register
    private: Register
    left_out: Register
    kept: int = 0
    open: Sequence[Recorded] = field(default=(), repr=False)

    @classmethod
    def of(cls, projects: Iterable[Known]) -> Books:
        projects = list(projects)
        whole = Register.of((row, _standing(history)) for row, history, _own in projects)
        own = [(row, _standing(history)) for row, history, private in projects if private]
        told = [
            (row, disclosure.counted(history, private=private))
            for row, history, private in projects
        ]
        kept = {
            row.code
            for (row, events), (*_more, private) in zip(told, projects, strict=True)
            if private and events
        }
        return cls(
            whole,
            Register.of(told) if own else whole,
            Register.of(own),
            Register.of(one for one in own if one[0].code not in kept),
            len(kept),
            [one for _row, history, private in projects if not private for one in history],
        )


def _standing(history: Iterable[Recorded]) -> list[Event]:
    return [one.event for one in history if not one.withdrawn]


def register(*, demonstration: bool | None = None) -> Register:
    """All projects as arrays; `demonstration` picks the invented or the real ones."""
    return Register.of((row, _standing(history)) for row, history, _own in _read(demonstration))


def books(*, demonstration: bool | None = None) -> Books:
    """All projects for the desk and for the public."""
    return Books.of(_read(demonstration))


def remember(counted: Books, day: date) -> None:
    """Note that an edition of this day counts these books' public events in its sums of money.

    What was noted of a private person's project stays as it is, and so do the sums.
    """
    fresh = [one.event.order for one in counted.open if not one.withdrawn and one.counted_on != day]
    gone = [one.event.order for one in counted.open if one.withdrawn]
    for events, said in ((fresh, day), (gone, None)):
        for first in range(0, len(events), _BATCH):
            chosen = ProjectEvent.objects.filter(pk__in=events[first : first + _BATCH])
            chosen.update(counted_on=said)


def _read(demonstration: bool | None) -> Iterable[Known]:
    """Read as plain columns: an object for each event would take most of the time. What the arrays
    do not hold (rates, numbers, texts) is left out of the events. Withdrawn events are read where
    an edition counted them."""
    projects = Project.objects.order_by("code")
    events = ProjectEvent.objects.filter(Q(withdrawn_at=None) | ~Q(counted_on=None))
    holdings = Holding.objects.filter(Q(event__withdrawn_at=None) | ~Q(event__counted_on=None))
    if demonstration is not None:
        projects = projects.filter(demonstration=demonstration)
        events = events.filter(project__demonstration=demonstration)
        holdings = holdings.filter(event__project__demonstration=demonstration)
    held: dict[int, list[Held]] = defaultdict(list)
    holders: dict[int, list[bool | None]] = defaultdict(list)
    columns = ("event_id", "investor__code", "investor__country", "share", "investor__foreign_held",
               "investor__person")  # fmt: skip
    for event, code, country, share, foreign, person in holdings.order_by(
        "event_id", "pk"
    ).values_list(*columns):
        held[event].append(Held(code, country, share, foreign))
        holders[event].append(person)
    histories: dict[int, list[Recorded]] = defaultdict(list)
    times: dict[int, list[list[bool | None]]] = defaultdict(list)
    for project, kind, on, pk, amount, currency, *more in events.values_list(*_COLUMNS):
        until, milestone, domestic, foreign, withdrawn, counted_on = more
        event = Event(
            kind, on, pk, amount, currency, until=until, milestone=milestone, domestic=domestic,
            foreign=foreign, holdings=tuple(held.get(pk, ())),
        )  # fmt: skip
        histories[project].append(Recorded(event, withdrawn is not None, counted_on))
        if withdrawn is None and pk in holders:
            times[project].append(holders[pk])
    for one in projects:
        yield fixed(one), histories[one.pk], disclosure.private(times[one.pk])


def fixed(project: Project) -> Row:
    return Row(
        project.code,
        project.kind,
        project.park,
        project.economic_zone,
        project.sector or None,
        project.infrastructure_project,
    )
