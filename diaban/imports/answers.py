"""From what a person answered on the page of an import to `Decisions`. Pure.

The page sends every answer each time, so what is unticked is taken back. What cannot be read is
told beside its input and changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from diaban.design.numbers import whole_number
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import Kind
from diaban.facts.vocabulary import CONFIDENCE, METHODS
from diaban.imports.columns import targets
from diaban.imports.decisions import NEW, SKIP, Decisions
from diaban.imports.vietnamese_text import LABELS

ANSWER, COLUMN, MATCH = "answer-", "column-", "match-"
DECIMALS = {"comma", "point"}


def read(
    posted: Any, before: Decisions, report: Mapping[str, Any], kind: Kind
) -> tuple[Decisions, dict[str, str]]:
    """The decisions after `posted` (Django's QueryDict), and by input what cannot be read."""
    reader = _Reader(posted, before, report, kind)
    return reader.decisions(), reader.problems


class _Reader:
    def __init__(
        self, posted: Any, before: Decisions, report: Mapping[str, Any], kind: Kind
    ) -> None:
        self.posted, self.before, self.report, self.kind = posted, before, report, kind
        self.problems: dict[str, str] = {}

    def decisions(self) -> Decisions:
        mapping = self._mapping()
        decided = replace(
            self.before,
            layer=self._one_of("layer", self.report.get("layers", ())) or self.before.layer,
            header_row=self._whole("header_row"),
            mapping=mapping,
            constants=self._constants(),
            crs=self._text("crs"),
            encoding=self._one_of("encoding", LABELS),
            decimals=dict(self.before.decimals),
            accuracy_m=self._metres("accuracy_m"),
            method=self._one_of("method", METHODS),
            trust=self._one_of("trust", CONFIDENCE) or self.before.trust,
            as_of=self._text("as_of"),
            valid_from=self._day("valid_from"),
            valid_to=self._day("valid_to"),
            complete=bool(self._text("complete")),
            agreeing=bool(self._text("agreeing")),
            accepted=frozenset(self.posted.getlist("accepted")),
            left_out=frozenset(self.posted.getlist("left_out")),
            matches=self._matches(),
        )
        decided = self._answered(decided)
        try:
            decided.given_for()
        except ValueRefused as refused:
            self.problems["as_of"] = str(refused)
        return decided

    def _text(self, name: str) -> str | None:
        return self.posted.get(name, "").strip() or None

    def _one_of(self, name: str, known: Any) -> str | None:
        text = self._text(name)
        if text is not None and text not in known:
            self.problems[name] = _("Choose one of those that are offered.")
            return None
        return text

    def _metres(self, name: str) -> float | None:
        text = self._text(name)
        if text is None:
            return None
        try:
            metres = float(text.replace(",", "."))
        except ValueError:
            metres = math.nan
        if not 0 < metres <= 100_000:
            self.problems[name] = _("Write metres, more than 0, as a number: 500.")
            return None
        return metres

    def _whole(self, name: str) -> int | None:
        text = self._text(name)
        if text is None:
            return None
        number = whole_number(text)
        if number is None or not 0 < number < 10_000:
            self.problems[name] = _("Write the number of a row, from 1.")
            return None
        return number

    def _day(self, name: str) -> str | None:
        text = self._text(name)
        if text is None:
            return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            self.problems[name] = _("Write a day as YYYY-MM-DD.")
            return None

    def _mapping(self) -> dict[str, str]:
        """Only what differs from the guess is a decision, and what was decided before."""
        known = targets(self.kind)
        mapping = dict(self.before.mapping)
        for number, guess in enumerate(self.report.get("columns", ())):
            name = f"{COLUMN}{number}"
            if name not in set(self.posted):
                continue
            target = self.posted.get(name, "")
            if target.partition("@")[0] not in known and target:
                self.problems[name] = _("Choose one of those that are offered.")
            elif target != guess["target"]:
                mapping[guess["column"]] = target
        return mapping

    def _constants(self) -> dict[str, str]:
        found = {}
        known = targets(self.kind)
        for line in self.posted.get("constants", "").splitlines():
            name, equals, value = (part.strip() for part in line.partition("="))
            if not name and not equals:
                continue
            if not equals or name not in known:
                self.problems["constants"] = _(
                    "“%(line)s” is not of the form field=value; fields: %(fields)s."
                ) % {"line": line[:80], "fields": ", ".join(known)}
                continue
            found[name] = value
        return found

    def _matches(self) -> dict[int, str]:
        """A row that is doubtful now is answered with what its candidates offer, new, or skip."""
        matches = dict(self.before.matches)
        for name in self.posted:
            number = whole_number(name.removeprefix(MATCH))
            if not name.startswith(MATCH) or number is None:
                continue
            answer = self.posted.get(name, "")
            if answer in (NEW, SKIP) or answer.startswith(f"{self.kind.name}:"):
                matches[number] = answer
            elif not answer:
                matches.pop(number, None)
            else:
                self.problems[name] = _("Choose one of those that are offered.")
        return matches

    def _answered(self, decided: Decisions) -> Decisions:
        """The answers to open questions; they win over the settings below them."""
        for number, question in enumerate(self.report.get("questions", ())):
            answer = self.posted.get(f"{ANSWER}{number}", "").strip()
            if not answer:
                continue
            match question["code"]:
                case "crs":
                    decided = replace(decided, crs=answer)
                case "encoding" if answer in LABELS:
                    decided = replace(decided, encoding=answer)
                case "decimals" if answer in DECIMALS:
                    marks = {**decided.decimals, question["about"]: answer}
                    decided = replace(decided, decimals=marks)
                case "axes":
                    pairs = (part.rpartition("=")[::2] for part in _options(question, answer))
                    decided = replace(decided, mapping={**decided.mapping, **dict(pairs)})
                case "accuracy" if answer in METHODS:
                    metres = self._metres(f"{ANSWER}{number}-metres")
                    decided = replace(decided, method=answer, accuracy_m=metres)
                    if metres is None:
                        self.problems.setdefault(
                            f"{ANSWER}{number}-metres", _("Write how many metres.")
                        )
                case _other:
                    self.problems[f"{ANSWER}{number}"] = _("Choose one of those that are offered.")
        return decided


def _options(question: Mapping[str, Any], answer: str) -> list[str]:
    """ "X=northing Y=easting" as its two halves; names of columns may hold spaces."""
    if answer not in {option["value"] for option in question["options"]}:
        return []
    first, middle, last = answer.partition("=easting ")
    return [f"{first}=easting", last] if middle else answer.split(" ")
