"""Task-force visits (đoàn, tổ công tác): where they go, what they saw, what was promised there.

What happened to a visit and to a commitment is appended and never changed. `StopField` holds what
is known now of one thing looked at; the submissions that made it so are all kept beside it.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import Organisation
from diaban.land.append_only import AppendOnly
from diaban.petitions.models import Body


def person(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        **({"related_name": "+"} | more),
    )  # fmt: skip


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


class FieldDevice(models.Model):
    """A telephone or tablet that took visits along for one person; `device` is the name that the
    application made for itself. While `lost_at` is set the server answers it nothing but that it is
    lost; `emptied_at` is when it heard so."""

    device = models.CharField(max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="field_devices"
    )
    kind = models.CharField(max_length=120, blank=True, help_text="As the browser names it.")
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    lost_at = models.DateTimeField(null=True, blank=True)
    lost_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("device in the field")
        verbose_name_plural = _("devices in the field")
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(fields=["device", "user"], name="field_device_of_a_person")
        ]

    def __str__(self) -> str:
        return self.device


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
