"""Who did something, as every row of this room keeps it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


def person(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        **({"related_name": "+"} | more),
    )  # fmt: skip
