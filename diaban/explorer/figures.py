"""Published statements: what somebody said, in their words, and what simple arithmetic says about
it.

A remark is computed from the statements themselves or not made at all. Pure; needs an active
language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import facts_view, identities, subjects, wording
from diaban.explorer.dashboard import words
from diaban.explorer.subjects import Card
from diaban.explorer.verdicts import Compared
from diaban.indicators.statements import printed

TOPICS = ("dossiers", "petitions", "land", "projects", "economy", "materials", "plan")


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words, or their translation, in the language `language`."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One published figure."""

    key: str
    code: str
    name: str
    topic: str
    value: float | None
    said: words.Said | None
    """The value in the reader's form, with the digits that were printed; None where it is none."""
    text: str
    unit: str
    period: str
    scope: str
    quotes: Sequence[Quote]
    place: Card | None
    source: Mapping[str, Any]
    confidence: str
    trust: str
    as_of: str | None
    note: str
    note_vi: str
    compared: Sequence[Compared] = ()
    """What it is set beside."""

    @property
    def derived(self) -> bool:
        """Whether nobody published it as it stands: it is arithmetic on what was published."""
        return self.trust == "D"


@dataclass(frozen=True, slots=True)
class Remark:
    """What adding up says about a published total."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    label: str
    statements: Sequence[Statement]
    remarks: Sequence[Remark]


def statement(edition: Edition, layer: Layer, row: int) -> Statement:
    """A row of the layer `statements` with the source of its value."""
    record = layer.record(row)
    facts = {one["field"]: one for one in edition.facts(record["key"])}
    value = facts.get("value") or next(iter(facts.values()), {})
    number = _number(record.get("value"))
    unit = record.get("unit") or value.get("unit") or ""
    quote = record.get("quote") or record.get("quote_vi") or ""
    said = printed_as(number, unit, quote, derived=value.get("trust") == "D")
    notes = facts_view.notes(value)
    place = edition.find(record["place"]) if record.get("place") else None
    source = edition.sources.get(value.get("source") or "") or {"id": value.get("source") or ""}
    return Statement(
        key=record["key"],
        code=record.get("code") or "",
        name=wording.name(record),
        topic=record.get("topic") or record.get("kind") or "",
        value=number,
        said=said,
        text=said.text if said else str(record.get("value") or ""),
        unit=unit,
        period=str(record.get("period") or ""),
        scope=wording.half({half: record.get(f"scope_{half}") for half in ("vi", "en")}),
        quotes=quotes(record, wording.language()),
        place=subjects.card(*place) if place else None,
        source=source,
        confidence=value.get("confidence") or record.get("confidence") or "",
        trust=value.get("trust") or "",
        as_of=value.get("as_of"),
        note=notes["note"],
        note_vi=notes["note_vi"],
    )


def statements(edition: Edition) -> list[Statement]:
    """Every statement of an edition, in its order."""
    layer = edition.layers.get("statements")
    return [statement(edition, layer, row) for row in range(len(layer))] if layer else []


def printed_as(
    value: float | None, unit: str, quote: str, *, derived: bool = False
) -> words.Said | None:
    """A published number as its Vietnamese words `quote` print it: 40,70%, thứ 3. A share that is
    `derived` from published figures has the decimals of a computed one."""
    if value is None:
        return None
    found = printed.read(Decimal(str(value)), quote, worked_out=derived and unit == "%")
    return words.say(found.value, words.Form(unit, found.digits, words.ALL_DIGITS))


def topics(edition: Edition, said: Sequence[Statement]) -> list[Topic]:
    """Statements by topic, the topics of the quarterly article first."""
    layer = edition.layers.get("statements")
    info = layer.fields.get("topic") if layer else None
    grouped: dict[str, list[Statement]] = defaultdict(list)
    for one in said:
        grouped[one.topic].append(one)
    order = [name for name in TOPICS if name in grouped]
    order += [name for name in grouped if name not in TOPICS]
    return [
        Topic(
            name,
            wording.choice(info, name),
            grouped[name],
            remarks(grouped[name]),
        )
        for name in order
    ]


def remarks(said: Sequence[Statement]) -> list[Remark]:
    """One sentence for each published total whose parts were published too."""
    names = {one.code: one.name for one in said}
    figures = [
        identities.Figure(one.code, one.value, one.unit) for one in said if one.value is not None
    ]
    return [_remark(one, names[one.total.code]) for one in identities.sums(figures)]


def _remark(one: identities.Sum, name: str) -> Remark:
    language = wording.language()

    def number(value: float) -> str:
        return formats.number(value, language)

    terms = {
        "name": name,
        "parts": " + ".join(number(part.value) for part in one.parts),
        "sum": number(one.sum),
        "total": number(one.total.value),
        "difference": number(abs(one.difference)),
    }
    if one.holds:
        text = _("%(name)s: %(parts)s = %(total)s. The parts add up to the published total.")
    elif one.difference > 0:
        text = _(
            "%(name)s: %(parts)s = %(sum)s, and %(total)s is published. What became of the other "
            "%(difference)s is not stated."
        )
    else:
        text = _(
            "%(name)s: %(parts)s = %(sum)s, which is %(difference)s more than the published "
            "%(total)s."
        )
    return Remark(text % terms, one.holds)


def _number(value: Any) -> float | None:
    if isinstance(value, int | float):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def quotes(record: Mapping[str, Any], language: str) -> list[Quote]:
    """The words of a statement as a reader of `language` is shown them.

    Who reads Vietnamese needs no translation; who does not reads it first, and then the original.
    """
    words = Quote(record.get("quote") or record.get("quote_vi") or "", "vi")
    translation = Quote(record.get("quote_en") or "", "en")
    if language == "vi" and words.text:
        return [words]
    return [quote for quote in (translation, words) if quote.text]
