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
        from diaban.imports import edited

        published.register(current_edition)
        edited.register(base_of_edits)
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


def base_of_edits(edition: str, kind: str) -> Any:
    """What an edition said of a layer, for comparing an edited copy with it; None if unknown."""
    from django.conf import settings

    from diaban.editions import geopackage, store
    from diaban.editions.errors import EditionError
    from diaban.imports.edited import Base

    try:
        opened = store.open(settings.DIABAN_EDITIONS, edition)
    except EditionError:
        return None
    layer = next((one for one in opened.layers.values() if one.kind == kind), None)
    return None if layer is None else Base(*geopackage.columns(layer))
