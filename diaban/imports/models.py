"""Imports: a file, what was decided about it, what it would change, and what became of it.

The change set is kept as it was approved, so that what is applied is what people saw.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.facts.models import Source
from diaban.imports.decisions import Decisions


class State(models.TextChoices):
    """Where an import stands; each step is an `ImportEvent`."""

    DRAFT = "draft", _("being prepared")  # đang chuẩn bị: questions, errors or warnings are open
    READY = "ready", _("ready to be sent")  # sẵn sàng gửi
    SENT = "sent", _("waiting for approval")  # chờ duyệt
    APPROVED = "approved", _("approved")  # đã duyệt
    APPLIED = "applied", _("applied")  # đã áp dụng
    REJECTED = "rejected", _("rejected")  # bị từ chối
    ABANDONED = "abandoned", _("given up")  # đã hủy


class Import(models.Model):
    """One file on its way into one layer; or, with `undoes`, the taking back of an earlier one.

    `decisions` is `Decisions.as_json()`; `report` is what the review says besides its rows: counts,
    columns, questions, the transformation, the encoding, notes (see `storing.report_of`). `basis`
    is the state of the registry that the change set was made against, `digest` that of the change
    set. `state` repeats the last event.
    """

    kind = models.CharField(max_length=40)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    sender = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    file_size = models.BigIntegerField(default=0)
    decisions = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    basis = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    undoes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["state", "proposed_at"], name="import_state")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.file_name or self.kind}"

    @property
    def origin(self) -> str:
        """The origin of every assertion that it makes."""
        return f"import:{self.pk}"

    @property
    def answers(self) -> Decisions:
        return Decisions.from_json(self.decisions)

    @property
    def mark(self) -> str:
        """What an approver agrees to: another as soon as the change set or a decision is another.

        The decisions count too: trust, dates and accuracy are recorded with every value.
        """
        content = json.dumps([self.digest, self.decisions], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


class ImportEvent(models.Model):
    """One step of an import: who did what, when and why. `action` is the state it led to."""

    subject = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="events")
    action = models.CharField(max_length=12, choices=State.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("step of an import")
        verbose_name_plural = _("steps of imports")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.action}"


class ImportFinding(models.Model):
    """A remark of the review (`remarks.Remark`), with its words in both languages."""

    subject = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8)
    row = models.IntegerField(default=0)
    field = models.CharField(max_length=120, blank=True)
    reason = models.JSONField()
    remedy = models.JSONField()
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    samples = models.JSONField(default=list)
    accepted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.row}: {self.code}"


class ImportChange(models.Model):
    """One subject of the change set.

    `action` is one of `differences.ACTIONS`, "doubtful" (with `candidates`), or "undone".
    `fields` holds `differences.FieldChange.as_json()` of each value. `restores` are assertions that
    an undoing brings back.
    """

    subject = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(max_length=10)
    key = models.CharField(max_length=160, blank=True)
    name = models.TextField(blank=True)
    row = models.IntegerField(default=0)
    how = models.CharField(max_length=10, blank=True)
    fields = models.JSONField(default=list)
    withdraws = models.JSONField(default=list)
    restores = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    moved_m = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("id",)
        indexes = [models.Index(fields=["subject", "action"], name="import_change_action")]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"


class RememberedMapping(models.Model):
    """How a sender's file with these columns was read the last time that it was sent on."""

    sender = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    columns = models.CharField(max_length=64, help_text="SHA-256 of the names of the columns.")
    mapping = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "kind", "columns"], name="one_mapping_of_a_sender"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.kind}"


def mapping_of(sender: str, kind: str, columns: str) -> dict[str, Any]:
    """The remembered mapping, {} where there is none."""
    found = RememberedMapping.objects.filter(sender=sender, kind=kind, columns=columns).first()
    return dict(found.mapping) if found else {}


class Sheet(models.Model):
    """A large file's values, all of one source, kept as one table (tờ dữ liệu).

    It says the same as an assertion for every cell would: subject (the row's key), field (the
    column), value, source, trust and the day for which it is given; recorded and withdrawn as one.
    `file` is the hash of the Arrow table under the data folder.
    """

    kind = models.CharField(max_length=40)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="sheets")
    origin = models.CharField(max_length=120)
    file = models.CharField(max_length=64)
    rows = models.BigIntegerField()
    columns = models.IntegerField()
    trust = models.CharField(max_length=3)
    as_of = models.DateField(null=True, blank=True)
    as_of_period = models.CharField(max_length=7, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_import = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_sheet_of_a_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.source_id}: {self.rows}"


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting for the worker")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class ImportJob(models.Model):
    """Long work on an import, done by the worker while a page shows how far it is.

    `action` is "propose" (a file that was just sent), "decide" (review again with `decisions`) or
    "apply". `subject` is the import; of "propose" it is known when the work is done. `problem` is
    why it failed, in the language of the person who asked.
    """

    action = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    subject = models.ForeignKey(
        Import, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    kind = models.CharField(max_length=40, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.CASCADE)
    sender = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    decisions = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="vi")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    share = models.FloatField(default=0.0, help_text="How much is done, 0 to 1.")
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(default=timezone.now, help_text="Last sign of life.")

    class Meta:
        verbose_name = _("work on an import")
        verbose_name_plural = _("work on imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.file_name or self.subject_id}: {self.state}"
