from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "diaban.projects"
    verbose_name = "Projects"
