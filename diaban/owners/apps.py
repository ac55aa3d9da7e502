from __future__ import annotations

from django.apps import AppConfig


class OwnersConfig(AppConfig):
    name = "diaban.owners"
    verbose_name = "Owners"

    def ready(self) -> None:
        from diaban.facts import contributions
        from diaban.owners import promises

        contributions.register(promises.contribute)
