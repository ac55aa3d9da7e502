from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

ROOMS = ("dossiers", "petitions", "visits", "land", "projects")


class IndicatorsConfig(AppConfig):
    name = "diaban.indicators"
    verbose_name = "Indicators"

    def ready(self) -> None:
        from diaban.facts import contributions
        from diaban.facts.schema import register
        from diaban.indicators import document
        from diaban.indicators.early.alert_table import RULES
        from diaban.indicators.early.notices import ALERT
        from diaban.indicators.kinds import STATEMENT
        from diaban.indicators.statements.table import LINKS
        from diaban.indicators.tables import EXTERNAL_SERIES, INDICATORS
        from diaban.notices import kinds as notice_kinds

        register(STATEMENT, LINKS, INDICATORS, EXTERNAL_SERIES, RULES)
        notice_kinds.register(ALERT)
        for room in ROOMS:
            import_module(f"diaban.indicators.queries.{room}")
        contributions.register(document.build)
