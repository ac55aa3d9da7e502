"""Published statements (số liệu công bố), definitions of indicators, and what was closed.

Values are not stored: they are computed out of the rooms' records whenever they are asked for. What
was closed is kept as it was then, and what became of it is appended.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.facts import typed
from diaban.indicators.early.models import AlertEvent as AlertEvent
from diaban.indicators.early.models import AlertRule as AlertRule
from diaban.indicators.early.models import EarlyRound as EarlyRound
from diaban.indicators.early.models import Forecast as Forecast
from diaban.indicators.early.models import LeadershipLetter as LeadershipLetter
from diaban.indicators.statements.models import StatementLink as StatementLink
from diaban.land.append_only import AppendOnly


def _who() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Statement(typed.Subject):
    """A figure that somebody published, with its unit, period and scope. Filled by resolution."""

    topic = typed.code()
    value = typed.number()
    unit = typed.code()
    period = typed.code()
    scope_vi = typed.text()
    scope_en = typed.text()
    quote = typed.text()
    quote_en = typed.text()
    place = typed.key()

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")


class DefinitionVersion(models.Model):
    """One version of an indicator's definition (chỉ tiêu), as `definitions.Definition`.

    It is withdrawn, never changed: a figure names the version by which it was computed.
    """

    code = models.CharField(max_length=80, db_index=True)
    topic = models.CharField(max_length=40)
    name_vi = models.TextField()
    name_en = models.TextField()
    short_vi = models.TextField()
    short_en = models.TextField()
    unit = models.CharField(max_length=40)
    decimals = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10)
    numerator = models.CharField(max_length=80, blank=True)
    denominator = models.CharField(max_length=80, blank=True)
    scale = models.DecimalField(max_digits=26, decimal_places=12, default=1)
    period = models.CharField(max_length=10, default="flow")
    cutoff = models.CharField(max_length=20, default="calendar")
    direction = models.CharField(max_length=10, default="none")
    basis_vi = models.TextField(blank=True)
    basis_en = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    trust = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=120, default="staff")
    identity = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _who()
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("version of a definition")
        verbose_name_plural = _("versions of definitions")
        ordering = ["code", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(withdrawn_at=None), name="live_definition_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None)
                | Q(valid_from=None)
                | Q(valid_to__gt=models.F("valid_from")),
                name="definition_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.valid_from or '…'})"


class ExternalFigure(models.Model):
    """That a published figure (`statement`, its code) belongs to an external series, and with which
    vintage: first release, revision or final (công bố lần đầu, điều chỉnh, chính thức).

    `place`: another province ("province:bac-giang"), called as the statement's scope says; "" our
    own. It lies in no zone, park or sum.
    """

    statement = models.CharField(max_length=120)
    indicator = models.CharField(max_length=80)
    period = models.CharField(max_length=7)
    place = models.CharField(max_length=160, blank=True)
    vintage = models.CharField(max_length=10)
    origin = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("figure of an external series")
        verbose_name_plural = _("figures of external series")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "indicator", "origin"], name="external_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}: {self.statement}"


class ClosedPeriod(AppendOnly):
    """A quarter whose figures were closed (chốt số liệu): what they were on that day is kept.

    `edition` is the one that was current, `geography` which places lay in which (place → keys of
    records), so that a later change of boundaries can be told from a change of records.
    `without_private`: its sums of capital leave out what private persons put in, as all do that are
    closed now; of the others restatements are not published.
    """

    period = models.CharField(max_length=7, unique=True)
    at = models.DateTimeField(default=timezone.now)
    by = _who()
    edition = models.CharField(max_length=60, blank=True)
    geography = models.JSONField(default=dict)
    demonstration = models.BooleanField(default=False)
    without_private = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ["period"]

    def __str__(self) -> str:
        return self.period


class ClosedValue(AppendOnly):
    """One figure as it was when its period was closed; texts of exact numbers, "" unknown.

    `demonstration`: it came out of an invented register. A period may hold figures of both kinds.
    """

    closed = models.ForeignKey(ClosedPeriod, on_delete=models.PROTECT, related_name="values")
    indicator = models.CharField(max_length=80)
    place = models.CharField(max_length=160, blank=True)
    definition = models.CharField(max_length=64, help_text="Identity of the version.")
    value = models.CharField(max_length=60, blank=True)
    numerator = models.CharField(max_length=60, blank=True)
    denominator = models.CharField(max_length=60, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("closed figure")
        verbose_name_plural = _("closed figures")
        constraints = [
            models.UniqueConstraint(
                fields=["closed", "indicator", "place"], name="closed_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.closed_id} {self.place}: {self.value or '–'}"


class Restatement(AppendOnly):
    """A closed figure that came out differently (số liệu điều chỉnh): old, new, why, since when.

    `cause` holds what is known: {"records": {kind: count}}, {"definition": [old, new]} or
    {"boundary": [added, removed]}; `wording.cause` says it.
    """

    class Kind(models.TextChoices):
        RECORD = "record", _("records changed")
        DEFINITION = "definition", _("the definition changed")
        BOUNDARY = "boundary", _("the boundary changed")

    closed = models.ForeignKey(ClosedPeriod, on_delete=models.PROTECT, related_name="restatements")
    indicator = models.CharField(max_length=80)
    place = models.CharField(max_length=160, blank=True)
    definition = models.CharField(max_length=64)
    old = models.CharField(max_length=60, blank=True)
    new = models.CharField(max_length=60, blank=True)
    numerator = models.CharField(max_length=60, blank=True)
    denominator = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    cause = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("restatement")
        verbose_name_plural = _("restatements")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["closed", "indicator", "place"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place}: {self.old or '–'} → {self.new or '–'}"
