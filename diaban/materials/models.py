"""Commodities (nguyên liệu) and raw-material areas (vùng nguyên liệu). Filled by resolution."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.facts import typed
from diaban.materials.kinds import DOCUMENT_KINDS


class Commodity(typed.Subject):
    """A raw material with its customs (HS) and industry (VSIC) codes."""

    group = typed.code()
    hs = typed.items()
    vsic = typed.items()
    unit = typed.code()

    class Meta:
        verbose_name = _("commodity")
        verbose_name_plural = _("commodities")


class MaterialArea(typed.LocatedSubject):
    """A mine, a region or a total of the province.

    Area in hectares, output in t/year, reserves in million tonnes, yield in t/ha.
    """

    kind = typed.code()
    commodity = typed.key()
    status = typed.code()
    localities = typed.items()
    operator_vi = typed.text()
    operator_en = typed.text()
    area = typed.number()
    output = typed.number()
    reserves = typed.number()
    yield_per_ha = typed.number()
    season_vi = typed.text()
    season_en = typed.text()
    price_vi = typed.text()
    price_en = typed.text()
    mining_method = typed.code()

    class Meta:
        verbose_name = _("raw-material area")
        verbose_name_plural = _("raw-material areas")


class MaterialPlot(typed.LocatedSubject):
    """A forest or farm plot under a raw-material area. Areas in hectares."""

    region = typed.key()
    commodity = typed.key()
    country = typed.text()
    place = typed.text()
    area = typed.number()
    measured = typed.number()

    class Meta:
        verbose_name = _("raw-material plot")
        verbose_name_plural = _("raw-material plots")


def _person(**options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options
    )


class PlotProducer(models.Model):
    """Who produces on a plot (chủ rừng, hộ sản xuất): personal data, kept apart and erasable.

    Erasing empties the name and keeps that, when and by whom it was erased.
    """

    plot = models.CharField(max_length=160, unique=True)
    name = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _person(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = _person(null=True)

    class Meta:
        verbose_name = _("producer of a plot")
        verbose_name_plural = _("producers of plots")

    def __str__(self) -> str:
        return self.plot


class PlotDocument(models.Model):
    """A paper that proves legality (giấy tờ hợp pháp): the file is kept by its SHA-256.

    `expires_on` is the last day on which it holds; null is unknown unless `unlimited`. It is never
    changed: a wrong one is withdrawn with a reason, and another attached.
    """

    plot = models.CharField(max_length=160, db_index=True)
    kind = models.CharField(
        max_length=20, choices=[(k, en) for k, (_vi, en) in DOCUMENT_KINDS.items()]
    )
    number = models.CharField(max_length=120)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    unlimited = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _person()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = _person(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("legality document")
        verbose_name_plural = _("legality documents")
        ordering = ["-recorded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.plot} {self.number}"
