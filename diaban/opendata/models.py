"""Things that others map in the open. Filled by resolution; a model for each licensed layer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.facts import typed


class MappedThing(typed.LocatedSubject):
    """What every one of them says. Capacity in the unit of its kind."""

    type = typed.text()
    status = typed.text()
    operator_vi = typed.text()
    operator_en = typed.text()
    capacity = typed.number()
    since = typed.whole()
    reference = typed.text()

    class Meta:
        abstract = True


class MappedPark(MappedThing):
    """An industrial area of OpenStreetMap: what is built and mapped, not a legal extent."""

    class Meta:
        verbose_name = _("industrial area on OpenStreetMap")
        verbose_name_plural = _("industrial areas on OpenStreetMap")


class MappedTransport(MappedThing):
    """A port, airport, station or border crossing of OpenStreetMap."""

    class Meta:
        verbose_name = _("transport facility on OpenStreetMap")
        verbose_name_plural = _("transport facilities on OpenStreetMap")


class MappedLine(MappedThing):
    """A piece of a road or railway of OpenStreetMap."""

    class Meta:
        verbose_name = _("road or railway on OpenStreetMap")
        verbose_name_plural = _("roads and railways on OpenStreetMap")


class TrackedMine(MappedThing):
    """A coal mine of Global Energy Monitor's tracker."""

    class Meta:
        verbose_name = _("tracked coal mine")
        verbose_name_plural = _("tracked coal mines")


class TrackedPowerUnit(MappedThing):
    """A unit of a coal-fired power station of Global Energy Monitor's tracker."""

    class Meta:
        verbose_name = _("tracked power unit")
        verbose_name_plural = _("tracked power units")


class TrackedCementPlant(MappedThing):
    """A cement plant of the Spatial Finance Initiative's database."""

    class Meta:
        verbose_name = _("tracked cement plant")
        verbose_name_plural = _("tracked cement plants")
