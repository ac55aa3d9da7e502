"""The document `indicators` of an edition (its form: docs/indicators.md; its reader: `reading`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone

from diaban.facts.contributions import Document
from diaban.facts.models import Source
from diaban.indicators import wording
from diaban.indicators.closing import actions as closing
from diaban.indicators.closing import breaks
from diaban.indicators.closing.actions import Key, Stood
from diaban.indicators.computing import Book, Figure, Records, collector_at_rest, compute, longer
from diaban.indicators.confidence import Confidence
from diaban.indicators.definitions import FLOW, RATIO, Definition
from diaban.indicators.formulas import plain
from diaban.indicators.localities.dividing import UNDIVIDED
from diaban.indicators.models import DefinitionVersion, Restatement
from diaban.indicators.queries import QUERIES
from diaban.indicators.queries.projects import OF_CAPITAL
from diaban.indicators.reading import PARKS, WHOLE, ZONES, Figures
from diaban.indicators.statements import entries as statement_entries
from diaban.indicators.statements import external
from diaban.indicators.statements.explanations import both
from diaban.projects.periods import kind_of

NAME = "indicators"
PROVISIONAL, CLOSED = "provisional", "closed"


def build(now: datetime) -> Iterable[Document]:
    """The document at the aware moment `now`; none where nothing is defined."""
    book = Book.read()
    if not book.codes:
        return
    records = Records.open(now)
    with collector_at_rest():
        figures = list(compute(records, book))
        closing.check(records, figures)
        made = content(records, book, figures)
    records.note()
    yield Document(NAME, made, demonstration=any(one.demonstration for one in figures))


def content(records: Records, book: Book, figures: Sequence[Figure]) -> dict[str, Any]:
    """The whole document; numbers as texts, days in ISO form."""
    sure = Confidence.read(records)
    kept = _worth_saying(figures)
    names = longer(sorted({one.period.name for one in kept}))
    more = _worth_saying([*_flows(records, book, names), *_asked(records, book)])
    places = {one.place for one in (*kept, *more)}
    stood = closing.stood(closing.closed_periods())
    found: dict[str, Any] = {
        "as_of": records.today.isoformat(),
        "definitions": definitions(book),
        "places": {key: records.geography.names[key] for key in sorted(places)}
        | external.provinces(),
        "localities": localities(records, places),
        "values": [value(one, records.today, sure, _state(one, stood)) for one in kept],
        "longer_periods": names,
        "longer": [value(one, records.today, sure) for one in more],
        "external": list(external.rows()),
        "restatements": restatements({one.demonstration for one in figures}, stood),
        "breaks": list(breaks.rows(records, book)),
    }
    # Published figures are set beside what this very document says.
    found["statements"] = statement_entries.entries(Figures(found))
    return found


def localities(records: Records, places: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The administrative units among the places, with their time and the sites that lie whole in
    them; and what could not be divided, with the units among which it lies (none: nobody knows)."""
    divided = records.geography.localities
    found: dict[str, dict[str, Any]] = {}
    for key in sorted(set(places) & divided.units.keys()):
        unit = divided.units[key]
        found[key] = {"level": unit.level, "from": _iso(unit.first), "until": _iso(unit.until)}
    for key in sorted(set(places) & divided.groups.keys()):
        group = divided.groups[key]
        among = [unit.key for unit in group.units] if group.known else []
        found[key] = {"level": group.level, "among": among}
    for key, row in found.items():
        row["sites"] = divided.within(key)
    return found


def _flows(records: Records, book: Book, names: Sequence[str]) -> Iterator[Figure]:
    """What happened in longer periods. What there was at the end of one is the figure of the
    quarter with which it ends, and stands in the document once (`Figures.quarter_behind`)."""
    codes = [code for code, versions in book.versions.items() if versions[-1].period == FLOW]
    return compute(records, book, codes, names) if codes else iter(())


def _asked(records: Records, book: Book) -> Iterator[Figure]:
    """The months for which a published figure asks, of what it is set beside alone."""
    for name, codes in statement_entries.asked_months().items():
        known = [code for code in codes if code in book.versions]
        if known:
            yield from compute(records, book, known, [name], [WHOLE, PARKS, ZONES])


def _state(one: Figure, stood: Mapping[Key, Stood]) -> str:
    """Closed where it was closed out of the same kind of records."""
    was = stood.get((one.definition.code, one.period.name, one.place))
    same = was is not None and was.demonstration == one.demonstration
    return CLOSED if same else PROVISIONAL


