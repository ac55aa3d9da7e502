from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "diaban.reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from diaban.dossiers import blobs
        from diaban.facts import contributions
        from diaban.notices import kinds
        from diaban.reports import contribution, stored, telling

        blobs.register(stored.named)
        kinds.register(*telling.KINDS)
        contributions.register(contribution.build)
