from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "diaban.visits"
    label = "visits"
    verbose_name = _("Visits")

    def ready(self) -> None:
        from diaban.dossiers import blobs
        from diaban.facts import citations, contributions, dependents
        from diaban.notices import kinds
        from diaban.projects import timeline
        from diaban.visits import contribution, providers, stored, telling
        from diaban.visits.commitments import telling as commitment_telling
        from diaban.visits.following import showing as following_showing
        from diaban.visits.minutes import telling as minute_telling

        blobs.register(stored.named)
        citations.register(following_showing.citing)
        kinds.register(*telling.KINDS, *commitment_telling.KINDS, *minute_telling.KINDS)
        contributions.register(contribution.build)
        dependents.register("visits.Stop", "place")
        timeline.register(providers.visits)
        timeline.register(providers.commitments)
