from __future__ import annotations

from django.apps import AppConfig


class MaterialsConfig(AppConfig):
    name = "diaban.materials"
    verbose_name = "Raw materials"

    def ready(self) -> None:
        from diaban.facts.schema import register
        from diaban.materials.kinds import COMMODITY, MATERIAL

        register(COMMODITY, MATERIAL)
