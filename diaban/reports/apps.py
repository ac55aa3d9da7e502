from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "diaban.reports"
    verbose_name = "Reports"
