"""The parts of a report that are more than sentences: tables, charts, comparisons, weak points.
Pure; `writing.Writer` asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from diaban.design.vietnamese import collation_key
from diaban.indicators.reading import Break, Restatement, Statement
from diaban.indicators.statements.explanations import COUNTED
from diaban.projects.sheets import FORMS
from diaban.reports import spoken
from diaban.reports.book import AGREEING, Answer
from diaban.reports.document import Block, Figure, Run, Runs, plain
from diaban.reports.nodes import Asked
from diaban.reports.nodes import Block as Written
from diaban.reports.phrases import phrase, verdict

if TYPE_CHECKING:
    from diaban.reports.writing import Writer

MOST_PERIODS = 40
NO_DIFFERENCE = (*AGREEING, "not_computed")
NEVER_REVISED = ("_target", "_scenario")
"""What was decided once and not estimated: no later release is to be expected."""


def table(writer: Writer, block: Written) -> list[Block]:
    """`over places:KIND` and `over periods:N` make rows of places or periods; without it each
    indicator is a row with its figure, the change and the same period a year ago."""
    codes = _codes(writer, block)
    kind, _colon, what = block.plain("over").partition(":")
    if kind == "places":
        rows = _rows_of_places(writer, block, codes, what)
        first = phrase("place_park" if what == "park" else "place", writer.language)
    elif kind == "periods":
        rows = _rows_of_periods(writer, block, codes, what)
        first = phrase("quarter", writer.language)
    else:
        return [_comparison(writer, block, codes)]
    head = [first, *(_heading(writer, code, block) for code in codes)]
    return [Block("table", caption=writer.runs(block.option("caption")), head=head, rows=rows)]


def _codes(writer: Writer, block: Written) -> list[str]:
    found: list[str] = []
    for code in block.codes:
        if code.endswith(".*"):
            found += writer.book.with_prefix(code[:-1])
        elif not code.endswith("?"):
            found.append(code)
        elif writer.book.definition(code[:-1]):
            found.append(code[:-1])
    return found


def _heading(writer: Writer, code: str, block: Written) -> str:
    answer = writer.answer(Asked(code), block.at)
    return _titled(answer, writer.language)


def _titled(answer: Answer, language: str) -> str:
    name = answer.name.get(language, answer.code)
    if answer.unit in COUNTED or answer.unit in ("rank", ""):
        return name
    return f"{name} ({spoken.unit_words(answer.unit, Decimal(2), language)})"


def _rows(writer: Writer, labels: Sequence[Run], answers: Sequence[Sequence[Answer]]
          ) -> list[list[Runs]]:  # fmt: skip
    """A label and its figures in each row; a column has one number of decimal places."""
    digits = [str(max(map(_decimals, column))) for column in zip(*answers, strict=True)]
    return [
        [(label,), *((writer.say(one, {"bare": "", "digits": places, "even": ""}, quiet=True),)
                     for one, places in zip(row, digits, strict=True))]
        for label, row in zip(labels, answers, strict=True)
    ]  # fmt: skip


def _decimals(answer: Answer) -> int:
    """The decimal places that a figure shows of itself; a ratio always has all of its own."""
    if answer.value is None:
        return 0
    if answer.ratio:
        return answer.digits
    shown = spoken.rounded(answer.value, answer.digits).normalize().as_tuple().exponent
    return max(0, -int(shown))


def _rows_of_places(writer: Writer, block: Written, codes: Sequence[str],
                    kind: str) -> list[list[Runs]]:  # fmt: skip
    keys = writer.book.places(kind, codes[0]) if codes else []
    named = {key: writer.book.place_name(key, writer.language) for key in keys}
    keys = sorted(keys, key=lambda key: (collation_key(named[key]), key))
    answers = [[writer.answer(Asked(code, "", key), block.at) for code in codes] for key in keys]
    return _rows(writer, [Run(named[key]) for key in keys], answers)


def _rows_of_periods(writer: Writer, block: Written, codes: Sequence[str],
                     count: str) -> list[list[Runs]]:  # fmt: skip
    names = _periods(writer, block, count)
    labels = [writer.period_run(name) for name in names]
    answers = [[writer.answer(Asked(code, name), block.at) for code in codes] for name in names]
    return _rows(writer, labels, answers)


def _periods(writer: Writer, block: Written, count: str) -> list[str]:
    if not count.isdigit() or not 0 < int(count) <= MOST_PERIODS:
        raise block.at.refuse(
            _("“%(count)s” is no number of periods.") % {"count": count},
            _("Write “over periods:8”; at most %(most)d.") % {"most": MOST_PERIODS},
        )
    names = [writer.period]
    while len(names) < int(count):
        names.append(spoken.before(names[-1]))
    return [name for name in reversed(names) if name in writer.book.periods]


def _comparison(writer: Writer, block: Written, codes: Sequence[str]) -> Block:
    """Each indicator with its figure, what became of it, and the same period a year ago."""
    language = writer.language
    rows = []
    for code in codes:
        now, then, year = (writer.answer(Asked(code, when), block.at)
                           for when in ("", "previous", "year-ago"))  # fmt: skip
        rows.append(
            [(Run(now.name.get(language, code)),), (writer.say(now, quiet=True),),
             (writer.changed(now, then, quiet=True),), (writer.say(year, quiet=True),)]
        )  # fmt: skip
    head = [phrase("indicator", language), writer.context("period.start"),
            phrase("change", language), phrase("year_ago", language)]  # fmt: skip
    return Block("table", caption=writer.runs(block.option("caption")), head=head, rows=rows)


def chart(writer: Writer, block: Written) -> list[Block]:
    """A line chart over periods; the table below it says the same in figures. `also breaks`: drawn
    in it and said after it, where a line is broken and which of its closed figures were restated.
    """
    also = block.plain("also")
    if also not in ("", "breaks"):
        raise block.at.refuse(
            _("“%(also)s” is no part of a chart.") % {"also": also},
            _("Write “also breaks”, or nothing."),
        )
    codes = _codes(writer, block)
    _kind, _colon, count = block.plain("over").partition(":")
    names = _periods(writer, block, count or "8")
    lines = []
    answers: list[Answer] = []
    for code in codes:
        answers = [writer.answer(Asked(code, name), block.at) for name in names]
        values = [None if one.value is None else str(one.value) for one in answers]
        lines.append((answers[-1].name.get(writer.language, code), values))
    told_of = names if also else ()
    breaks = [(one, _broken(writer, one)) for one in writer.book.breaks(codes, told_of)]
    restated = [(one, _restated(writer, one, dated=True))
                for one in writer.book.restated_within(codes, told_of)]  # fmt: skip
    drawn = Block(
        "chart",
        caption=writer.runs(block.option("caption")),
        labels=[spoken.formats.period(name, writer.language) for name in names],
        lines=lines,
        unit=answers[-1].unit if answers else "",
        breaks=[
            (spoken.formats.period(one.from_period, writer.language), plain(item.runs))
            for one, item in breaks
        ],
        marks=[
            (spoken.formats.period(one.period, writer.language), str(one.old), plain(item.runs))
            for one, item in restated
            if one.old is not None
        ],
    )
    said = Written("table", codes=tuple(codes), options=(("over", block.option("over")),),
                   at=block.at)  # fmt: skip
    told = [item for _one, item in (*breaks, *restated)]
    return [drawn, *table(writer, said), *told]


def changes(writer: Writer, block: Written) -> list[Block]:
    """What became of each indicator since the period before, an item each."""
    items = []
    for code in _codes(writer, block):
        now, then = (writer.answer(Asked(code, when), block.at) for when in ("", "previous"))
        name = now.name.get(writer.language, code)
        items.append(
            Block("item", (Run(f"{name}: "), writer.say(now), Run(", "),
                           writer.changed(now, then, quiet=True), Run(".")))
        )  # fmt: skip
    return items


def statements(writer: Writer, block: Written) -> list[Block]:
    """Every published figure of the period beside what the records give, with the explanation."""
    language = writer.language
    only = block.plain("only")
    if only not in ("", "differences"):
        raise block.at.refuse(
            _("“%(only)s” is no choice of statements.") % {"only": only},
            _("Write “only differences”, or nothing."),
        )
    found = list(writer.book.statements(writer.period))
    if not found:
        return [Block("paragraph", (Run(phrase("no_statements", language)),))]
    shown = [one for one in found if not only or one.verdict not in NO_DIFFERENCE]
    told = [_agreeing(writer, found)] if only else []
    if not shown:
        return told
    columns = ("indicator", "published", "computed", "verdict", "explanation")
    head = [phrase(name, language) for name in columns]
    rows = [_statement(writer, one) for one in shown]
    caption = writer.runs(block.option("caption"))
    return [*told, Block("table", caption=caption, head=head, rows=rows)]


def _agreeing(writer: Writer, found: Sequence[Statement]) -> Block:
    """How many published figures need no explanation."""
    count = str(sum(one.verdict in AGREEING for one in found))
    number = writer.number(
        kind="reconciliation", query="published figures that agree", value=count
    )  # fmt: skip
    words = Run(phrase("agreeing", writer.language))
    return Block("paragraph", (words, Run(count, number, quiet=True), Run(".")))


def _statement(writer: Writer, one: Statement) -> list[Runs]:
    """A published figure beside the computed one, the verdict and the explanation."""
    language = writer.language
    definition = writer.book.definition(one.indicator)
    cited = writer.book.cited.get(one.statement)
    name = cited.name if cited else (definition.name if definition else {})
    said = cited.value if cited else Decimal(one.published)
    published = writer.number(
        kind="published", query=f"published {one.statement}", value=str(said), unit=one.unit,
        period=one.period, place=one.place,
        source=writer.book.source(cited.source, language) if cited else "",
    )  # fmt: skip
    difference = writer.number(
        kind="reconciliation", query=f"reconciliation {one.statement}",
        value=None if one.difference is None else str(one.difference), unit=one.unit,
        indicator=one.indicator, period=one.period, place=one.place,
        numerator=None if one.computed is None else str(one.computed), denominator=str(said),
    )  # fmt: skip
    digits = definition.decimals if definition else 2
    computed = "–" if one.computed is None else _plain(one.computed, one.unit, language, digits)
    return [
        (Run(name.get(language, one.statement)),),
        (Run(_plain(said, one.unit, language, 3), published, quiet=True),),
        (Run(computed, difference, quiet=True),),
        (Run(verdict(one.verdict, language)),),
        (Run(one.explanation.get(language, ""), difference, quiet=True),),
    ]


def _plain(value: Decimal, unit: str, language: str, digits: int) -> str:
    """A figure of the comparison; two percentages are set beside each other with two decimals."""
    if unit == "rank":
        return spoken.ordinal(int(value), language)
    if unit == "%":
        return spoken.quantity(value, unit, language, 2, padded=True)
    return spoken.quantity(value, unit, language, digits)


def restatements(writer: Writer, block: Written) -> list[Block]:
    """Closed figures of the period that came out differently, and series that break near it.

    `also compared`: those of the period before and a year ago too that the report compares with.
    """
    also = block.plain("also")
    if also not in ("", "compared"):
        raise block.at.refuse(
            _("“%(also)s” is no choice of restatements.") % {"also": also},
            _("Write “also compared”, or nothing."),
        )
    found = writer.book.restatements(writer.period)
    whole = {one.indicator for one in found if not one.place}
    # A figure of the whole says it for its places too.
    items = [
        _restated(writer, one)
        for one in (one for one in found if not one.place or one.indicator not in whole)
    ]
    if also:
        items += [_restated(writer, one, dated=True) for one in _restated_before(writer)]
    near = (writer.period, spoken.before(writer.period))
    items += [_broken(writer, one) for one in writer.book.breaks(writer.book.figures.codes, near)]
    language = writer.language
    none = "no_restatements_compared" if also else "no_restatements"
    return items or [Block("paragraph", (Run(phrase(none, language)),))]


def _restated_before(writer: Writer) -> list[Restatement]:
    """The restatements of figures of earlier periods that the report compares with."""
    periods = dict.fromkeys((spoken.before(writer.period), spoken.year_before(writer.period)))
    asked = {(one.indicator, one.period, one.place) for one in writer.figures
             if one.kind == "figure"}  # fmt: skip
    return [one for period in periods for one in writer.book.restatements(period)
            if (one.indicator, period, one.place) in asked]  # fmt: skip


def _restated(writer: Writer, one: Restatement, *, dated: bool = False) -> Block:
    """A closed figure that came out differently; `dated` names its period too."""
    language = writer.language
    definition = writer.book.definition(one.indicator)
    unit, digits = (definition.unit, definition.decimals) if definition else ("", 2)
    unknown = spoken.UNKNOWN[language]
    old, new = (unknown if value is None else spoken.quantity(value, unit, language, digits)
                for value in (one.old, one.new))  # fmt: skip
    number = writer.number(
        kind="restatement",
        query=f"restatement {one.indicator} @{one.period} at {one.place or '*'} {one.on}",
        value=None if one.new is None else str(one.new), unit=unit, indicator=one.indicator,
        period=one.period, place=one.place,
        denominator=None if one.old is None else str(one.old),
    )  # fmt: skip
    words = phrase("restated", language, old=old, new=new,
                   on=spoken.day(one.on.isoformat(), language),
                   cause=one.cause.get(language, ""))  # fmt: skip
    if dated:
        words = f"{spoken.period(one.period, language)} {words}"
    return _named(writer, one.indicator, one.place, words, number)


def _broken(writer: Writer, one: Break) -> Block:
    """A series that does not continue what stood before a period."""
    language = writer.language
    since = spoken.period(one.from_period, language)
    words = phrase("break", language, period=since, cause=one.cause.get(language, ""))
    number = writer.number(kind="break", query=f"break {one.indicator} {one.from_period}",
                           value=one.from_period, indicator=one.indicator)  # fmt: skip
    return _named(writer, one.indicator, one.place, words, number)


def _named(writer: Writer, code: str, place: str, words: str, number: int) -> Block:
    definition = writer.book.definition(code)
    name = definition.name.get(writer.language, code) if definition else code
    if place:
        name = f"{name}, {writer.book.place_name(place, writer.language)}"
    return Block("item", (Run(f"{name}: "), Run(words, number, quiet=True)))


def forms(writer: Writer, block: Written) -> list[Block]:
    """The statistical forms that are packaged with the report."""
    items = []
    for code, (title, _maker) in FORMS.items():
        number = writer.number(kind="form", query=f"form {code}", value=code)
        items.append(Block("item", (Run(code, number, quiet=True), Run(f": {title}"))))
    return items


def weak(writer: Writer) -> list[Block]:
    """What the report does not know, what it knows only weakly, and what may still change."""
    language = writer.language
    lines: list[Runs] = []
    if writer.book.demonstration:
        lines.append((Run(phrase("demonstration_lack", language)),))
    asked = [one for one in writer.figures if one.kind == "figure"]
    now = [one for one in asked if one.period == writer.period]
    if any(one.state == "provisional" for one in now):
        lines.append((Run(phrase("provisional", language)),))
    for kind, chosen in _kinds_of_weakness(asked):
        for code, figures in groupby(chosen, key=lambda one: one.indicator):
            same = list(figures)
            number = writer.number(kind="weakness", query=f"{kind} {code}", value=kind)
            lines.append((Run(_weakness(writer, kind, same), number, quiet=True),))
    if not lines:
        lines.append((Run(phrase("nothing_weak", language)),))
    return [Block("item", line, name="weak") for line in lines]


def _kinds_of_weakness(asked: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    """Each figure once, whatever term of it was asked and at whichever place of a table."""
    whole = {one.query.partition(" | ")[0]: one for one in reversed(asked) if not one.place}
    whole_figures = sorted(whole.values(), key=lambda one: (one.indicator, one.number))
    return [
        ("lacking", [one for one in whole_figures if one.value is None]),
        ("weak", [one for one in whole_figures if one.value is not None
                  and one.confidence == "weak"]),
        ("first_release", [one for one in whole_figures if one.state == "first"
                           and not one.indicator.endswith(NEVER_REVISED)]),
    ]  # fmt: skip


def _weakness(writer: Writer, kind: str, figures: Sequence[Figure]) -> str:
    """One indicator in all its periods."""
    language, first = writer.language, figures[0]
    reasons = dict.fromkeys(code for one in figures for code in one.reasons)
    why = "".join(f" {writer.reason(code)}" for code in reasons)
    periods = ", ".join(spoken.period(one.period, language) for one in figures)
    return phrase(
        kind, language, name=first.name, why=why, source=first.source, period=periods
    )  # fmt: skip


WRITE: Mapping[str, Callable[[Writer, Written], list[Block]]] = {
    "table": table,
    "chart": chart,
    "changes": changes,
    "statements": statements,
    "restatements": restatements,
    "forms": forms,
}
