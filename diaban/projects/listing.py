"""The list of projects on the desk: what it can be narrowed by, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from diaban.imports.reading.tables import fold
from diaban.projects import places, vsic, wording
from diaban.projects import vocabulary as v
from diaban.projects.models import Holding, Project, ProjectEvent

IN_FORCE, EVERY = "in_force", "all"
UNKNOWN, PERSON = "unknown", "person"


def with_status(projects: QuerySet[Project], status: str, today: date) -> QuerySet[Project]:
    """Projects whose status today is this; a term that is over counts as expired."""
    over = Q(status__in=v.IN_FORCE, term_until__lt=today)
    if status == EVERY:
        return projects
    if status == v.EXPIRED:
        return projects.filter(over)
    wanted = v.IN_FORCE if status == IN_FORCE else [status]
    return projects.filter(status__in=wanted).exclude(over)


def status_of(project: Project, today: date) -> str:
    over = project.term_until is not None and project.term_until < today
    return v.EXPIRED if over and project.status in v.IN_FORCE else project.status


def find(asked: Mapping[str, str], today: date) -> QuerySet[Project]:
    """The projects that a question of the list asks for, the latest certificate first."""
    found = with_status(Project.objects.all(), asked.get("status") or IN_FORCE, today)
    for name in ("origin", "country", "kind", "park", "economic_zone", "sector"):
        value = asked.get(name)
        if value == UNKNOWN:
            found = found.filter(Q(**{name: ""}) | Q(**{f"{name}__isnull": True}))
        elif value:
            found = found.filter(**{name: value})
    if asked.get("investor") in (UNKNOWN, PERSON):
        # Asked once: inside the other question PostgreSQL would ask it again for every event.
        found = found.filter(pk__in=set(left_out(unknown=asked["investor"] == UNKNOWN)))
    words = fold(asked.get("q", "")).split()
    if words:
        found = found.filter(pk__in=_with_words(words))
    return found.order_by("-registered_on", "code")


def left_out(*, unknown: bool) -> QuerySet[ProjectEvent, int]:
    """Keys of the projects whose capital is in no public sum (`disclosure.private`): because of an
    investor of whom nobody said what he is, or of one who is known to be a private person."""
    held = Holding.objects.filter(event=OuterRef("pk"))
    times = ProjectEvent.objects.filter(
        Exists(held.filter(investor__person=None if unknown else True)),
        ~Exists(held.filter(investor__person=False)),
        withdrawn_at=None,
    )
    return times.values_list("project_id", flat=True)


def _with_words(words: list[str]) -> list[int]:
    """Projects with all words in their code, one of their names, or an investor's name."""
    texts: dict[int, str] = {}
    for pk, *parts in Project.objects.values_list("pk", "code", "name", "registered_name"):
        texts[pk] = " ".join(parts)
    held = Holding.objects.filter(event__withdrawn_at=None)
    for pk, name in held.values_list("event__project_id", "investor__name"):
        texts[pk] += f" {name}"
    return [pk for pk, text in texts.items() if all(word in fold(text) for word in words)]


def choices() -> dict[str, list[tuple[str, Any]]]:
    """What the list can be narrowed by: name of the parameter → values with their words."""
    used = set(Project.objects.values_list("country", flat=True).distinct()) - {""}
    countries = sorted(((code, wording.country(code)) for code in used), key=lambda one: one[1])
    sectors = set(Project.objects.values_list("sector", flat=True).distinct()) - {""}
    named = [(one, f"{one} {vsic.name_of(one, wording.language())}") for one in sorted(sectors)]
    return {
        "status": [(IN_FORCE, wording.STATUSES[v.ACTIVE]),
                   *((name, wording.STATUSES[name]) for name in v.STATUSES if name != v.ACTIVE),
                   (EVERY, "*")],
        "origin": [(name, wording.ORIGINS[name]) for name in v.ORIGINS],
        "country": countries,
        "park": list(places.parks().items()),
        "economic_zone": list(places.zones().items()),
        "sector": named,
        "investor": [(UNKNOWN, _("nobody has said what")), (PERSON, _("a private person"))],
    }  # fmt: skip
