"""Which subject each row of a file means: by its code, else by its name and place. Pure.

What is doubtful is never settled here: it is listed with its candidates, for a person to decide.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as lazy

from diaban.facts.schema import CODE
from diaban.facts.values import Cleaned
from diaban.geo.measure import distance_m
from diaban.imports.decisions import NEW, SKIP, Decisions
from diaban.imports.known import Standing, Subject, bare
from diaban.imports.reading.tables import fold
from diaban.imports.remarks import Text, said

NEAR_M = 5_000.0
"""Within this distance, and its stated accuracy, an equal name means the same thing."""
_ALIKE = 0.85
_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject that a row may mean, why, and how far apart they lie (None: unknown)."""

    key: str
    name: str
    reason: Text
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class Match:
    """What a row was matched to.

    Attributes:
        key: of the subject, of the new subject, or "" where it is doubtful or left out.
        how: "code", "name", "decided", "new", "skip" or "doubtful".
        candidates: of a doubtful row, the likelier first.
        fault: why the row can be nothing at all: "no_name", "bad_code", "twice"; else "".
    """

    key: str
    how: str
    candidates: tuple[Candidate, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What of a row tells which subject it is."""

    number: int
    code: str | None
    names: tuple[str, ...]
    values: Mapping[str, Cleaned]
    geometry: Any


class Matcher:
    """Matches rows against the subjects of a layer."""

    def __init__(self, standing: Standing, decisions: Decisions) -> None:
        self._standing = standing
        self._decisions = decisions
        given_for = decisions.given_for()
        self._as_of = given_for[0] if given_for else standing.today
        self._taken: set[str] = set()

    def all(self, rows: Sequence[RowFacts]) -> list[Match]:
        """A match for every row; a subject that is meant twice is a fault of the later row."""
        return [self._once(self.one(row)) for row in rows]

    def one(self, row: RowFacts) -> Match:
        """What one row means, whatever the others mean."""
        decided = self._decisions.matches.get(row.number)
        if decided == SKIP:
            return Match("", "skip")
        if decided and decided != NEW:
            return Match(decided, "decided")
        if decided == NEW:
            return self._new(row)
        return self._by_code(row) or self._by_name(row) or self._new(row)

    def _once(self, match: Match) -> Match:
        if not match.key or match.fault:
            return match
        if match.key in self._taken:
            return Match(match.key, match.how, fault="twice")
        self._taken.add(match.key)
        return match

    # ── by code ──────────────────────────────────────────────────────────────────────────────────

    def _by_code(self, row: RowFacts) -> Match | None:
        if row.code is None:
            return None
        kind = self._standing.kind.name
        exact = self._standing.subjects.get(f"{kind}:{row.code}")
        if exact is None:
            alike = self._codes.get(_loose(row.code), [])
            exact = alike[0] if len(alike) == 1 else None
            if exact is None or not self._same_name(row, exact):
                return None
        if self._fits(row, exact):
            if not row.names or self._same_name(row, exact) or not self._far(row, exact):
                return Match(exact.key, "code")
            why = said(lazy("It has this code, but another name and another place."))
        else:
            why = said(lazy("It has this code, but did not exist at that time."))
        return Match("", "doubtful", (self._candidate(row, exact, why),))

    @cached_property
    def _codes(self) -> dict[str, list[Subject]]:
        found: dict[str, list[Subject]] = {}
        for subject in self._standing.subjects.values():
            found.setdefault(_loose(subject.code), []).append(subject)
        return found

    # ── by name and place ────────────────────────────────────────────────────────────────────────

    def _by_name(self, row: RowFacts) -> Match | None:
        same = [subject for subject in self._named(row) if self._fits(row, subject)]
        sure = [subject for subject in same if not self._far(row, subject)]
        if len(sure) > 1:
            exactly = [one for one in sure if set(map(fold, row.names)) & set(map(fold, one.names))]
            sure = exactly if len(exactly) == 1 else sure
        if len(sure) == 1 and row.code is None:
            return Match(sure[0].key, "name")
        if same:
            return Match("", "doubtful", tuple(self._told(row, one) for one in same[:_CANDIDATES]))
        if row.code is not None:
            return None
        like = [one for one in self._alike(row) if self._fits(row, one) and not self._far(row, one)]
        why = said(lazy("The names are alike."))
        found = tuple(self._candidate(row, one, why) for one in like[:_CANDIDATES])
        return Match("", "doubtful", found) if found else None

    def _told(self, row: RowFacts, subject: Subject) -> Candidate:
        if row.code is not None:
            why = said(lazy("It has the same name, but another code."))
        elif self._far(row, subject):
            why = said(lazy("It has the same name, but lies elsewhere."))
        else:
            why = said(lazy("Several have this name."))
        return self._candidate(row, subject, why)

    def _named(self, row: RowFacts) -> list[Subject]:
        found: dict[str, Subject] = {}
        for name in row.names:
            for text in (fold(name), bare(name)):
                found |= {subject.key: subject for subject in self._names.get(text, ())}
        return list(found.values())

    @cached_property
    def _names(self) -> dict[str, list[Subject]]:
        found: dict[str, list[Subject]] = {}
        for subject in self._standing.subjects.values():
            for name in {text for one in subject.names for text in (fold(one), bare(one))}:
                found.setdefault(name, []).append(subject)
        return found

    def _alike(self, row: RowFacts) -> list[Subject]:
        found: dict[str, Subject] = {}
        if len(self._names) > 20_000:  # comparing each with each would take for ever
            return []
        for name in row.names:
            for other in difflib.get_close_matches(bare(name), self._names, _CANDIDATES, _ALIKE):
                found |= {subject.key: subject for subject in self._names[other]}
        return list(found.values())

    def _same_name(self, row: RowFacts, subject: Subject) -> bool:
        return bool(set(map(bare, row.names)) & set(map(bare, subject.names)))

    # ── time, kind and place ─────────────────────────────────────────────────────────────────────

    def _fits(self, row: RowFacts, subject: Subject) -> bool:
        """Do they exist at the same time, and are they of the same sort as far as both say?"""
        start = _day(row.values.get("valid_from"))
        end = _day(row.values.get("valid_to"))
        if start is None and end is None:
            start, end = self._as_of, self._as_of + timedelta(days=1)
        elif start is None and end is not None:
            start = end - timedelta(days=1)
        if not subject.exists(start, end):
            return False
        said_level, held = row.values.get("level"), subject.held.get("level")
        return said_level is None or held is None or said_level.value == held.value

    def _far(self, row: RowFacts, subject: Subject) -> bool:
        apart = self._distance(row, subject)
        return apart is not None and apart > NEAR_M + subject.accuracy_m

    def _distance(self, row: RowFacts, subject: Subject) -> float | None:
        one, other = row.geometry, subject.geometry
        if one is None or other is None or one.is_empty or not one.is_valid:
            return None
        if shapely.intersects(one, other):
            return 0.0
        (lon, lat), (to_lon, to_lat) = shapely.get_coordinates(shapely.shortest_line(one, other))
        return distance_m(lon, lat, to_lon, to_lat)

    def _candidate(self, row: RowFacts, subject: Subject, why: Text) -> Candidate:
        return Candidate(subject.key, subject.name, why, self._distance(row, subject))

    # ── new ──────────────────────────────────────────────────────────────────────────────────────

    def _new(self, row: RowFacts) -> Match:
        kind = self._standing.kind.name
        if not row.names:
            return Match("", "new", fault="no_name")
        code = row.code
        if code is None:
            code = self._free(fold(row.names[0]).replace(" ", "-")[:100])
        if not CODE.fullmatch(code):
            return Match("", "new", fault="bad_code")
        return Match(f"{kind}:{code}", "new")

    def _free(self, slug: str) -> str:
        """The slug, or the slug with a number, that no subject and no earlier row has."""
        kind, code, number = self._standing.kind.name, slug, 2
        while f"{kind}:{code}" in self._standing.subjects or f"{kind}:{code}" in self._taken:
            code, number = f"{slug}-{number}", number + 1
        return code


def _loose(code: str) -> str:
    """Without case and leading zeros, which spreadsheets take away."""
    return code.lower().lstrip("0")


def _day(value: Cleaned | None) -> date | None:
    return date.fromisoformat(value.value) if value else None
