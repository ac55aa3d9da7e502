from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "diaban.petitions"
    label = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from diaban.facts import contributions
        from diaban.facts.schema import register
        from diaban.petitions import contribution
        from diaban.petitions.tables import BODIES, ROUTES

        register(BODIES, ROUTES)
        contributions.register(contribution.build)
