"""The days that an address asks for, `first` and `last`; either end may be open. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date


@dataclass(frozen=True, slots=True)
class Days:
    """Both ends are inside. `in_vain` is what was asked for and is no day."""

    first: date | None = None
    last: date | None = None
    in_vain: tuple[str, ...] = ()

    def of(self, name: str) -> dict[str, date]:
        """The conditions on a field of a query; none on an open side."""
        ends = {f"{name}__gte": self.first, f"{name}__lte": self.last}
        return {condition: day for condition, day in ends.items() if day is not None}

    def hold(self, day: date | None) -> bool:
        """Whether a day lies in them; what has no day does so only where none is asked for.

        >>> Days(first=date(2025, 1, 1)).hold(date(2025, 3, 31)), Days().hold(None)
        (True, True)
        """
        if day is None:
            return self.first is None and self.last is None
        return (self.first or day) <= day <= (self.last or day)


def asked(query: Mapping[str, Any]) -> Days:
    """From an address; days that are turned round are put right, what is no day is left out."""
    texts = [str(query.get(name, "")).strip() for name in ("first", "last")]
    first, last = map(_day, texts)
    if first and last and first > last:
        first, last = last, first
    return Days(first, last, tuple(text for text in texts if text and _day(text) is None))


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
