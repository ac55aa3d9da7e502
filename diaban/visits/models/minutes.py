"""The minutes of stops, and the letters that carried them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.visits.models.journeys import Stop
from diaban.visits.models.people import person


class Minute(models.Model):
    """The minute of a stop (biên bản làm việc), in versions; one that both signed never changes.

    `content` is what the two files were made of. `refused` is the reason of a side that would not
    sign.
    """

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField(default=dict)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    by = person()
    signed_by_authority_at = models.DateTimeField(null=True, blank=True)
    authority_signer = models.CharField(max_length=200, blank=True)
    signed_by_other_at = models.DateTimeField(null=True, blank=True)
    other_signer = models.CharField(max_length=200, blank=True)
    refused = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("minute of a visit")
        verbose_name_plural = _("minutes of visits")
        ordering = ["stop", "version"]
        constraints = [
            models.UniqueConstraint(fields=["stop", "version"], name="minute_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.stop_id} v{self.version}"


class MinuteLetter(models.Model):
    """One try to mail a finished minute to the organisation that was visited.

    The row is the claim on the sending: it is written, committed, and only then the letter goes
    out. Every try is kept.
    """

    class State(models.TextChoices):
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    minute = models.ForeignKey(Minute, on_delete=models.CASCADE, related_name="letters")
    address = models.EmailField()
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices)
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = _("letter with a minute")
        verbose_name_plural = _("letters with minutes")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.minute_id} {self.address} {self.state}"
