"""Dossiers (hồ sơ), what happened to them, what was attached, what was written about them.

The events are the truth and are only appended. The columns of `Dossier` under "cache" repeat what
`standing.renew` replayed from them, so that a queue of a million is one indexed question.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import Organisation

READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that reads like something else


def new_secret() -> str:
    """Ten letters for the receipt: 50 bits, typed by hand if need be."""
    return "".join(secrets.choice(READABLE) for _n in range(10))


class Channel(models.IntegerChoices):
    """How a dossier came in, with the national portal's numbers (KenhThucHien)."""

    COUNTER = 1, _("at the counter")
    ONLINE = 2, _("online")
    POST = 3, _("by post")


class CodeCounter(models.Model):
    """The last running number given out on a day; the row is the lock of that day."""

    organisation_code = models.CharField(max_length=30)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of codes")
        verbose_name_plural = _("counters of codes")
        constraints = [
            models.UniqueConstraint(fields=["organisation_code", "day"], name="one_counter_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_code}-{self.day:%y%m%d}: {self.last}"


class Dossier(models.Model):
    """One application. It has no code while it is a draft."""

    code = models.CharField(max_length=48, unique=True, null=True, blank=True)
    secret = models.CharField(max_length=16, default=new_secret, editable=False)
    procedure = models.CharField(max_length=60)
    procedure_version = models.CharField(
        max_length=60, blank=True, help_text="Fixed on the day of receipt and kept."
    )
    channel = models.PositiveSmallIntegerField(choices=Channel.choices, default=Channel.ONLINE)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers"
    )
    applicant_name = models.CharField(max_length=250, blank=True)
    applicant_contact = models.CharField(max_length=250, blank=True)
    form = models.JSONField(default=dict, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    project = models.CharField(max_length=160, blank=True, help_text="Key of a project.")
    zone = models.CharField(max_length=160, blank=True, help_text='Key, "park:dong-mai".')
    plot = models.CharField(max_length=160, blank=True, help_text="Key of a plot.")
    petition = models.CharField(max_length=160, blank=True, help_text="Key of a petition.")
    demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # The number of events: an action says which one it has seen.
    version = models.PositiveIntegerField(default=0)
    # How often the draft was kept: who keeps it says which one he has seen.
    draft_version = models.PositiveIntegerField(default=0)

    # ---- cache, replayed from the events ----
    state = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1–10; null: draft")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    waiting = models.BooleanField(default=False)
    open = models.BooleanField(default=False)
    apologised = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        indexes = [
            # The queue: open ones by what is due, of everybody or of one officer.
            models.Index(fields=["due_at", "id"], name="dossier_queue", condition=Q(open=True)),
            models.Index(
                fields=["assignee", "due_at", "id"], name="dossier_my_queue",
                condition=Q(open=True),
            ),
            models.Index(fields=["state", "due_at", "id"], name="dossier_state_due"),
            models.Index(fields=["procedure", "due_at", "id"], name="dossier_procedure_due"),
            models.Index(fields=["organisation", "id"], name="dossier_of_organisation"),
            models.Index(fields=["received_on"], name="dossier_received_on"),
            models.Index(fields=["project"], name="dossier_project", condition=~Q(project="")),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(state=None, code=None) | Q(state__isnull=False, code__isnull=False),
                name="a_filed_dossier_has_a_code",
            )
        ]

    def __str__(self) -> str:
        return self.code or f"draft {self.pk}"

    @property
    def key(self) -> str:
        """How other rooms cite it."""
        return f"dossier:{self.pk}"

    @property
    def applicant(self) -> str:
        return str(self.organisation) if self.organisation else self.applicant_name


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError("An event is never changed: append another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ValidationError("An event is never removed: append another one.")


class DossierEvent(AppendOnly):
    """One thing that happened: when it did (`at`) and when it was written down."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="Shown to the applicant.")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("event of a dossier")
        verbose_name_plural = _("events of dossiers")
        ordering = ["dossier_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "sequence"], name="event_once_in_its_place")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.sequence} {self.kind}"


class Attachment(models.Model):
    """A file of a dossier; its bytes lie in the data folder under their SHA-256 (`blobs.py`)."""

    class Purpose(models.TextChoices):
        APPLICATION = "application", _("application")
        SUPPLEMENT = "supplement", _("supplement")
        INTERNAL = "internal", _("internal paper")
        RESULT = "result", _("result")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    component = models.CharField(
        max_length=60, blank=True, help_text="Which required document it is."
    )
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """A letter of one of the forms 01–07; once signed it is a numbered file and never changes."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="letters")
    form = models.CharField(max_length=2)
    content = models.JSONField(default=dict)
    drafted_at = models.DateTimeField(default=timezone.now)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    docx = models.CharField(max_length=64, blank=True, help_text="SHA-256")
    pdf = models.CharField(max_length=64, blank=True, help_text="SHA-256")

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="a_letter_number_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.number or ''}".strip()


class LetterCounter(models.Model):
    """The last number of a letter in a year; the row is the lock."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of letters")
        verbose_name_plural = _("counters of letters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Absence(models.Model):
    """Days on which an officer is away, and who stands in."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dossier_absences"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dossier_covers"
    )

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="absence_runs_forward"
            ),
            models.CheckConstraint(
                condition=~Q(officer=models.F("cover")), name="nobody_covers_himself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.first_day} – {self.last_day}"


class AlertSettings(models.Model):
    """What a person wants to be told of before it is too late."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE,
        related_name="dossier_alerts",
    )  # fmt: skip
    used_share = models.PositiveSmallIntegerField(
        default=75, help_text="Tell when this share of the term is used, in %."
    )
    last_day = models.BooleanField(default=True)
    apology = models.BooleanField(default=True)
    digest = models.BooleanField(default=True, help_text="By e-mail on every working morning.")
    digest_sent_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("alert settings")
        verbose_name_plural = _("alert settings")

    def __str__(self) -> str:
        return str(self.user)


class FailedLookup(models.Model):
    """Somebody typed a code and a secret that do not belong together; `who` is a keyed hash."""

    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("failed look-up")
        verbose_name_plural = _("failed look-ups")
        indexes = [models.Index(fields=["who", "at"], name="failed_lookup")]

    def __str__(self) -> str:
        return f"{self.who[:8]} {self.at:%Y-%m-%d %H:%M}"
