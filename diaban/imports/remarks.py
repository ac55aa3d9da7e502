"""What the review says about a file: remarks and questions, in both languages at once. Pure.

A review is read by several people and kept, so its words are made in Vietnamese and in English when
it is made, whatever language the person at hand reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, override

from diaban.facts.refusal import ValueRefused
from diaban.imports.findings import ERROR, NOTE, WARNING, Finding
from diaban.imports.traps import Trap

LANGUAGES = ("vi", "en")
Text = Mapping[str, str]
"""The same words by language: {"vi": …, "en": …}."""


def said(text: Promise | str, **named: Any) -> dict[str, str]:
    """A lazy text in every language; a named value that is itself a `Text` is told in the same."""
    answer = {}
    for language in LANGUAGES:
        values = {
            name: value[language] if isinstance(value, Mapping) else value
            for name, value in named.items()
        }
        with override(language):
            answer[language] = str(text) % values if named else str(text)
    return answer


def in_both(make: Callable[[], str]) -> dict[str, str]:
    """What `make` says in every language."""
    answer = {}
    for language in LANGUAGES:
        with override(language):
            answer[language] = make()
    return answer


def same(text: str) -> dict[str, str]:
    """Words that are the same in every language: a name, a number."""
    return dict.fromkeys(LANGUAGES, text)


def here(text: Text) -> str:
    """The words in the reader's language; Vietnamese where there are no others."""
    language = (get_language() or "vi")[:2]
    return text.get(language) or text.get("vi", "")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong or odd, and what to do about it.

    Attributes:
        code: stable; a warning is accepted by it.
        severity: `findings.ERROR` keeps the file out unless the row is left out or mended,
            `WARNING` wants to be accepted, `NOTE` is only said.
        row: the sender's number of the row, 0 for the whole file.
        field: the field or column it is about, "" for the row as a whole.
        place: longitude, latitude to look at, or None.
        samples: pairs of what stands there and what it would become.
    """

    code: str
    severity: str
    row: int
    field: str
    reason: Text
    remedy: Text
    place: tuple[float, float] | None = None
    samples: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer: `value` is what to decide, `detail` what would come of it."""

    value: str
    label: Text
    detail: Text


@dataclass(frozen=True, slots=True)
class Question:
    """What the program does not guess. Nothing can be applied while one is open.

    Attributes:
        code: "crs", "encoding", "axes", "decimals", "accuracy", "code_column", "layer".
        about: the column it concerns, or "".
        decide: the attribute of `Decisions` that answers it.
        samples: pairs of what stands there and what the first option makes of it.
    """

    code: str
    about: str
    decide: str
    text: Text
    options: tuple[Option, ...] = ()
    samples: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def from_finding(finding: Finding, field: str = "") -> Remark:
    """A finding of a geometry check as a remark."""
    return Remark(
        finding.code, finding.severity, finding.row, field,
        in_both(lambda: finding.message), in_both(lambda: finding.remedy), finding.place,
    )  # fmt: skip


def from_refusal(make: Callable[[], Any], row: int, field: str) -> Remark:
    """The refusal that `make` raises (it is called once per language), as an error of a row."""
    reason, remedy, code = {}, {}, ""
    for language in LANGUAGES:
        with override(language):
            try:
                make()
            except ValueRefused as refused:
                code = refused.code
                reason[language], remedy[language] = refused.reason, refused.remedy
    return Remark(code, ERROR, row, field, reason, remedy)


def from_traps(
    make: Callable[[], list[Trap]], rows: Any, severity: str = WARNING
) -> Iterator[Remark]:
    """Traps as remarks; `make` is called again for the other language only if there are any.

    A trap of single rows becomes a remark of each. `rows` are the sender's numbers of the rows.
    """
    traps = make()
    if not traps:
        return
    told: dict[str, list[Trap]] = {}
    for language in LANGUAGES:
        with override(language):
            told[language] = make()
    for at, trap in enumerate(traps):
        reason = {language: told[language][at].explanation for language in LANGUAGES}
        remedy = {language: told[language][at].remedy for language in LANGUAGES}
        numbers = [int(rows[position]) for position in trap.rows] or [0]
        for number, sample in zip(numbers, _samples(trap, len(numbers)), strict=True):
            yield Remark(trap.code, severity, number, "", reason, remedy, None, sample)


def _samples(trap: Trap, count: int) -> list[tuple[tuple[str, str], ...]]:
    """All samples for the whole file; for single rows each its own, as far as they were kept."""
    if not trap.rows:
        return [trap.samples]
    own: list[tuple[tuple[str, str], ...]] = [(sample,) for sample in trap.samples[:count]]
    return own + [()] * (count - len(own))


__all__ = [
    "ERROR", "NOTE", "WARNING", "Option", "Question", "Remark", "Text", "from_finding",
    "from_refusal", "from_traps", "here", "in_both", "said", "same",
]  # fmt: skip
