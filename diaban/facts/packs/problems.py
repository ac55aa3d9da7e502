"""What is wrong with a pack, said so that a person can put it right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from diaban.facts.refusal import ValueRefused


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the file, the line in it (the first is 1) and the field, why, and what to do.

    `code` is stable and meant for programs. `row` and `field` are None where the fault is the whole
    file's.
    """

    file: str
    row: int | None
    field: str | None
    reason: str
    remedy: str
    code: str

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return asdict(self)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.row, self.field) if part)
        return f"{place}: {self.reason} {self.remedy}"


class PackRefused(ValueError):
    """A pack has problems; nothing of it was loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


class Report:
    """Collects the problems of one pack."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def add(
        self, file: str, row: int | None, field: str | None, code: str, reason: str, remedy: str
    ) -> None:
        self._problems.append(Problem(file, row, field, reason, remedy, code))

    def refused(self, file: str, row: int | None, field: str, refusal: ValueRefused) -> None:
        """A value that its field refused."""
        self.add(file, row, field, refusal.code, refusal.reason, refusal.remedy)

    def in_order(self, files: Sequence[str]) -> list[Problem]:
        """Every problem, by file in the order given, then by row."""
        place = {name: i for i, name in enumerate(files)}
        return sorted(
            self._problems, key=lambda p: (place.get(p.file, len(place)), p.file, p.row or 0)
        )
