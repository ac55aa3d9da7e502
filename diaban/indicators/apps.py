from __future__ import annotations

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "diaban.indicators"
    verbose_name = "Indicators"

    def ready(self) -> None:
        from diaban.facts.schema import register
        from diaban.indicators.kinds import STATEMENT
        from diaban.indicators.statement_table import LINKS

        register(STATEMENT, LINKS)
