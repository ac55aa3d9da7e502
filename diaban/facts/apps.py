from __future__ import annotations

from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "diaban.facts"
    verbose_name = "Facts"

    def ready(self) -> None:
        from diaban.facts import checks  # noqa: F401  (it registers itself)
