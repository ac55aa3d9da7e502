"""Economic zones (KKT), industrial parks (KCN), their developers' projects, and infrastructure.

Filled by resolution (`facts.refresh`). Areas in hectares; references are subject keys.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.facts import typed


class EconomicZone(typed.LocatedSubject):
    """An economic zone (khu kinh tế)."""

    type = typed.code()
    status = typed.code()
    area = typed.number()
    land_area = typed.number()
    sea_area = typed.number()
    decision = typed.text()
    decided_on = typed.day()
    localities = typed.items()
    extent_vi = typed.text()
    extent_en = typed.text()

    class Meta:
        verbose_name = _("economic zone")
        verbose_name_plural = _("economic zones")


class IndustrialPark(typed.LocatedSubject):
    """An industrial park (khu công nghiệp); several developers may build its infrastructure."""

    status = typed.code()
    planned_area = typed.number()
    industrial_area = typed.number()
    economic_zone = typed.key()
    localities = typed.items()
    former_place_vi = typed.text()
    former_place_en = typed.text()
    established = typed.whole()
    decision = typed.text()
    sectors_vi = typed.text()
    sectors_en = typed.text()

    class Meta:
        verbose_name = _("industrial park")
        verbose_name_plural = _("industrial parks")


class InfrastructureProject(typed.LocatedSubject):
    """A developer's project for the infrastructure of a park (dự án đầu tư hạ tầng KCN).

    Investment in billion VND and million USD, rent in USD/m², fee in USD/m²/year, capacities in
    m³/day, occupancy in %.
    """

    park = typed.key()
    economic_zone = typed.key()
    localities = typed.items()
    status = typed.code()
    developer_vi = typed.text()
    developer_en = typed.text()
    tax_code = typed.text()
    decision = typed.text()
    decided_on = typed.day()
    established = typed.whole()
    term_from = typed.whole()
    term_to = typed.whole()
    area = typed.number()
    industrial_area = typed.number()
    built_area = typed.number()
    leased_area = typed.number()
    free_area = typed.number()
    occupancy = typed.number()
    investment_vnd = typed.number()
    investment_usd = typed.number()
    power_vi = typed.text()
    power_en = typed.text()
    water_vi = typed.text()
    water_en = typed.text()
    water_capacity = typed.number()
    wastewater_capacity = typed.number()
    wastewater_vi = typed.text()
    wastewater_en = typed.text()
    access_vi = typed.text()
    access_en = typed.text()
    rent_min = typed.number()
    rent_max = typed.number()
    service_fee = typed.number()
    sectors_vi = typed.text()
    sectors_en = typed.text()
    tenants_vi = typed.text()
    tenants_en = typed.text()
    former_place_vi = typed.text()
    former_place_en = typed.text()

    class Meta:
        verbose_name = _("infrastructure project")
        verbose_name_plural = _("infrastructure projects")


class Facility(typed.LocatedSubject):
    """One piece of infrastructure (công trình hạ tầng): a port, a road, a plant. Length in km."""

    kind = typed.code()
    status = typed.code()
    localities = typed.items()
    operator_vi = typed.text()
    operator_en = typed.text()
    capacity = typed.number()
    capacity_unit = typed.code()
    length = typed.number()
    opened = typed.code()
    route_vi = typed.text()
    route_en = typed.text()
    reference = typed.text()
    serves = typed.items()

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
