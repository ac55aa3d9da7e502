from __future__ import annotations

from django.apps import AppConfig


class LandConfig(AppConfig):
    name = "diaban.land"
    verbose_name = "Land"

    def ready(self) -> None:
        from diaban.facts import dependents
        from diaban.facts.contributions import register
        from diaban.land.publishing import build

        register(build)
        dependents.register("land.Ledger", "zone")
