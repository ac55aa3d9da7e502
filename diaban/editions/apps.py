from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionsConfig(AppConfig):
    name = "diaban.editions"
    label = "editions"
    verbose_name = _("Editions")

    def ready(self) -> None:
        from diaban.facts.signals import registry_changed

        registry_changed.connect(publish_after_change, dispatch_uid="editions.publish")


def publish_after_change(**signal: Any) -> None:
    """Imported when first needed: the publisher is heavy, and most commands never publish."""
    from diaban.editions import tasks

    tasks.publish_after_change(**signal)
