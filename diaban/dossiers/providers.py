"""What dossiers tell other rooms, and what they do when a rule changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task

from diaban.clock import recompute
from diaban.dossiers import catalogue, clockwork, standing, words
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Attachment, Dossier, Letter
from diaban.projects.models import Project
from diaban.projects.timeline import Entry

TOLD = (Kind.SUBMITTED, Kind.RECEIVED, Kind.SUPPLEMENT_REQUESTED, Kind.SUPPLIED, Kind.COMPLETED,
        Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED, Kind.HANDED_OVER)  # fmt: skip


def of_project(project: Project) -> Iterable[Entry]:
    """The steps of a project's dossiers, and when the open ones are due."""
    book = catalogue.book()
    language = (get_language() or "vi")[:2]
    for dossier in Dossier.objects.filter(project=project.code).exclude(state=None):
        offer = book.on(dossier.procedure, timezone.localdate())
        title = offer.name.get(language) or offer.name["vi"] if offer else dossier.procedure
        href = reverse("dossiers:dossier", args=[dossier.pk])
        more: dict[str, Any] = {
            "room": "dossier",
            "label": _("Dossier"),
            "title": f"{dossier.code} {title}",
            "shared": dossier.organisation_id is not None,
            "own_href": reverse("my:dossier", args=[dossier.pk]),
            "organisation": dossier.organisation_id,
        }
        for event in dossier.events.filter(kind__in=TOLD):
            on = timezone.localdate(event.at)
            yield Entry(on, text=str(words.EVENTS[event.kind]), href=href, **more)
        if dossier.open and dossier.due_at is not None:
            due = timezone.localdate(dossier.due_at)
            yield Entry(due, text=_("result due"), href=href, planned=True, **more)


def open_cases() -> Iterator[recompute.Case]:
    """Every open dossier as the clock counts it, to see what a new calendar would move."""
    book = catalogue.book()
    received = Dossier.objects.filter(open=True, received_on__isnull=False).order_by("pk")
    for dossier, events in standing.with_events(received):
        rule = book.rule(dossier.procedure, dossier.procedure_version)
        yield recompute.Case(dossier.code or "", tuple(clockwork.clock_events(events)), rule)


def open_by_version(procedure: str) -> dict[str, int]:
    """Version number → open dossiers of a procedure that keep it."""
    kept = Dossier.objects.filter(open=True, procedure=procedure).exclude(procedure_version="")
    return dict(kept.values_list("procedure_version").annotate(count=Count("pk")))


def count_again(**_said: Any) -> None:
    """The calendar has a new version: open dossiers are replayed in the background."""
    renew_open_dossiers.enqueue()


@task()
def renew_open_dossiers() -> int:
    """How many dates moved."""
    return standing.renew_open()


def stored() -> Iterator[str]:
    """The contents that dossiers and letters name."""
    yield from Attachment.objects.values_list("sha256", flat=True)
    for pair in Letter.objects.exclude(signed_at=None).values_list("docx", "pdf"):
        yield from pair