def restatements(kinds: set[bool], stood: Mapping[Key, Stood]) -> list[dict[str, Any]]:
    """What became of closed figures, the oldest first; `kinds` of registers, real or invented.

    Sums of capital of a quarter that was closed before private persons' capital was left out are
    for the desk alone: old less new would be what such a person has
    (docs/decisions/0013-capital-of-private-persons.md).
    """
    versions = DefinitionVersion.objects.all()  # withdrawn ones too: figures were closed by them
    capital = {one.code for one in versions if OF_CAPITAL & {one.numerator, one.denominator}}
    rows = [
        row
        for row in Restatement.objects.select_related("closed")
        if stood[row.indicator, row.closed.period, row.place].demonstration in kinds
        and (row.closed.without_private or row.indicator not in capital)
    ]
    return [
        {
            "indicator": row.indicator,
            "period": row.closed.period,
            "place": row.place,
            "old": row.old or None,
            "new": row.new or None,
            "on": timezone.localdate(row.at).isoformat(),
            "cause": both(partial(wording.cause, row.kind, row.cause)),
            "kind": row.kind,
        }
        for row in rows
    ]


def _worth_saying(figures: Sequence[Figure]) -> list[Figure]:
    """A series of which nothing is known is left out, and so is the time before its first known
    value; but what is unknown of the whole stands there as such, and what is unknown of a locality
    since it is not divided."""
    series: dict[tuple[str, str, str], list[Figure]] = {}
    kinds = {one.period.name: kind_of(one.period.name) for one in figures}
    for one in figures:
        key = (one.definition.code, one.place, kinds[one.period.name])
        series.setdefault(key, []).append(one)
    kept = []
    for (_code, place, _kind), ours in series.items():
        known = [
            n
            for n, one in enumerate(ours)
            if one.computed.value is not None or UNDIVIDED in one.computed.reasons
        ]
        if known:
            kept += ours[known[0] :]
        elif not place:
            kept += [one for one in ours if "before_register" not in one.computed.reasons]
    return kept


def definitions(book: Book) -> list[dict[str, Any]]:
    """Every version, with the title of what it was taken from."""
    versions = [one for known in book.versions.values() for one in known]
    titles = sources(versions)
    return [definition(one) | {"source": titles.get(one.source, {})} for one in versions]


def sources(versions: Iterable[Definition]) -> dict[str, dict[str, str]]:
    """The titles of what definitions were taken from, by id."""
    return {
        row.id: {"id": row.id, "vi": row.title_vi, "en": row.title_en}
        for row in Source.objects.filter(id__in={one.source for one in versions})
    }


def definition(one: Definition) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in (
            "code", "version", "topic", "unit", "decimals", "kind", "numerator", "denominator",
            "period", "cutoff", "direction", "trust", "owner",
        )},
        "name": {"vi": one.name_vi, "en": one.name_en},
        "short": {"vi": one.short_vi, "en": one.short_en},
        "basis": {"vi": one.basis_vi, "en": one.basis_en},
        "scale": plain(one.scale),
        "valid_from": _iso(one.valid_from),
        "valid_to": _iso(one.valid_to),
        "terms": {
            name: {"vi": QUERIES[name].label_vi, "en": QUERIES[name].label_en}
            | {"unit": QUERIES[name].unit}
            for name in one.terms
            if name in QUERIES
        },
    }  # fmt: skip


def value(one: Figure, today: date, sure: Confidence, state: str = PROVISIONAL) -> dict[str, Any]:
    """A row of `values`; what is not unusual is left out (`reading` knows what then holds)."""
    reasons = sure.reasons(one)
    row: dict[str, Any] = {
        "indicator": one.definition.code,
        "version": one.definition.version,
        "period": one.period.name,
        "place": one.place,
        "value": _printed(one),
        "numerator": plain(one.computed.numerator.value),
        "state": state,
        "as_of": min(one.period.last, today).isoformat(),
        "confidence": sure.level(one, reasons),
        "reasons": reasons,
    }
    if one.computed.denominator is not None:
        row["denominator"] = plain(one.computed.denominator.value)
    if one.demonstration:
        row["demonstration"] = True
    return row


def _printed(one: Figure) -> str | None:
    """A ratio with all its decimals (40.70), everything else without idle zeros."""
    exact = one.computed.value
    if exact is None or one.definition.kind != RATIO:
        return plain(exact)
    return format(exact, "f")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
