"""What a person has settled about a file: every answer to a question that the review asks. Pure.

Kept with the import as JSON, so that the same file with the same decisions gives the same review.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from diaban.facts.periods import split
from diaban.facts.values import clean_period

SKIP, NEW = "skip", "new"
"""Answers for a row: leave it out; it is a thing not known yet."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """The answers; what is left empty is guessed where a guess is harmless, and else asked.

    Attributes:
        layer: sheet or layer of the file.
        header_row: of a table, the row of the column names.
        mapping: column → target ("code", a field, "name_en", "area@m2" for an area given in another
            unit, "easting", "northing", "geometry", "accuracy_m", "method", "" to leave it out);
            columns not named are guessed.
        constants: field → one value for every row ("level" → "district").
        crs: "EPSG:…" or a definition; None: what the file declares.
        encoding: a name of `vietnamese_text.LABELS`; None: what the file declares.
        decimals: column → "comma" or "point", where the numbers allow both.
        accuracy_m, method: of points and outlines that carry none themselves.
        trust: tag of trust of every value.
        as_of: the day, or the year, quarter or month, for which the source gives the values.
        valid_from, valid_to: the days on which the values hold.
        complete: the file names every subject of the layer (within the constants), so that those
            it does not name have ended, on `ended_on` (else `as_of`).
        agreeing: also record values that say what is shown already, as the source's own word.
        accepted: codes of warnings and mistakes that were looked at: "area_differs" for all rows,
            "area_differs:12" for row 12. An accepted mistake of coordinates is undone.
        left_out: codes of errors whose rows are left out instead of keeping the whole file out.
        matches: row → key of the subject that it means, or `NEW`, or `SKIP`.
    """

    layer: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    encoding: str | None = None
    decimals: Mapping[str, str] = field(default_factory=dict)
    accuracy_m: float | None = None
    method: str | None = None
    trust: str = "S-M"
    as_of: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    complete: bool = False
    ended_on: str | None = None
    agreeing: bool = True
    accepted: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    matches: Mapping[int, str] = field(default_factory=dict)

    def accepts(self, code: str, row: int = 0) -> bool:
        """Whether somebody has looked at this warning and lets it stand."""
        return bool({code, f"{code}:{row}", "*"} & self.accepted)

    def given_for(self) -> tuple[date, str] | None:
        """The first day of `as_of` and, where that is a year, a quarter or a month, which one.

        Raises:
            ValueRefused: it is neither a day nor a period.
        """
        return split(clean_period(self.as_of)) if self.as_of else None

    def as_json(self) -> dict[str, Any]:
        """For storing; empty answers are left out."""
        said = {name: value for name, value in asdict(self).items() if value not in (None, {}, [])}
        said["accepted"] = sorted(self.accepted)
        said["left_out"] = sorted(self.left_out)
        said["matches"] = {str(row): key for row, key in self.matches.items()}
        return said

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decisions:
        known = {one.name for one in fields(cls)}
        said = {name: value for name, value in data.items() if name in known}
        said["accepted"] = frozenset(said.get("accepted", ()))
        said["left_out"] = frozenset(said.get("left_out", ()))
        said["matches"] = {int(row): key for row, key in said.get("matches", {}).items()}
        return cls(**said)

    def day(self, name: str) -> date | None:
        """A day among the answers.

        Raises:
            ValueError: it is not written YYYY-MM-DD.
        """
        text = getattr(self, name)
        return date.fromisoformat(text) if text else None
