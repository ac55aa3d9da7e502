"""The catalogue and the calendar as stored: versions that are written once.

A draft may be changed; what is published never is. A dossier keeps the number of the version that
held on the day of its receipt.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WrittenOnce(RuntimeError):
    """Code tried to change what is published; make a new version instead."""


def user() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Procedure(models.Model):
    """A procedure (thủ tục hành chính) by its lasting code; what it says is in its versions."""

    code = models.SlugField(max_length=60, unique=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(models.Model):
    """What a procedure says from `valid_from` on, as `content.read` reads it.

    `decided_on` and `decision`: the decision that announces it (quyết định công bố). A draft has no
    `published_at`. Of two published versions with one `valid_from` the later number holds: so a
    mistake is corrected without touching what was published.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateField(db_index=True)
    content = models.JSONField()
    decision = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    from_pack = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = user()
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    published_by = user()
    _was_published = False

    class Meta:
        verbose_name = _("version of a procedure")
        verbose_name_plural = _("versions of procedures")
        ordering = ("procedure__code", "valid_from", "number")
        constraints = (
            models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.procedure.code} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._was_published:
            raise WrittenOnce(f"{self} is published")
        super().save(*args, **kwargs)
        self._was_published = self.published_at is not None

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self._was_published:
            raise WrittenOnce(f"{self} is published")
        return super().delete(*args, **kwargs)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> ProcedureVersion:
        found = super().from_db(*args, **kwargs)
        found._was_published = found.__dict__.get("published_at") is not None
        return found


class CalendarVersion(models.Model):
    """What the authority made known of its calendar on the day `recorded`, and on what basis.

    `changes`, `hours` as `clock.case.read_version` reads them. Written once.
    """

    code = models.SlugField(max_length=60, unique=True)
    recorded = models.DateField(db_index=True)
    basis = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    changes = models.JSONField(default=list)
    hours = models.JSONField(null=True, blank=True)
    confirms_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = user()

    class Meta:
        verbose_name = _("version of the calendar")
        verbose_name_plural = _("versions of the calendar")
        ordering = ("recorded", "pk")

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce(f"{self.code} is recorded")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise WrittenOnce(f"{self.code} is recorded")
