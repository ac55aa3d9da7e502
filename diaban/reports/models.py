"""Reports of the desk: what was drafted, written, locked, signed and published. Only appended.

What a report says before it is locked is computed from the current edition and the passages; from
the lock on it is the text that was kept then, and nothing changes it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.land.append_only import AppendOnly, WrittenOnce
from diaban.reports import course


class Kind(models.TextChoices):
    OFFICIAL = "official", _("official report")
    PRESS = "press", _("press version")


def person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )


class Report(AppendOnly):
    """A report (báo cáo) of a kind on a period. `revision` counts those that came after a returned
    or published one."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    period = models.CharField(max_length=7)
    revision = models.PositiveSmallIntegerField(default=1)
    demonstration = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = person()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-period", "kind", "-revision")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "period", "revision"), name="one_report_of_a_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} ({self.revision})"

    def taken(self) -> list[course.Taken]:
        return [course.Taken(one.step, one.by_id) for one in self.steps.all()]

    def writers(self) -> set[int]:
        """Who wrote passages, those that were replaced since too."""
        return set(self.passages.exclude(by=None).values_list("by", flat=True))

    def possible(self, person: int | None) -> tuple[str, ...]:
        """The steps that this person may take next, permissions aside."""
        return course.possible(self.taken(), person, settings.DIABAN_SECOND_PERSON, self.writers())

    @property
    def state(self) -> str:
        return course.state(self.taken())


class Passage(AppendOnly):
    """What a person wrote into a free place of a draft; the last version counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="passages")
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = person()

    class Meta:
        verbose_name = _("passage of a report")
        verbose_name_plural = _("passages of reports")
        ordering = ("report", "language", "name", "version")
        constraints = [
            models.UniqueConstraint(
                fields=("report", "language", "name", "version"), name="one_passage_of_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if course.is_locked(self.report.state):
            raise WrittenOnce("a locked report takes no passage")
        super().save(*args, **kwargs)


class Step(AppendOnly):
    """A step that somebody took; `note` says why a report was returned."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = person()

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("report", "step"), name="one_step_of_a_kind")
        ]

    def __str__(self) -> str:
        return self.step


class LockedText(AppendOnly):
    """What the report says in a language since it was locked: the twin, with its edition."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2)
    edition = models.CharField(max_length=60)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("text of a locked report")
        verbose_name_plural = _("texts of locked reports")
        ordering = ("report", "-language")
        constraints = [
            models.UniqueConstraint(fields=("report", "language"), name="one_text_of_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.language}"


class Signature(AppendOnly):
    """The number that a report got when it was signed, once in a year, and who signed."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="signature")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    signed_on = models.DateField()
    signer = models.CharField(max_length=160)
    by = person()

    class Meta:
        verbose_name = _("signature of a report")
        verbose_name_plural = _("signatures of reports")
        constraints = [
            models.UniqueConstraint(fields=("year", "number"), name="one_number_in_a_year")
        ]

    def __str__(self) -> str:
        return self.symbol

    @property
    def symbol(self) -> str:
        """Số, ký hiệu: 12/BC-BQLKKT."""
        return f"{self.number}/BC-{settings.DIABAN_LETTERHEAD['symbol']}"


class ReportFile(AppendOnly):
    """A file of a signed report, as it was made then; its bytes lie with the other attachments."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(max_length=2)
    format = models.CharField(max_length=4)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ("report", "-language", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("report", "language", "format"), name="one_file_of_a_format"
            )
        ]

    def __str__(self) -> str:
        return self.name
