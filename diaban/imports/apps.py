from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "diaban.imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        from diaban.facts import contributions
        from diaban.imports.sheets import contribute

        contributions.register(contribute)
