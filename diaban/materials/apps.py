from __future__ import annotations

from django.apps import AppConfig


class MaterialsConfig(AppConfig):
    name = "diaban.materials"
    verbose_name = "Raw materials"

    def ready(self) -> None:
        from diaban.facts import contributions, dependents
        from diaban.facts.schema import register
        from diaban.materials import published
        from diaban.materials.kinds import COMMODITY, MATERIAL, MATERIAL_PLOT

        register(COMMODITY, MATERIAL, MATERIAL_PLOT)
        contributions.register(published.build)
        dependents.register("materials.PlotDocument", "plot")
        dependents.register("materials.PlotProducer", "plot")
