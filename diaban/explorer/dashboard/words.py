"""Indicators in the reader's words: values, terms, changes. Needs an active language.

An unknown value has no text: whoever shows it says "unknown", never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.design import formats
from diaban.explorer.wording import half, language
from diaban.indicators import saying, wording
from diaban.indicators.formulas import rounded
from diaban.indicators.reading import Definition
from diaban.projects.periods import HALF, NINE_MONTHS, QUARTER, YEAR, kind_of

STATES = {
    "closed": gettext_lazy("closed"),
    "provisional": gettext_lazy("provisional"),
}
PERIOD_KINDS = {
    QUARTER: gettext_lazy("Quarters"),
    HALF: gettext_lazy("Half-years"),
    NINE_MONTHS: gettext_lazy("Nine months"),
    YEAR: gettext_lazy("Years"),
}
VINTAGES = {
    "first": gettext_lazy("first release"),
    "revision": gettext_lazy("revised"),
    "final": gettext_lazy("final"),
}
KINDS = {
    "count": gettext_lazy("a count"),
    "sum": gettext_lazy("a sum"),
    "ratio": gettext_lazy("a ratio"),
    "external": gettext_lazy("published by others, not computed here"),
}
TIMES = {
    "flow": gettext_lazy("what happened in the period"),
    "stock": gettext_lazy("the state at the end of the period"),
}
CUTOFFS = {
    "calendar": gettext_lazy("calendar months"),
    "statistical": gettext_lazy(
        "statistical periods, from the 15th of one month to the 14th of another"
    ),
}
DIRECTIONS = {
    "up": gettext_lazy("more is better"),
    "down": gettext_lazy("less is better"),
    "none": gettext_lazy("neither more nor less is better in itself"),
}


ALL_DIGITS = "ratio"
"""The kind of a form that keeps idle zeros (40,70%): of what was published with them, too."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value as read: its digits, what stands before and after them, and all together.

    `bare` leaves out the name of what is counted, for tables whose head says it.
    """

    before: str
    number: str
    after: str
    text: str
    bare: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Form:
    """What decides how a number is printed."""

    unit: str
    decimals: int
    kind: str = ""


def say(value: Decimal | None, form: saying.Unit) -> Said | None:
    """A value in the reader's form: 1.105,9 ha, 56,06%, 10,367 tỷ USD, thứ 3.

    None where it is unknown.
    """
    if value is None:
        return None
    return _said(value, Form(form.unit, form.decimals, form.kind), language())


def decimals(value: Decimal) -> int:
    """The digits that a number has after its mark, idle zeros too."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def as_printed(number: str, unit: str) -> Said | None:
    """A published number with the digits of its text; None where the text is no number."""
    try:
        value = Decimal(number)
    except ArithmeticError:
        return None
    return say(value, Form(unit, decimals(value), ALL_DIGITS))


@lru_cache(maxsize=20_000)
def _said(value: Decimal, form: Form, reader: str) -> Said:
    text = saying.printed(value, form, reader)
    number = saying.number(value, form, reader)
    if form.unit == saying.RANK:
        return Said("", text, "", text, text)
    if form.unit == saying.PERCENT:
        return Said("", f"{number}%", "", text, text)
    before, _number, after = text.partition(number)
    bare = saying.printed(value, form, reader, unit=False)
    return Said(before.strip(), number, after.strip(), text, bare)


class Units(NamedTuple):
    """Which administrative units are meant, and in which time they stood."""

    level: str
    text: str


def units(level: str, first: date | None, until: date | None) -> Units:
    """The administrative units of a level that stood in a time (`until`: the day after it)."""
    told = {
        "first": formats.day(first, language()) if first else "",
        "last": formats.day(until - timedelta(days=1), language()) if until else "",
    }
    if level == "district":
        text = _("Former districts, as they stood until %(last)s") if until else _("Districts")
    elif until:
        text = _("Communes, wards and special zones, as they stood until %(last)s")
    elif first:
        text = _("Communes, wards and special zones, as they stand since %(first)s")
    else:
        text = _("Communes, wards and special zones")
    return Units(level, text % told)


def name(definition: Definition) -> str:
    return half(definition.name)


def short(definition: Definition) -> str:
    return half(definition.short) or name(definition)


def period(value: str) -> str:
    """A period inside a sentence."""
    said = formats.period(value, language())
    longer = kind_of(value) in (HALF, NINE_MONTHS)
    return f"the {said}" if longer and language() == "en" else said


def grouped(groups: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    """Periods by kind, each kind with its name."""
    return [(str(PERIOD_KINDS[kind]), names) for kind, names in groups.items()]


@dataclass(frozen=True, slots=True)
class Change:
    """Against an earlier period: which way, in words, and whether that is good."""

    way: str
    tone: str
    text: str
    tone_text: str
    since: str


def change(
    now: Decimal | None, before: Decimal | None, since: str, definition: Definition
) -> Change | None:
    """How a figure moved since another period; None where one of the two is unknown.

    What is compared are the figures as they are printed: "rose by 0" is never said.
    """
    if now is None or before is None:
        return None
    difference = rounded(now, definition.decimals) - rounded(before, definition.decimals)
    way = "up" if difference > 0 else "down" if difference < 0 else "same"
    tone = _tone(way, definition.direction)
    terms = {"amount": _amount(abs(difference), before, definition), "since": period(since)}
    if definition.unit == saying.RANK:
        terms["before"] = str(say(before, definition))
        text = {
            "up": _("was %(before)s in %(since)s"),
            "down": _("was %(before)s in %(since)s"),
            "same": _("the same as in %(since)s"),
        }[way]
    else:
        text = {
            "up": _("rose by %(amount)s since %(since)s"),
            "down": _("fell by %(amount)s since %(since)s"),
            "same": _("unchanged since %(since)s"),
        }[way]
    words = {"good": _("for the better"), "bad": _("for the worse"), "plain": ""}
    return Change(way, tone, text % terms, words[tone], since)


def _tone(way: str, direction: str) -> str:
    if way == "same" or direction not in ("up", "down"):
        return "plain"
    return "good" if way == direction else "bad"


def _amount(difference: Decimal, before: Decimal, definition: Definition) -> str:
    text = saying.difference(difference, definition, language())
    if before and definition.unit not in (saying.PERCENT, saying.RANK):
        share = saying.printed(100 * difference / abs(before), Form("%", 1), language())
        text = f"{text} ({share})"
    return text


def reasons(codes: Iterable[str]) -> list[str]:
    """Why a figure is weak or unknown: a sentence for each code."""
    return [wording.reason(code) for code in codes]


def path(points: Sequence[tuple[str, Decimal | None]], definition: Definition) -> str:
    """What a small line shows, in words: from where, to where, over which time."""
    known = [(name, value) for name, value in points if value is not None]
    if len(known) < 2:
        return ""
    (first, start), (last, end) = known[0], known[-1]
    return _("from %(start)s in %(first)s to %(end)s in %(last)s") % {
        "start": say(start, definition),
        "end": say(end, definition),
        "first": period(first),
        "last": period(last),
    }
