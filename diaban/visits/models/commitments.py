"""What was promised on a visit, and what happened to it; events are appended, never changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import Organisation
from diaban.land.append_only import AppendOnly
from diaban.petitions.models import Body
from diaban.visits.models.journeys import Stop
from diaban.visits.models.people import person


class Commitment(models.Model):
    """What somebody promised on a visit (cam kết): who, what, by when. `number`: CK-2025-0001.

    `body` of the authority's side or `organisation` of the enterprise's; `evidence` says what will
    show that it is done. `first_due_on` never moves; `due_on` and `is_open` are as replayed.
    """

    class Side(models.TextChoices):
        AUTHORITY = "authority", _("the authority's side")
        ENTERPRISE = "enterprise", _("the enterprise's side")

    number = models.CharField(max_length=24, unique=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, help_text="Given by the device.")
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="commitments")
    side = models.CharField(max_length=12, choices=Side.choices)
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    what = models.TextField()
    due_on = models.DateField(null=True, blank=True, db_index=True)
    first_due_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    is_open = models.BooleanField(default=True, db_index=True)
    demonstration = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = person()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """How other rooms cite it."""
        return f"commitment:{self.number}"


class CommitmentEvent(AppendOnly):
    """What happened to a commitment, with the file that shows it where there is one."""

    class Kind(models.TextChoices):
        MADE = "made", _("made")
        REMINDED = "reminded", _("reminded")
        POSTPONED = "postponed", _("postponed")
        CLAIMED_KEPT = "claimed_kept", _("said to be kept")
        REFUTED = "refuted", _("not found kept")
        KEPT = "kept", _("kept")
        NOT_KEPT = "not_kept", _("not kept")
        WITHDRAWN = "withdrawn", _("withdrawn")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The day promised.")
    text = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField(null=True, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    by = person()

    class Meta:
        verbose_name = _("event of a commitment")
        verbose_name_plural = _("events of commitments")
        ordering = ["commitment_id", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.kind} {self.on}"
