"""The identity of what is asserted: equal content, equal hash. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any


def identity_of(**content: Any) -> str:
    """SHA-256 (hexadecimal) over named content; dates count as their ISO form, None as absent.

    `note_vi` counts only where there is no `note`: the translation of a note is no other content.
    """
    said = {name: value for name, value in content.items() if value not in (None, "")}
    if "note" in said:
        said.pop("note_vi", None)
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso)
    return hashlib.sha256(text.encode()).hexdigest()


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no identity")
