"""What the registry knows already, as the review of a file needs it. Pure.

`standing.py` fills these from the database; a test fills them by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from diaban.facts.schema import ANY_SUBJECT, Kind
from diaban.facts.vocabulary import AUTHORITY
from diaban.imports.placing import Place
from diaban.imports.reading.tables import fold


@dataclass(frozen=True, slots=True)
class Held:
    """A value that is shown now, with what decides whether another would take its place."""

    value: Any
    unit: str
    source: str
    source_kind: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Own:
    """A live assertion that the file's source has made before."""

    id: int
    value: Any
    unit: str
    valid_from: date | None
    valid_to: date | None
    origin: str


@dataclass(frozen=True)
class Subject:
    """A subject of the layer.

    `geometry` is its outline, else its point, in longitude and latitude.
    """

    key: str
    names: tuple[str, ...]
    held: Mapping[str, Held]
    valid_from: date | None = None
    valid_to: date | None = None
    geometry: BaseGeometry | None = None
    accuracy_m: float = 0.0

    @property
    def code(self) -> str:
        return self.key.partition(":")[2]

    @property
    def is_area(self) -> bool:
        """Is its outline known, as an area?"""
        return self.geometry is not None and self.geometry.geom_type.endswith("Polygon")

    @property
    def name(self) -> str:
        return self.names[0] if self.names else self.code

    def exists(self, start: date | None, end: date | None) -> bool:
        """Does it exist on some day from `start` until before `end` (None: open)?"""
        return (self.valid_from is None or end is None or self.valid_from < end) and (
            self.valid_to is None or start is None or start < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """The source whose word the file is."""

    id: str
    kind: str
    published_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """The registry as a file meets it.

    Attributes:
        subjects: of the layer's kind, by key, those that ended included.
        others: key → names of every subject that a reference may mean.
        outlines: key → outline, of localities in which something may lie.
        own: (subject, field) → what the source has said before.
        ended: keys of the subjects that exist no more.
        formerly: bare name of an old unit → keys of the localities that were formed from it.
        is_coverage: the layer fills its ground without gaps.
    """

    kind: Kind
    source: SourceInfo
    where: Place
    today: date
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outlines: Mapping[str, BaseGeometry] = field(default_factory=dict)
    own: Mapping[tuple[str, str], Sequence[Own]] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    formerly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_coverage: bool = False

    def keys_named(self, text: str, kind: str) -> list[str]:
        """Keys of the subjects of a kind (or of any) that a name means; present ones first."""
        found = [
            key
            for key in self._by_name.get(fold(text), ())
            if kind in (ANY_SUBJECT, key.partition(":")[0])
        ]
        live = [key for key in found if key not in self.ended]
        return live or found

    def place_named(self, text: Any) -> BaseGeometry | None:
        """The smallest area among the localities that stand in words like "phường A, thành phố B".

        A name that several localities have, old ones too, means all of them together.
        """
        areas = []
        for part in re.split(r"[,;]", str(text or "")):
            keys = {*self._by_name.get(fold(part), ()), *self._by_name.get(bare(part), ())}
            keys |= set(self.formerly.get(bare(part), ()))
            lines = [self.outlines[key] for key in keys if key in self.outlines]
            if lines:
                areas.append(shapely.union_all(lines))
        return min(areas, key=lambda area: float(area.area), default=None)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, names in self.others.items():
            for name in {fold(name) for name in names} | {bare(name) for name in names}:
                found.setdefault(name, []).append(key)
        return found


_UNIT_WORDS = (
    "thanh pho", "tinh", "thi xa", "thi tran", "huyen", "quan", "phuong", "xa", "dac khu",
    "khu cong nghiep", "khu kinh te", "kcn", "kkt", "cum cong nghiep", "mo than", "mo",
    "nha may xi mang", "nha may", "nha may nhiet dien", "cang",
)  # fmt: skip
_UNIT_WORDS_EN = (
    "city", "province", "town", "district", "ward", "commune", "special zone",
    "industrial park", "industrial zone", "economic zone", "coal mine", "mine", "port",
    "power station", "power plant", "cement plant",
)  # fmt: skip


def bare(name: str) -> str:
    """A name folded and without the word for what it is: "Phường Hà Tu" → "ha tu"."""
    text = fold(name)
    for word in sorted(_UNIT_WORDS, key=len, reverse=True):
        if text.startswith(f"{word} "):
            return text[len(word) + 1 :]
    for word in sorted(_UNIT_WORDS_EN, key=len, reverse=True):
        if text.endswith(f" {word}"):
            return text[: -len(word) - 1]
    return text


def outranks(source_kind: str, day: date | None, held: Held) -> bool:
    """Would a value of this kind of source, for this day, take the place of what is shown?

    The first two criteria of `facts.resolution`; what is level is won by the later record.
    """
    new = (AUTHORITY[source_kind], day or date.min)
    return new >= (AUTHORITY.get(held.source_kind, 0), held.as_of or date.min)
