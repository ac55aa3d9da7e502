"""What cannot be done, in words for the person who tried."""

from __future__ import annotations

from diaban.petitions import wording


class ActionRefused(Exception):
    """The step cannot be done; the words say why. `code` is stable, `part` names the field."""

    def __init__(self, code: str, reason: str = "", part: str = "") -> None:
        self.code, self.part = code, part
        self.reason = reason or wording.refusal(code)
        super().__init__(self.reason)
