from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "diaban.reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from diaban.facts import contributions
        from diaban.reports import contribution

        contributions.register(contribution.build)
