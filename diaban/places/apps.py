from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "diaban.places"
    verbose_name = "Places"

    def ready(self) -> None:
        from diaban.facts import contributions
        from diaban.facts.schema import register
        from diaban.places import published
        from diaban.places.crosswalk import CROSSWALK, CROSSWALK_SHARES
        from diaban.places.kinds import LOCALITY

        register(LOCALITY, CROSSWALK, CROSSWALK_SHARES)
        contributions.register(published.build)
