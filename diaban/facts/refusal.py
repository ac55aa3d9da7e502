"""Why a value is refused, in a form that a table, a form and a program can show. Pure."""

from __future__ import annotations


class ValueRefused(ValueError):
    """A value cannot be taken: a stable `code`, `reason` and `remedy` in the reader's words.

    `part` is the part of a compound value that is at fault ("lon" of a location).
    """

    def __init__(self, code: str, reason: str, remedy: str, part: str = "") -> None:
        super().__init__(f"{reason} {remedy}")
        self.code = code
        self.reason = reason
        self.remedy = remedy
        self.part = part

    def within(self, part: str) -> ValueRefused:
        """The same refusal, of one part of a compound value."""
        return ValueRefused(self.code, self.reason, self.remedy, part)
