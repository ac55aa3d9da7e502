from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "diaban.petitions"
    label = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from diaban.dossiers import blobs
        from diaban.facts import contributions, dependents
        from diaban.facts.schema import register
        from diaban.notices import kinds
        from diaban.petitions import contribution, daily, providers, stored, telling
        from diaban.petitions.tables import BODIES, LADDER, ROUTES
        from diaban.procedures.signals import calendar_changed
        from diaban.projects import timeline

        register(BODIES, ROUTES, LADDER)
        timeline.register(providers.of_project)
        kinds.register(*telling.KINDS)
        blobs.register(stored.named)
        contributions.register(contribution.build)
        calendar_changed.connect(daily.on_calendar_changed, dispatch_uid="petitions")
        dependents.register("petitions.Petition", "place")
