"""Which computed figure a published one is set beside, as packs say it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StatementLink(models.Model):
    """One reading of a published statement; see `comparing.Link` for what the columns ask.

    It is a reading and no fact: a later load of the pack replaces it.
    """

    statement = models.CharField(max_length=160)
    reading = models.CharField(max_length=16)
    indicator = models.CharField(max_length=120)
    period = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=160, blank=True)
    bound = models.CharField(max_length=16, blank=True)
    scopes = models.JSONField(default=list)
    bases = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    rest = models.JSONField(default=list)
    trust = models.CharField(max_length=3)
    origin = models.CharField(max_length=120)
    identity = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("link of a published figure")
        verbose_name_plural = _("links of published figures")
        ordering = ["statement", "-reading", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "identity"], name="one_statement_link")
        ]

    def __str__(self) -> str:
        return f"{self.statement} ↔ {self.indicator}"
