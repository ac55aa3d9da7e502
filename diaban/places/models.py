"""Localities (đơn vị hành chính) through time, and which commune became which in 2025."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.facts import typed
from diaban.facts.models import Source


class Locality(typed.LocatedSubject):
    """A province, district or commune in its time. Area in km²."""

    level = typed.code()
    type = typed.code()
    parent = typed.key()
    area = typed.number()
    population = typed.whole()
    admin_centre_vi = typed.text()
    admin_centre_en = typed.text()
    formed_from_vi = typed.text()
    formed_from_en = typed.text()
    decision = typed.text()

    class Meta:
        verbose_name = _("locality")
        verbose_name_plural = _("localities")


class CrosswalkRow(models.Model):
    """A former commune, or a part of it, went into a new one on a day (bảng chuyển đổi)."""

    old_code = models.CharField(max_length=60)
    old_name = models.TextField()
    old_type = models.CharField(max_length=20)
    old_district = models.CharField(max_length=160)
    new_code = models.CharField(max_length=160, db_index=True)
    extent = models.CharField(max_length=10)
    on = models.DateField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    trust = models.CharField(max_length=3)
    as_of = models.DateField(null=True)
    note = models.TextField(blank=True, help_text="In English.")
    note_vi = models.TextField(blank=True, help_text="In Vietnamese.")
    origin = models.CharField(max_length=120)
    identity = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("crosswalk row")
        verbose_name_plural = _("crosswalk")
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(withdrawn_at=None), name="live_crosswalk_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_name} → {self.new_code}"


class CrosswalkShare(models.Model):
    """Which share of a divided commune's area or population a new unit took over."""

    old_code = models.CharField(max_length=60)
    new_code = models.CharField(max_length=160)
    measure = models.CharField(max_length=12)
    share = models.FloatField(help_text="From 0 to 1.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    trust = models.CharField(max_length=3)
    as_of = models.DateField(null=True)
    note = models.TextField(blank=True, help_text="In English.")
    note_vi = models.TextField(blank=True, help_text="In Vietnamese.")
    origin = models.CharField(max_length=120)
    identity = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("share of a divided commune")
        verbose_name_plural = _("shares of divided communes")
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(withdrawn_at=None), name="live_share_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}: {self.share}"
