from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "diaban.visits"
    label = "visits"
    verbose_name = _("Visits")

    def ready(self) -> None:
        from diaban.dossiers import blobs
        from diaban.facts import contributions, dependents
        from diaban.notices import kinds
        from diaban.visits import commitment_telling, contribution, minute_telling, stored

        blobs.register(stored.named)
        kinds.register(*commitment_telling.KINDS, *minute_telling.KINDS)
        contributions.register(contribution.build)
        dependents.register("visits.Stop", "place")
