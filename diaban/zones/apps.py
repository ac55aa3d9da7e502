from __future__ import annotations

from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "diaban.zones"
    verbose_name = "Zones"

    def ready(self) -> None:
        from diaban.facts.schema import register
        from diaban.zones.kinds import ECONOMIC_ZONE, FACILITY, INFRASTRUCTURE_PROJECT, PARK

        register(ECONOMIC_ZONE, PARK, INFRASTRUCTURE_PROJECT, FACILITY)
