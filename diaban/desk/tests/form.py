"""What a browser would post."""

from __future__ import annotations

from typing import Any

from django.test import Client

TEXHONG = "infrastructure_project:texhong"
AREA = f"/vi/desk/subjects/{TEXHONG}/area/"
CHECKED = "/vi/desk/checked/"


def shown(client: Client, address: str) -> str:
    """What the form says that it saw when it was opened."""
    return client.get(address).context["form"].initial["seen"]


def correction(client: Client, address: str = AREA, **changes: Any) -> dict[str, Any]:
    """A sound correction of Texhong's area, but for the changes."""
    said = {
        "seen": shown(client, address),
        "value": "671,5",
        "source_is": "existing",
        "source": "qd-1",
        "as_of": "2026-03-31",
        "trust": "S-H",
        "valid_from": "",
        "valid_to": "",
        "note": "",
    }
    return said | changes


NEW_SOURCE = {
    "source_is": "new",
    "new-kind": "decision",
    "new-title_vi": "Quyết định 99",
    "new-title_en": "Decision 99",
    "new-publisher": "UBND tỉnh",
    "new-url": "https://example.org/99",
    "new-published_on": "2026-03",
}
