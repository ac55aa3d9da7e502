"""Commodities (nguyên liệu) and raw-material areas (vùng nguyên liệu). Filled by resolution."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.facts import typed


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
