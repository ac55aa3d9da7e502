"""The names under which a stop's record is kept (`StopField.name`), and what each may hold. Pure.

note                text
met                 [{"name", "position"}]: who received the task force
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

from diaban.visits import checklist

NOTE, MET, STATE = "note", "met", "state"
SIGNED = {"authority": "signed.authority", "other": "signed.other"}
LONGEST_TEXT = 20_000
LONGEST_WORD = 250
MOST_PEOPLE = 50

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
    if name == NOTE or (asked and name.endswith(checklist.NOTE)):
        return isinstance(value, str) and len(value) <= LONGEST_TEXT
    if name == MET:
        return _are_people(value)
    if name in SIGNED.values():
        return _is_signature(value)
    choices = OUTCOMES if name == STATE else checklist.ANSWERS
    return isinstance(value, str) and value in ("", *choices)


def _are_people(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MOST_PEOPLE
        and all(isinstance(one, dict) and _are_words(one, {"name", "position"}) for one in value)
    )


def _is_signature(value: Any) -> bool:
    return isinstance(value, dict) and _are_words(
        value, {"name", "position", "at", "media", "refused"}
    )


def _are_words(value: dict[Any, Any], names: set[str]) -> bool:
    return set(value) <= names and all(
        word is None or (isinstance(word, str) and len(word) <= LONGEST_WORD)
        for word in value.values()
    )
