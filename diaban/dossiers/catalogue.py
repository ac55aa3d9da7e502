"""The procedures and the calendar, read once for many dossiers.

Published versions never change, and a replay of fifty rows needs them fifty times: a `Book` holds
them for the length of one answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from diaban import clock
from diaban.procedures import catalogue as kept
from diaban.procedures.catalogue import Offer
from diaban.procedures.content import Component, FormField

__all__ = ["Book", "Component", "FormField", "Offer", "book"]

NO_TERM = clock.Rule(None)


@dataclass
class Book:
    """Every published version by (code, number), and the calendar with all its versions."""

    versions: Mapping[tuple[str, str], Offer]
    history: clock.CalendarHistory
    _by_code: dict[str, list[Offer]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for offer in self.versions.values():
            self._by_code.setdefault(offer.code, []).append(offer)

    @cached_property
    def calendar(self) -> clock.Calendar:
        """The calendar as it is known now."""
        return self.history.latest()

    def version(self, code: str, number: str) -> Offer | None:
        """The version that a dossier keeps."""
        return self.versions.get((code, number))

    def rule(self, code: str, number: str) -> clock.Rule:
        """How its time is counted; without a version no term is known."""
        found = self.version(code, number)
        return found.rule if found else NO_TERM

    def on(self, code: str, day: date) -> Offer | None:
        """The version of a procedure that holds on `day`: the last of those that have begun."""
        begun = [one for one in self._by_code.get(code, ()) if one.valid_from <= day]
        return begun[-1] if begun else None

    def offered(self, day: date) -> Iterator[Offer]:
        """Of every procedure the version that holds on `day`, in the order of codes."""
        for code in self._by_code:
            found = self.on(code, day)
            if found is not None:
                yield found


def book() -> Book:
    """The rules as they are published now."""
    versions = {
        (row.procedure.code, str(row.number)): kept.offer_of(row) for row in kept.published()
    }
    return Book(versions, kept.calendars())
