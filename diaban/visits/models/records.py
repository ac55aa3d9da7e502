"""What was seen at a stop, and what devices sent of it.

`StopField` holds what is known now of one thing looked at; the submissions that made it so are all
kept beside it.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.visits.models.journeys import Stop
from diaban.visits.models.people import person


class StopField(models.Model):
    """What is recorded now under one name: "note", "met", "checklist.wastewater".

    `version` counts the changes of this field; `at` is the time told by who wrote it (a device in
    the field), `received_at` the server's.
    """

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField(max_length=80)
    value = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = person()
    at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=64, blank=True, help_text="Empty: written at the desk.")

    class Meta:
        verbose_name = _("record of a stop")
        verbose_name_plural = _("records of stops")
        ordering = ["stop", "name"]
        constraints = [models.UniqueConstraint(fields=["stop", "name"], name="stop_field_once")]

    def __str__(self) -> str:
        return f"{self.stop_id} {self.name}"


class Submission(models.Model):
    """What a device sent about a stop, whole and for ever; the device gave it its id.

    `payload` is what came, `receipt` what was answered and is answered again to the same id.
    `base_version` is the stop's version that the device had seen.
    """

    class Outcome(models.TextChoices):
        APPLIED = "applied", _("taken in")
        CONFLICT = "conflict", _("in conflict")
        HELD = "held", _("held for repair")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    device = models.CharField(max_length=64)
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="submissions")
    user = person()
    base_version = models.PositiveIntegerField(default=0)
    device_time = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    payload = models.JSONField(default=dict)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, db_index=True)
    receipt = models.JSONField(default=dict)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = person()
    resolution = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("submission from the field")
        verbose_name_plural = _("submissions from the field")
        ordering = ["received_at"]
        indexes = [models.Index(fields=["stop", "device", "received_at"], name="of_a_device")]

    def __str__(self) -> str:
        return str(self.id)


class Media(models.Model):
    """A photograph, a voice memo or a drawn signature; the bytes lie under their SHA-256.

    `longitude`, `latitude` and `accuracy_m` (metres) are the device's, as is `taken_at`; null is
    unknown. `warnings` are codes with words, told to who took it. `name` and `side` say whose
    signature it is.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photograph")
        VOICE = "voice", _("voice memo")
        SIGNATURE = "signature", _("signature")

    class State(models.TextChoices):
        STORED = "stored", _("stored")
        HELD = "held", _("held for repair")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200, blank=True)
    side = models.CharField(max_length=12, blank=True, help_text="“authority” or “other”.")
    caption = models.CharField(max_length=250, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    taken_at = models.DateTimeField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    blurred = models.BooleanField(default=False, help_text="Faces were made unrecognisable.")
    warnings = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.STORED)
    device = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    by = person()

    class Meta:
        verbose_name = _("photograph, memo or signature")
        verbose_name_plural = _("photographs, memos and signatures")
        ordering = ["stop", "taken_at", "received_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Finding(models.Model):
    """Something found on the spot (phát hiện). It may become one other thing, once.

    `category` is a field of petitions; `became` says what it became ("petition", "remedy", "land",
    "project") and `became_key` which.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="findings")
    category = models.CharField(max_length=40)
    text = models.TextField()
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = person()
    became = models.CharField(max_length=12, blank=True)
    became_key = models.CharField(max_length=160, blank=True, db_index=True)
    became_at = models.DateTimeField(null=True, blank=True)
    became_by = person()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["stop", "at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
