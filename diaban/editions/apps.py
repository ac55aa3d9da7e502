from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionsConfig(AppConfig):
    name = "diaban.editions"
    label = "editions"
    verbose_name = _("Editions")

    def ready(self) -> None:
        from diaban.facts import published
        from diaban.facts.signals import registry_changed

        published.register(current_edition)
        registry_changed.connect(publish_after_change, dispatch_uid="editions.publish")


def publish_after_change(**signal: Any) -> None:
    """Imported when first needed: the publisher is heavy, and most commands never publish."""
    from diaban.editions import tasks

    tasks.publish_after_change(**signal)


def current_edition() -> str:
    """The id of the current edition, "" where nothing is published."""
    from django.conf import settings

    from diaban.editions import store
    from diaban.editions.errors import NoEdition

    try:
        return store.current_id(settings.DIABAN_EDITIONS)
    except NoEdition:
        return ""
