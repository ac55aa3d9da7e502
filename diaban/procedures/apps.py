from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "diaban.procedures"
    verbose_name = "Procedures"

    def ready(self) -> None:
        from diaban.facts.contributions import register
        from diaban.procedures.contribution import contribute

        register(contribute)
