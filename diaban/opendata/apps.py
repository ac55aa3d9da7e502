from __future__ import annotations

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "diaban.opendata"
    verbose_name = "Open data"

    def ready(self) -> None:
        from diaban.facts.schema import register
        from diaban.opendata.kinds import KINDS

        register(*KINDS)
