from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "diaban.visits"
    label = "visits"
    verbose_name = _("Visits")

    def ready(self) -> None:
        from diaban.facts import dependents

        dependents.register("visits.Stop", "place")
