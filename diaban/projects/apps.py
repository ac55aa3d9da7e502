from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "diaban.projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        from diaban.facts import contributions, dependents
        from diaban.projects import contribution, providers, timeline

        timeline.register(providers.own)
        timeline.register(providers.land)
        contributions.register(contribution.build)
        places = ("park", "economic_zone", "infrastructure_project")
        dependents.register("projects.Project", *places)
