"""What a value is called in both languages, where the value itself is a code or a key. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from diaban.facts.schema import FieldSpec

Names = Callable[[str, str], str]
"""(key, language) → the name of the subject with this key."""


def value_label(spec: FieldSpec, value: Any, name_of: Names) -> dict[str, Any] | None:
    """{"vi", "en"} for a choice, a reference or references (a list of names each); None for what
    speaks for itself.
    """
    if value is None:
        return None
    if spec.type == "choice":
        vi, en = spec.choices.get(value, (value, value))
        return {"vi": vi, "en": en}
    if spec.type == "reference":
        return {language: name_of(value, language) for language in ("vi", "en")}
    if spec.type == "references":
        return {language: [name_of(key, language) for key in value] for language in ("vi", "en")}
    return None
