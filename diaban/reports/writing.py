"""Writes a report: a template, a book of figures, and what a person wrote into free places. Pure.

The same three give the same report, to the last character.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from diaban.design.formats import NO_BREAK
from diaban.reports import directives, spoken
from diaban.reports.book import Answer, Book, Cited
from diaban.reports.document import Block, Decided, Figure, Report, Run, Runs, plain
from diaban.reports.grammar import check_literal, parse, parse_passage
from diaban.reports.nodes import Asked, Bind, Nodes, Place, Template, Test, Text, binds
from diaban.reports.nodes import Block as Written
from diaban.reports.phrases import reason_words, verdict

SECTION = "§"
"""Stands for a section's number until it is known which sections there are."""


class NoSuchPeriod(ValueError):
    """The edition has no figures for the period that was asked."""


def write(template_text: str, book: Book, *, kind: str, language: str, period: str,
          passages: Mapping[str, str] | None = None, letterhead: Mapping[str, str] | None = None,
          edition_hash: str = "", file: str = "template") -> Report:  # fmt: skip
    """The report.

    Raises:
        NoSuchPeriod: the edition has no figure for the period.
        TemplateError: the template or a passage has an unbound digit, or asks what is not there.
    """
    if period not in book.periods:
        raise NoSuchPeriod(period)
    template = parse(template_text, file)
    writer = Writer(template, book, language, period)
    return writer.report(kind, template_text, passages or {}, letterhead or {}, edition_hash)


