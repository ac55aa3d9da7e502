from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "diaban.dossiers"
    label = "dossiers"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        from diaban.dossiers import applicant_notices, blobs, providers, publishing
        from diaban.facts import contributions, dependents
        from diaban.notices import kinds
        from diaban.procedures import impact
        from diaban.procedures.signals import calendar_changed
        from diaban.projects import timeline

        blobs.register(providers.stored)
        contributions.register(publishing.build)
        kinds.register(*applicant_notices.KINDS)
        dependents.register("dossiers.Dossier", "zone")
        timeline.register(providers.of_project)
        impact.register("dossiers", providers.open_cases, providers.open_by_version)
        calendar_changed.connect(providers.count_again, dispatch_uid="dossiers")
