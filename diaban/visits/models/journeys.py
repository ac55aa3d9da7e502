"""Where a task force goes: visits, what was done with them, and their stops."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import Organisation
from diaban.land.append_only import AppendOnly
from diaban.visits.models.people import person


class Visit(models.Model):
    """One journey of a task force to one or more places. `number` is its stable name: TT-2025-0001.

    `purpose` is read by those who are visited. `sequence` counts the changes of its dates and
    stops, for calendars that hold an older copy.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    leader = person(related_name="visits_led")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="visits", blank=True,
        help_text="Who goes; the leader is one of them without being named twice.",
    )  # fmt: skip
    first_day = models.DateField(db_index=True)
    last_day = models.DateField()
    state = models.CharField(
        max_length=12, choices=State.choices, default=State.PLANNED, db_index=True
    )
    sequence = models.PositiveIntegerField(default=0)
    demonstration = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = person()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="visit_runs_forward"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """How other rooms cite it."""
        return f"visit:{self.number}"


class VisitEvent(AppendOnly):
    """What was done with a visit: planned, changed, begun, done, cancelled with the reason."""

    class Kind(models.TextChoices):
        PLANNED = "planned", _("planned")
        CHANGED = "changed", _("changed")
        BEGUN = "begun", _("begun")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = person()
    why = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True, help_text="What was changed: old and new.")

    class Meta:
        verbose_name = _("event of a visit")
        verbose_name_plural = _("events of visits")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind}"


class Stop(models.Model):
    """One place or project that a visit goes to.

    `place` is a subject's key ("park:dong-mai") and `project` a project's code, either may be "";
    `organisation` is who receives the visit. `reasons` is what `proposal` said on the day of
    planning, as `Reason.as_dict`. `version` counts the changes of its fields.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="stops")
    order = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=160, blank=True, db_index=True)
    project = models.CharField(max_length=160, blank=True, db_index=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    planned_at = models.DateTimeField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("stop of a visit")
        verbose_name_plural = _("stops of visits")
        ordering = ["visit", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(project=""), name="stop_is_somewhere"
            ),
            models.UniqueConstraint(
                fields=["visit", "place", "project"], name="stop_once_in_a_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}/{self.order} {self.project or self.place}"
