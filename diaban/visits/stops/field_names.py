"""The names under which a stop's record is kept (`StopField.name`), and what each may hold. Pure.

note                text
met                 text: who received the task force, one a line
state               a key of `OUTCOMES`
checklist.<code>    a key of `checklist.ANSWERS`
checklist.<code>.note   text beside the answer
signed.authority, signed.other
    {"name", "position", "at", "media": id of the drawn signature or null}, or
    {"name", "position", "at", "refused": reason}; signed without a drawing is typed and confirmed
"""

from __future__ import annotations

from functools import cache
from typing import Any

from diaban.visits.stops import checklist

NOTE, MET, STATE = "note", "met", "state"
SIGNED = {"authority": "signed.authority", "other": "signed.other"}
SIGNATURE = {"name", "position", "at", "media", "refused"}
LONGEST_TEXT = 20_000
LONGEST_WORD = 250

OUTCOMES: dict[str, checklist.Words] = {
    "visited": ("Đã làm việc tại chỗ", "Visited"),
    "nobody_there": ("Không gặp được ai", "Nobody was there"),
    "put_off": ("Hoãn sang lần khác", "Put off to another day"),
}
"""What became of a stop."""


@cache
def _asked() -> frozenset[str]:
    """The fields of the questions of every version: what was once asked stays readable."""
    return frozenset(item.field for version in checklist.VERSIONS for item in version.items)


def accepts(name: str, value: Any) -> bool:
    """Whether `value` may stand under `name`; None, nothing noted, may stand under every name."""
    asked = name.removesuffix(checklist.NOTE) in _asked()
    if not asked and name not in (NOTE, MET, STATE, *SIGNED.values()):
        return False
    if value is None:
        return True
    if is_text(name):
        return isinstance(value, str) and len(value) <= LONGEST_TEXT
    if name in SIGNED.values():
        return _is_signature(value)
    choices = OUTCOMES if name == STATE else checklist.ANSWERS
    return isinstance(value, str) and value in ("", *choices)


def is_text(name: str) -> bool:
    """Whether the field holds free words, which two people can both have right."""
    return name in (NOTE, MET) or (
        name.startswith(checklist.PREFIX) and name.endswith(checklist.NOTE)
    )


def _is_signature(value: Any) -> bool:
    if not isinstance(value, dict) or not set(value) <= SIGNATURE:
        return False
    words = value.values()
    return all(word is None or isinstance(word, str) for word in words) and all(
        len(word or "") <= LONGEST_WORD for word in words
    )
