from __future__ import annotations

from django.apps import AppConfig


class OwnersConfig(AppConfig):
    name = "diaban.owners"
    verbose_name = "Owners"
