"""Sources, assertions and the events about them: the store of record of every fact.

An assertion (khẳng định) is never changed. It is withdrawn by an event, and other assertions
compete with it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.facts.periods import as_given
from diaban.facts.vocabulary import CONFIDENCE, SOURCE_KINDS


class Source(models.Model):
    """Where a value was read (nguồn). `id` is the name by which packs cite it."""

    id = models.SlugField(primary_key=True, max_length=100)
    kind = models.CharField(
        max_length=20, choices=[(kind, en) for kind, (_vi, en) in SOURCE_KINDS.items()]
    )
    title_vi = models.TextField()
    title_en = models.TextField()
    publisher = models.TextField(blank=True)
    url = models.TextField(blank=True)
    published_on = models.CharField(max_length=10, blank=True, help_text="A date or a period.")
    retrieved_on = models.CharField(max_length=10, blank=True)
    licence = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="In English.")
    note_vi = models.TextField(blank=True, help_text="In Vietnamese.")
    origin = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title_vi or self.id


class Assertion(models.Model):
    """One value of one field of one subject, from one source.

    `subject` is the key ("park:dong-mai"), `value` the JSON form that `facts.values.clean` returns.
    `as_of` is the day for which the source gives it; where it gives a year, a quarter or a month,
    `as_of_period` says which ("2024", "2025-Q1") and `as_of` is its first day. `valid_from` and
    `valid_to` bound the days on which the value holds (`valid_to` exclusive). `withdrawn_at`
    repeats the moment of the withdrawal event, so that the database itself can keep live assertions
    unique.

    `note_vi` beside a `note` is its translation: it is no part of what is asserted, and a pack may
    add or correct it later.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=160, db_index=True)
    field = models.CharField(max_length=60)
    value = models.JSONField()
    unit = models.CharField(max_length=40, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="assertions")
    trust = models.CharField(max_length=3, choices=[(tag, tag) for tag in CONFIDENCE])
    as_of = models.DateField(null=True, blank=True)
    as_of_period = models.CharField(max_length=7, blank=True, help_text="Empty for a day.")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    origin = models.CharField(max_length=120, help_text='"pack:quang-ninh" or "staff"')
    note = models.TextField(blank=True, help_text="In English.")
    note_vi = models.TextField(blank=True, help_text="In Vietnamese.")
    identity = models.CharField(max_length=64, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("assertion")
        verbose_name_plural = _("assertions")
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(withdrawn_at=None), name="live_assertion_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None)
                | Q(valid_from=None)
                | Q(valid_to__gt=models.F("valid_from")),
                name="assertion_period_runs_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "field"], name="assertion_subject_field"),
            models.Index(fields=["kind", "withdrawn_at"], name="assertion_kind_live"),
            models.Index(fields=["origin", "withdrawn_at"], name="assertion_origin_live"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.field} = {self.value}"

    @property
    def as_of_given(self) -> str | None:
        """The day or the period for which the source gives the value, as it gives it."""
        return as_given(self.as_of, self.as_of_period)


class Withdrawal(models.Model):
    """The event that an assertion no longer stands: a pack dropped it, or a person took it back."""

    assertion = models.OneToOneField(Assertion, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.TextField()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self) -> str:
        return f"{self.assertion_id}: {self.why}"


class Check(models.Model):
    """The event "checked, unchanged" (đã kiểm tra, không đổi): it renews freshness, not the value.

    `field` is "*" where the whole subject was looked through.
    """

    subject = models.CharField(max_length=160, db_index=True)
    field = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True, help_text="In English.")
    note_vi = models.TextField(blank=True, help_text="In Vietnamese.")

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")

    def __str__(self) -> str:
        return f"{self.subject} {self.field} {self.at:%Y-%m-%d}"


class FreshnessPolicy(models.Model):
    """Who looks at a field ("*": at all) how often, and when it is stale (null: never)."""

    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=60, default="*")
    owner = models.TextField()
    rhythm_days = models.PositiveIntegerField(null=True, blank=True)
    stale_after_days = models.PositiveIntegerField(null=True, blank=True)
    origin = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("freshness policy")
        verbose_name_plural = _("freshness policies")
        constraints = [
            models.UniqueConstraint(fields=["kind", "field"], name="one_policy_for_a_field")
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.field}: {self.owner}"


class Pack(models.Model):
    """A pack that was loaded: the content of its pack.yaml and when it was last taken in."""

    id = models.SlugField(primary_key=True, max_length=100)
    content = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pack")
        verbose_name_plural = _("packs")

    def __str__(self) -> str:
        return self.id