class Writer:
    """One writing: collects figures, decisions and what is missing while it goes along."""

    def __init__(self, template: Template, book: Book, language: str, period: str) -> None:
        self.template, self.book = template, book
        self.language, self.period = language, period
        self.figures: list[Figure] = []
        self.decided: list[Decided] = []
        self.lacking: dict[str, None] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}

    def report(self, kind: str, text: str, passages: Mapping[str, str],
               letterhead: Mapping[str, str], edition_hash: str) -> Report:  # fmt: skip
        head = {name: self.runs(self.template.head.get(name, ()))
                for name in ("title", "about", "lead")}  # fmt: skip
        used = {name: passages[name].strip() for name in self.template.passages
                if passages.get(name, "").strip()}  # fmt: skip
        written: list[Block | Written] = []
        for block in self.template.blocks:
            # What is shown, and what is missing, is known when everything else has been written.
            late = block.kind == "weak" or (block.kind == "restatements" and block.plain("also"))
            written += [block] if late else self._blocks(block, used)
        blocks: list[Block] = []
        for one in written:
            blocks += self._late(one) if isinstance(one, Written) else [one]
        blocks = _with_content(blocks)
        return Report(
            kind=kind,
            language=self.language,
            period=self.period,
            period_words=spoken.period(self.period, self.language),
            edition=self.book.edition,
            edition_hash=edition_hash,
            demonstration=self.book.demonstration,
            template=text,
            passages=used,
            letterhead=dict(letterhead),
            title=head["title"],
            about=head["about"],
            lead=head["lead"],
            blocks=tuple(blocks),
            figures=tuple(self.figures),
            decided=tuple(self.decided),
            lacking=tuple(self.lacking),
        )

    def _blocks(self, block: Written, passages: Mapping[str, str]) -> list[Block]:
        if block.kind in ("heading", "paragraph", "item"):
            runs = self.runs(block.nodes)
            return [Block(block.kind, runs)] if any(run.text.strip() for run in runs) else []
        if block.kind == "free":
            return self._passage(block.name, passages.get(block.name, ""))
        return directives.WRITE[block.kind](self, block)

    def _late(self, block: Written) -> list[Block]:
        return directives.weak(self) if block.kind == "weak" else self._blocks(block, {})

    def _passage(self, name: str, text: str) -> list[Block]:
        """What a person wrote, under the same rules as the template."""
        written = []
        for one in parse_passage(text, name):
            for bind in binds(one.nodes):
                check_literal(bind, self.template)
            kind = "item" if one.kind == "item" else "passage"
            written.append(Block(kind, self.runs(one.nodes), name=name))
        return written

    # --- sentences -------------------------------------------------------------------------

    def runs(self, nodes: Nodes) -> Runs:
        """A sentence in words; neighbouring words without a figure are one run."""
        found: list[Run] = []
        for node in nodes:
            if isinstance(node, Text):
                found.append(Run(node.text))
            elif isinstance(node, Bind):
                found += self.bind(node)
            else:
                for tests, inner in node.branches:
                    # Every test is asked, so that what decided the words is on record.
                    held = [self.holds(test) for test in tests]
                    if all(held):
                        found += self.runs(inner)
                        break
        joined: list[Run] = []
        for run in found:
            if joined and not run.figure and not joined[-1].figure:
                joined[-1] = Run(joined[-1].text + run.text)
            elif run.text:
                joined.append(run)
        return tuple(joined)

    def bind(self, bind: Bind) -> Runs:
        """What a question is answered with; the noun of a counted thing stands apart from it."""
        said: Run = getattr(self, f"_{bind.verb}")(bind)
        number, space, words = said.text.partition(NO_BREAK)
        if "noun" in dict(bind.options) and space and number[:1].isdigit():
            return Run(number, said.figure), Run(space + words)
        return (said,)

    def answer(self, asked: Asked, at: Place) -> Answer:
        """What the edition answers. Raises TemplateError for an indicator that nobody defined."""
        found = self.book.answer(asked.code, self.period_of(asked.when), asked.place)
        if found is None:
            raise at.refuse(
                _("There is no indicator “%(code)s” in this edition.") % {"code": asked.code},
                _("Ask for one that “diaban indicators list” names."),
            )
        return found

    def period_of(self, when: str) -> str:
        return {
            "": self.period,
            "previous": spoken.before(self.period),
            "year-ago": spoken.year_before(self.period),
            "whole-year": self.period[:4],
        }.get(when, when)

    def note(self, answer: Answer, part: str = "value") -> int:
        """The number of the figure; what is unknown is remembered for the report's own list."""
        value = getattr(answer, part)
        place = f" at {answer.place}" if answer.place else ""
        query = f"{answer.code} @{answer.period}{place}"
        if value is None:
            self.lacking.setdefault(query)
        return self.number(
            kind="figure",
            query=query if part == "value" else f"{query} | {part}",
            value=None if value is None else str(value),
            unit=answer.unit if part == "value" else "",
            indicator=answer.code,
            name=answer.name.get(self.language, answer.code),
            version=answer.version,
            period=answer.period,
            place=answer.place,
            numerator=_text(answer.numerator),
            denominator=_text(answer.denominator),
            state=answer.state,
            confidence=answer.confidence,
            reasons=answer.reasons,
            source=self.book.source(answer.source, self.language),
            published=self._published_of(answer) if part == "value" else "",
        )

    def _published_of(self, answer: Answer) -> str:
        """What was published of the same figure, with the verdict; "" for nothing."""
        found = self.book.statement_of(answer.code, answer.period, answer.place)
        if found is None or answer.source:
            return ""
        cited = self.book.cited.get(found.statement)
        value = cited.value if cited else Decimal(found.published)
        said = spoken.quantity(value, found.unit, self.language, 3)
        return f"{said} ({verdict(found.verdict, self.language)})"

    def number(self, **figure: Any) -> int:
        """The number under which a question stands in the report; the same one asked again."""
        key = (figure["kind"], figure["query"])
        if key not in self._numbers:
            self._numbers[key] = len(self.figures) + 1
            self.figures.append(Figure(number=len(self.figures) + 1, **figure))
        return self._numbers[key]

    def say(self, answer: Answer, options: Mapping[str, str] | None = None,
            *, quiet: bool = False) -> Run:  # fmt: skip
        """A figure in words, in the form that the options ask for."""
        options = options or {}
        part = next((one for one in ("numerator", "denominator") if one in options), "value")
        number = self.note(answer, part)
        value: Decimal | None = getattr(answer, part)
        if value is None:
            return Run(spoken.UNKNOWN[self.language], number, quiet)
        return Run(self._said(answer, value, part, options), number, quiet)

    def _said(self, answer: Answer, value: Decimal, part: str, options: Mapping[str, str]) -> str:
        language = self.language
        if value == 0 and "zero" in options:
            return options["zero"]
        unit = options.get("in", answer.unit if part == "value" else "")
        if "in" in options:
            value = spoken.converted(value, answer.unit, unit)
        digits = int(options.get("digits") or (3 if "in" in options else answer.digits))
        if part != "value":
            digits = int(options.get("digits") or 2)
        if "ordinal" in options:
            return spoken.ordinal(int(value), language)
        if "noun" in options:
            return spoken.noun(value, options["noun"], language, digits)
        if "even" in options:
            return spoken.aligned(value, language, digits)
        padded = answer.ratio and part == "value"
        if "bare" in options:
            return spoken.number(value, language, digits, padded)
        return spoken.quantity(value, unit, language, digits, padded)

    def _figure(self, bind: Bind) -> Run:
        answer = self.answer(bind.asked, bind.at)
        try:
            return self.say(answer, dict(bind.options))
        except spoken.UnitsDiffer as error:
            raise bind.at.refuse(
                str(error) + ".", _("Ask for a unit of the same measure.")
            ) from None

    def _change(self, bind: Bind) -> Run:
        when = bind.asked.when or "previous"
        now = self.answer(Asked(bind.asked.code, "", bind.asked.place), bind.at)
        then = self.answer(Asked(bind.asked.code, when, bind.asked.place), bind.at)
        return self.changed(now, then)

    def changed(self, now: Answer, then: Answer, *, quiet: bool = False) -> Run:
        """The difference of two answers in words; its terms are figures of their own."""
        for one in (now, then):
            self.note(one)
        known = now.value is not None and then.value is not None
        place = f" at {now.place}" if now.place else ""
        number = self.number(
            kind="change",
            query=f"change {now.code} @{then.period} → @{now.period}{place}",
            value=str(now.value - then.value) if known else None,  # type: ignore[operator]
            unit=now.unit,
            indicator=now.code,
            name=now.name.get(self.language, now.code),
            version=now.version,
            period=now.period,
            place=now.place,
            numerator=_text(now.value),
            denominator=_text(then.value),
        )
        words = spoken.change(
            now.value, then.value, now.unit, spoken.period(then.period, self.language),
            self.language, now.digits, in_points=now.unit == "%",
        )  # fmt: skip
        return Run(words, number, quiet)

    def _published(self, bind: Bind) -> Run:
        found, number = self._stated(bind)
        return Run(spoken.quantity(found.value, found.unit, self.language), number)

    def _quote(self, bind: Bind) -> Run:
        found, number = self._stated(bind)
        return Run(f"“{found.quote.get(self.language, '')}”", number)

    def _stated(self, bind: Bind) -> tuple[Cited, int]:
        found = self.book.cited.get(bind.asked.code)
        if found is None:
            raise bind.at.refuse(
                _("There is no published statement “%(code)s” in this edition.")
                % {"code": bind.asked.code},
                _("Ask for one that the page of published statements lists."),
            )
        number = self.number(
            kind=bind.verb,
            query=f"{bind.verb} {bind.asked.code}",
            value=str(found.value),
            unit=found.unit,
            period=found.period,
            source=self.book.source(found.source, self.language),
        )
        return found, number

    def _literal(self, bind: Bind) -> Run:
        words, source = self.template.literals[bind.asked.code]
        number = self.number(
            kind="literal", query=f"literal {bind.asked.code}", value=words, source=source
        )
        return Run(words, number, quiet=True)

    def _context(self, bind: Bind) -> Run:
        if bind.asked.code == "section":
            return Run(SECTION)
        words = self.context(bind.asked.code)
        number = self.number(kind="context", query=bind.asked.code, value=words)
        return Run(words, number, quiet=True)

    def period_run(self, name: str) -> Run:
        """The name of a period at the head of a table's row."""
        words = spoken.period(name, self.language, start=True)
        number = self.number(kind="context", query=f"period {name}", value=words)
        return Run(words, number, quiet=True)

    def context(self, name: str) -> str:
        """What the report is about, in words."""
        language, first_last = self.language, spoken.days(self.period)
        return {
            "period": spoken.period(self.period, language),
            "period.start": spoken.period(self.period, language, start=True),
            "previous": spoken.period(spoken.before(self.period), language),
            "year": self.period[:4],
            "first_day": spoken.day(first_last[0], language),
            "last_day": spoken.day(first_last[1], language),
            "edition": self.book.edition,
            "edition.day": spoken.day(self.book.published.isoformat(), language),
            "as_of": spoken.day(self.book.figures.as_of.isoformat(), language),
            "authority": self.book.about.get(f"authority_{language}", ""),
            "province": self.book.about.get(f"province_{language}", ""),
        }[name]

    def reason(self, code: str) -> str:
        """Why a figure is unknown or weak, in words."""
        return reason_words(code, self.language)

    # --- conditions ------------------------------------------------------------------------

    def holds(self, test: Test) -> bool:
        """Whether a condition holds. What is unknown is neither more, less, equal nor zero."""
        figures: list[int] = []
        held = self._held(test, figures) != test.negated
        self.decided.append(Decided(str(test), held, tuple(figures)))
        return held

    def _held(self, test: Test, figures: list[int]) -> bool:
        if test.asked is None:
            return {
                "demonstration": self.book.demonstration,
                "restated": bool(self.book.restatements(self.period)),
                "weak": bool(self.lacking or any(one.confidence == "weak" for one in self.figures)),
            }[test.test]
        if test.test == "defined":
            return self.book.definition(test.asked.code) is not None
        answer = self.answer(test.asked, test.at)
        figures.append(self.note(answer))
        if test.test in ("known", "unknown"):
            return (answer.value is not None) == (test.test == "known")
        if test.test in ("closed", "provisional"):
            return answer.state == test.test
        if test.test in ("zero", "some"):
            return answer.value is not None and (answer.value == 0) == (test.test == "zero")
        asked = test.against or Asked(test.asked.code, "previous", test.asked.place)
        other = self.answer(asked, test.at)
        figures.append(self.note(other))
        if answer.value is None or other.value is None:
            return False
        if answer.unit != other.unit:
            raise test.at.refuse(
                _("“%(one)s” and “%(other)s” are measured in different units.")
                % {"one": test.asked, "other": asked},
                _("Compare figures of one unit."),
            )
        first, second = (spoken.rounded(one, answer.digits) for one in (answer.value, other.value))
        return {
            "rose": first > second, "fell": first < second, "unchanged": first == second,
            "comparable": True, "above": first > second, "below": first < second,
            "equals": first == second,
        }[test.test]  # fmt: skip


def _with_content(blocks: list[Block]) -> list[Block]:
    """The blocks without headings under which nothing stands; those that ask for it numbered."""
    following = [*blocks[1:], Block("heading")]
    kept = [one for one, after in zip(blocks, following, strict=True)
            if one.kind != "heading" or after.kind != "heading"]  # fmt: skip
    number = 0
    for place, one in enumerate(kept):
        if one.kind == "heading" and SECTION in plain(one.runs):
            number += 1
            runs = tuple(replace(run, text=run.text.replace(SECTION, roman(number)))
                         for run in one.runs)  # fmt: skip
            kept[place] = replace(one, runs=runs)
    return kept


def roman(number: int) -> str:
    """I, II, III, IV, …; a report has fewer than forty sections."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
