"""Rules of alerts, what they raised, forecasts, and the leadership's weekly letters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.indicators.early.alerts import Kind, State
from diaban.land.append_only import AppendOnly


def _who() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class AlertRule(models.Model):
    """One version of a rule (quy tắc cảnh báo), as `alerts.Rule`; withdrawn, never changed.

    Of a code at most one version lives. A version that somebody at the desk withdrew is not brought
    back by a later load of a pack.
    """

    KINDS = {
        Kind.ABOVE: _("above a limit"),
        Kind.BELOW: _("below a limit"),
        Kind.RISE: _("up on the quarter before, by more than (%)"),
        Kind.FALL: _("down on the quarter before, by more than (%)"),
        Kind.YEAR_RISE: _("up on the year before, by more than (%)"),
        Kind.YEAR_FALL: _("down on the year before, by more than (%)"),
        Kind.MISSING: _("unknown so many days after the quarter"),
        Kind.STALE: _("resting on facts that nobody has looked at in time"),
    }

    code = models.SlugField(_("short name"), max_length=60)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    indicator = models.CharField(_("indicator"), max_length=80)
    place = models.CharField(_("place"), max_length=160, blank=True)
    kind = models.CharField(_("when"), max_length=12, choices=list(KINDS.items()))
    limit = models.DecimalField(_("limit"), max_digits=20, decimal_places=4, default=Decimal(0))
    origin = models.CharField(max_length=120, default="staff")
    identity = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _who()
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = _who()

    class Meta:
        verbose_name = _("rule of alerts")
        verbose_name_plural = _("rules of alerts")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(withdrawn_at=None), name="one_live_alert_rule"
            )
        ]

    def __str__(self) -> str:
        return self.code


class AlertEvent(AppendOnly):
    """What happened to the alert of a rule (by its code) for a quarter; nobody: time did it.

    `value` and `against` are exact numbers as text, "" where unknown.
    """

    class Step(models.TextChoices):
        RAISED = State.RAISED.value, _("raised")
        SEEN = State.SEEN.value, _("acknowledged")
        RESOLVED = State.RESOLVED.value, _("resolved")

    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, related_name="events")
    code = models.SlugField(max_length=60)
    period = models.CharField(max_length=7)
    kind = models.CharField(max_length=12, choices=Step.choices)
    value = models.CharField(max_length=60, blank=True)
    against = models.CharField(max_length=60, blank=True)
    change = models.CharField(max_length=60, blank=True, help_text="Per cent.")
    note = models.TextField(blank=True)
    demonstration = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = _who()

    class Meta:
        verbose_name = _("event of an alert")
        verbose_name_plural = _("events of alerts")
        ordering = ["pk"]
        indexes = [models.Index(fields=["code", "period"], name="alert_of_a_quarter")]

    def __str__(self) -> str:
        return f"{self.code} {self.period}: {self.kind}"


class Forecast(models.Model):
    """What was forecast on a day of the quarter that ran, with the method and its past accuracy.

    Numbers are exact, as text. A day's forecasts are written once and kept, so that what was said
    can be held against what came.
    """

    made_on = models.DateField()
    indicator = models.CharField(max_length=80)
    period = models.CharField(max_length=7)
    method = models.CharField(max_length=12, blank=True, help_text="Empty: none can be judged.")
    value = models.CharField(max_length=60, blank=True)
    low = models.CharField(max_length=60, blank=True)
    high = models.CharField(max_length=60, blank=True)
    so_far = models.CharField(max_length=60, blank=True)
    before = models.CharField(max_length=60, blank=True, help_text="The quarter before.")
    gone = models.PositiveSmallIntegerField(help_text="Worked days of the quarter gone.")
    of = models.PositiveSmallIntegerField(help_text="Worked days of the quarter.")
    accuracy = models.JSONField(default=list, help_text="Of each method judged, the best first.")
    demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints = [
            models.UniqueConstraint(
                fields=["made_on", "indicator", "period"], name="one_forecast_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_on} {self.indicator} {self.period}: {self.value or '–'}"


class EarlyRound(models.Model):
    """That the day's round was made, or is being made: the row is the claim on the day."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("round of early sight")
        verbose_name_plural = _("rounds of early sight")

    def __str__(self) -> str:
        return str(self.day)


class LeadershipLetter(models.Model):
    """The letter of one week to one person: at most one is sent. `week` is the week's Monday.

    The row is written before the letter goes out, so that of two workers only one sends it.
    """

    class State(models.TextChoices):
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        HELD = "held", _("not sent: it rests on demonstration records")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = _("weekly letter to the leadership")
        verbose_name_plural = _("weekly letters to the leadership")
        constraints = [
            models.UniqueConstraint(fields=["person", "week"], name="one_leadership_letter_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.week} → {self.person}: {self.state}"
