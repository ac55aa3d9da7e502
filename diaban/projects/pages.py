"""The public page of projects: what its tables and charts show, from the edition's document.

Pure but for the reader's language. The view that opens the edition is the explorer's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from diaban.projects import vocabulary as v
from diaban.projects import vsic, wording
from diaban.projects.money import BILLION, MILLION

Line = Mapping[str, Any]
SHOWN_IN = {"USD": (MILLION, "million USD"), "VND": (BILLION, "billion VND")}


@dataclass(frozen=True, slots=True)
class Names:
    """What a line of the document calls a count, its capital, and how many that leaves out."""

    count: str
    capital: str
    private: str


STANDING = Names("count", "capital", "private")
NEW = Names("new", "new_capital", "new_private")
RAISED = Names("raised", "raised_capital", "raised_private")
CHART_WIDTH, CHART_HEIGHT, CHART_FOOT = 960, 260, 28


@dataclass(slots=True)
class Side:
    """Projects of one origin in a row of a table; `private` of them are private persons', and the
    capital is without theirs. Older editions withheld some of it instead (`withheld`)."""

    count: int = 0
    capital: dict[str, Decimal] = field(default_factory=dict)
    private: int = 0
    withheld: bool = False

    def add(self, line: Line, names: Names) -> None:
        self.count += line[names.count]
        self.private += line.get(names.private, 0)
        if line[names.capital] is None:  # so the oldest editions withheld
            self.withheld = True
            return
        for currency, amount in line[names.capital].items():
            if amount is None:
                self.withheld = True
                continue
            self.capital[currency] = self.capital.get(currency, Decimal(0)) + Decimal(amount)

    @property
    def money(self) -> list[tuple[Decimal, str]]:
        """Amounts with their units, as tables show them: million USD, billion VND."""
        shown = []
        for currency, amount in sorted(self.capital.items()):
            scale, unit = SHOWN_IN.get(currency, (Decimal(1), currency))
            if amount:
                shown.append((amount / scale, unit))
        return shown


@dataclass(slots=True)
class Row:
    """A row: its name, its two origins, and the length of its bar in percent of the longest."""

    key: str
    name: str
    sides: dict[str | None, Side]
    width: float = 0

    def side(self, origin: str | None) -> Side:
        return self.sides.setdefault(origin, Side())

    @property
    def foreign_width(self) -> float:
        """The foreign part of the bar."""
        return round(self.width * self.foreign.count / self.count, 2) if self.count else 0

    @property
    def foreign(self) -> Side:
        return self.side(v.FOREIGN)

    @property
    def domestic(self) -> Side:
        return self.side(v.DOMESTIC)

    @property
    def unknown(self) -> Side:
        return self.side(None)

    @property
    def count(self) -> int:
        return sum(side.count for side in self.sides.values())


def rows(
    lines: Iterable[Line],
    key: Callable[[Line], str | None],
    name: Callable[[str], str],
    names: Names = STANDING,
) -> list[Row]:
    """The lines gathered under `key`; what has none is "unknown", last."""
    found: dict[str, Row] = {}
    for line in lines:
        code = key(line) or ""
        row = found.setdefault(code, Row(code, name(code) if code else _("unknown"), {}))
        row.side(line["origin"]).add(line, names)
    longest = max((row.count for row in found.values()), default=0)
    for row in found.values():
        row.width = round(100 * row.count / longest, 2) if longest else 0
    return list(found.values())


def largest_first(found: Iterable[Row]) -> list[Row]:
    return sorted(found, key=lambda row: (not row.key, -row.count, row.name))


@dataclass(frozen=True, slots=True)
class Column:
    """A year of the chart: two parts of one column, in the chart's own units."""

    label: str
    x: float
    width: float
    foreign_y: float
    foreign_height: float
    domestic_y: float
    domestic_height: float
    middle: float
    labelled: bool


def columns(years: Sequence[Row]) -> list[Column]:
    """New projects by year: foreign at the foot, domestic above."""
    if not years:
        return []
    step = CHART_WIDTH / len(years)
    ground = CHART_HEIGHT - CHART_FOOT
    highest = max(row.foreign.count + row.domestic.count for row in years) or 1
    every = max(1, len(years) // 10)
    drawn = []
    for place, row in enumerate(years):
        low, high = (ground * side.count / highest for side in (row.foreign, row.domestic))
        x = place * step
        drawn.append(Column(
            row.name, round(x + step * 0.15, 2), round(step * 0.7, 2),
            round(ground - low, 2), round(low, 2), round(ground - low - high, 2), round(high, 2),
            round(x + step / 2, 2), (len(years) - 1 - place) % every == 0,
        ))  # fmt: skip
    return drawn


def of(document: Line, place_name: Callable[[str], str]) -> dict[str, Any]:
    """Everything that the page shows. `place_name` names a park or zone by its key."""
    language = wording.language()
    years = rows(document["years"], lambda line: line["period"], str, NEW)
    return {
        "as_of": document["as_of"],
        "kept": document.get("kept", 0),
        "total": whole(document["totals"]),
        "published_on": document["published"]["on"],
        "published": whole(document["published"]["totals"]),
        "places": largest_first(
            rows(document["by_place"], lambda line: line["park"] or line["zone"], place_name)
        ),
        "countries": largest_first(
            row
            for row in rows(document["by_country"], lambda line: line["country"], wording.country)
            if row.foreign.count or row.unknown.count
        ),
        "sectors": largest_first(
            rows(
                document["by_sector"],
                lambda line: line["sector"],
                lambda code: f"{code} {vsic.name_of(code, language)}",
            )
        ),
        "kinds": rows(
            document["by_kind"],
            lambda line: line["kind"],
            lambda kind: str(wording.PROJECT_KINDS[kind]),
        ),
        "years": years,
        "chart": columns(years),
        "chart_size": (CHART_WIDTH, CHART_HEIGHT),
        "quarters": quarters(document["quarters"]),
        "sector_basis": document["sectors"],
    }


def whole(lines: Iterable[Line]) -> Row:
    """All lines as one row."""
    found = rows(lines, lambda line: "all", str)
    return found[0] if found else Row("all", "", {})


def quarters(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Each quarter, the latest first: new, raised and ended projects, both origins together."""
    names = list(dict.fromkeys(line["period"] for line in lines))
    found = []
    for name in reversed(names):
        ours = [line for line in lines if line["period"] == name]
        new, raised = Side(), Side()
        for line in ours:
            new.add(line, NEW)
            raised.add(line, RAISED)
        ended = sum(line["ended"] for line in ours)
        found.append({"name": name, "new": new, "raised": raised, "ended": ended})
    return found
