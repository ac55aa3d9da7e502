"""Why open data was not pulled, in a form for the terminal and for programs. Pure."""

from __future__ import annotations


class NotPulled(Exception):
    """A pull that cannot go on: a stable `code`, `reason` and `remedy` in the reader's words."""

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.code = code
        self.reason = reason
        self.remedy = remedy
