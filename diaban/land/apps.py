from __future__ import annotations

from django.apps import AppConfig


class LandConfig(AppConfig):
    name = "diaban.land"
    verbose_name = "Land"
