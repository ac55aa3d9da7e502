"""Is this a value of that field? One check for the pack's tables and the staff's form. Pure.

`clean` takes text as a person writes it, or a value as JSON carries it, and returns the value as it
is stored, or refuses it with a code, a reason and a remedy.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from diaban.facts.outlines import clean_outline
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import ANY_SUBJECT, CODE, FieldSpec
from diaban.facts.vocabulary import METHODS

__all__ = ["Cleaned", "ValueRefused", "clean", "clean_date", "clean_period", "clean_text"]

LONGEST_TEXT = 5_000
_DECIMAL = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d{1,2})?")
_INTEGER = re.compile(r"[-+]?\d{1,18}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
PERIOD = r"\d{4}(-(Q[1-4]|H[12]|9M|0[1-9]|1[0-2]))?"
"""How a year, half-year, nine months, quarter or month is written."""
_PERIOD = re.compile(PERIOD)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff\ufffd]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A value that may be stored, and its unit ("" for none)."""

    value: Any
    unit: str = ""


def clean(spec: FieldSpec, raw: Any, unit: str | None = None) -> Cleaned:
    """The value of `spec` that `raw` means.

    Words are given as {"vi": …, "en": …}, lists as a list or as text separated by ";", a reference
    as a key or as the bare code. `unit` may be left out where the field has only one.

    Raises:
        ValueRefused: `raw` is no value of the field, or the unit is none of its units.
    """
    if raw is None or raw == "" or raw == []:
        raise ValueRefused(
            "missing", _("There is no value."), _("Write a value; what is unknown is left out.")
        )
    return Cleaned(_CLEANERS[spec.type](spec, raw), _clean_unit(spec, unit or ""))


def clean_text(raw: Any) -> str:
    """Text in Unicode's composed form (NFC), without blanks around it or control characters.

    Raises:
        ValueRefused: it is too long, empty, or holds characters that cannot be read.
    """
    text = unicodedata.normalize("NFC", str(raw)).strip()
    if not text:
        raise ValueRefused("missing", _("There is no text."), _("Write the text."))
    if len(text) > LONGEST_TEXT:
        raise ValueRefused(
            "too_long",
            _("The text has %(length)d characters; %(most)d are allowed.")
            % {"length": len(text), "most": LONGEST_TEXT},
            _("Shorten the text."),
        )
    if found := _CONTROL.search(text):
        raise ValueRefused(
            "unreadable_character",
            _("The text holds the unreadable character U+%(code)04X.") % {"code": ord(found[0])},
            _("Delete the character, or save the file again as UTF-8."),
        )
    return text


def clean_date(raw: Any) -> date:
    """A day written YYYY-MM-DD.

    Raises:
        ValueRefused: it is not written so, or the calendar has no such day.
    """
    if isinstance(raw, date):
        return raw
    text = str(raw).strip()
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueRefused(
                "not_a_date",
                _("“%(text)s” is not a day of the calendar.") % {"text": text},
                _("Correct the day or the month."),
            ) from None
    raise ValueRefused(
        "not_a_date",
        _("“%(text)s” is not a date.") % {"text": text[:80]},
        _("Write the date as year-month-day, for example 2025-03-31."),
    )


def clean_period(raw: Any) -> str:
    """A year, half-year, nine months, quarter, month or day: 2025, 2025-H1, 2025-9M, 2025-Q1,
    2025-03, 2025-03-31.

    Raises:
        ValueRefused: it is none of these.
    """
    text = str(raw).strip()
    if _PERIOD.fullmatch(text):
        return text
    if _DATE.fullmatch(text):
        return clean_date(text).isoformat()
    raise ValueRefused(
        "not_a_date",
        _("“%(text)s” is neither a date nor a period.") % {"text": text[:80]},
        _("Write 2025, 2025-H1, 2025-9M, 2025-Q1, 2025-03 or 2025-03-31."),
    )


def _clean_unit(spec: FieldSpec, unit: str) -> str:
    if spec.units:
        if unit in spec.units:
            return unit
        if not unit:
            raise ValueRefused(
                "missing_unit", _("The value has no unit."),
                _("Write one of: %(units)s.") % {"units": ", ".join(sorted(spec.units))},
            )  # fmt: skip
        allowed = ", ".join(sorted(spec.units))
    elif unit in ("", spec.unit):
        return spec.unit
    else:
        allowed = spec.unit or _("no unit")
    raise ValueRefused(
        "unknown_unit",
        _("“%(unit)s” is not a unit of this field.") % {"unit": unit[:40]},
        _("Give the value in: %(units)s.") % {"units": allowed},
    )


def _text(spec: FieldSpec, raw: Any) -> str:
    return _matching(spec, clean_text(raw))


def _matching(spec: FieldSpec, text: str) -> str:
    if spec.pattern and not re.fullmatch(spec.pattern, text):
        raise ValueRefused(
            "wrong_form",
            _("“%(text)s” does not have the form of a value of “%(field)s”.")
            % {"text": text[:80], "field": spec.label_en},
            _("Correct it; the form is %(pattern)s.") % {"pattern": spec.pattern},
        )
    return text


def _words(spec: FieldSpec, raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        raw = {"vi": raw, "en": ""}
    said = {language: str(raw.get(language) or "").strip() for language in ("vi", "en")}
    missing = [language for language, text in said.items() if not text]
    if missing:
        language = {"vi": _("Vietnamese"), "en": _("English")}[missing[0]]
        raise ValueRefused(
            "half_words",
            _("The text is missing in %(language)s.") % {"language": language},
            _("Write it in both languages; a name that has no translation is repeated."),
        )
    return {language: _matching(spec, clean_text(text)) for language, text in said.items()}


def _decimal(spec: FieldSpec, raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise _not_a_number(raw)
    if isinstance(raw, str) and not _DECIMAL.fullmatch(raw.strip()):
        raise _not_a_number(raw)
    number = float(raw)
    if not math.isfinite(number):
        raise _not_a_number(raw)
    return _in_range(spec, number)


def _integer(spec: FieldSpec, raw: Any) -> int:
    whole = isinstance(raw, float) and raw.is_integer()
    if isinstance(raw, bool) or not (isinstance(raw, int | str) or whole):
        raise _not_a_number(raw)
    if isinstance(raw, str) and not _INTEGER.fullmatch(raw.strip()):
        if _DECIMAL.fullmatch(raw.strip()):
            raise ValueRefused(
                "not_whole",
                _("“%(text)s” is not a whole number.") % {"text": raw.strip()[:40]},
                _("Write digits only, without point or comma."),
            )
        raise _not_a_number(raw)
    return int(_in_range(spec, int(raw)))


def _not_a_number(raw: Any) -> ValueRefused:
    return ValueRefused(
        "not_a_number",
        _("“%(text)s” is not a number.") % {"text": str(raw).strip()[:80]},
        _("Write digits with a decimal point and no thousands separator, for example 1105.9."),
    )


def _in_range(spec: FieldSpec, number: float) -> float:
    low, high = spec.minimum, spec.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueRefused(
            "out_of_range",
            _("%(number)s lies outside %(low)s to %(high)s.")
            % {"number": f"{number:g}", "low": _bound(low), "high": _bound(high)},
            _("Correct the number, or its unit."),
        )
    return number


def _bound(value: float | None) -> str:
    return "…" if value is None else f"{value:g}"


def _date(spec: FieldSpec, raw: Any) -> str:
    return clean_date(raw).isoformat()


def _period(spec: FieldSpec, raw: Any) -> str:
    return clean_period(raw)


def _choice(spec: FieldSpec, raw: Any) -> str:
    text = str(raw).strip()
    if text in spec.choices:
        return text
    raise ValueRefused(
        "unknown_choice",
        _("“%(text)s” is none of the values of this field.") % {"text": text[:80]},
        _("Write one of: %(values)s.") % {"values": ", ".join(spec.choices)},
    )


def _reference(spec: FieldSpec, raw: Any) -> str:
    text = str(raw).strip()
    kind, colon, code = text.rpartition(":")
    if spec.reference == ANY_SUBJECT:
        fits = bool(colon)
    else:
        kind = kind or spec.reference
        fits = kind == spec.reference
    if not fits or not CODE.fullmatch(code):
        example = "park:dong-mai" if spec.reference == ANY_SUBJECT else f"{spec.reference}:…"
        raise ValueRefused(
            "unknown_reference",
            _("“%(text)s” does not name a subject of the kind expected here.")
            % {"text": text[:80]},
            _("Write the subject as %(example)s.") % {"example": example},
        )
    return f"{kind}:{code}"


def _items(raw: Any) -> Sequence[Any]:
    items = raw.split(";") if isinstance(raw, str) else list(raw)
    return [item for item in items if str(item).strip()]


def _unique(items: list[Any]) -> list[Any]:
    if not items:
        raise ValueRefused("missing", _("The list is empty."), _("Write its items, or nothing."))
    twice = next((item for item in items if items.count(item) > 1), None)
    if twice is not None:
        raise ValueRefused(
            "twice_in_list",
            _("“%(item)s” stands twice in the list.") % {"item": twice},
            _("Delete one of them."),
        )
    return items


def _references(spec: FieldSpec, raw: Any) -> list[str]:
    return _unique([_reference(spec, item) for item in _items(raw)])


def _list(spec: FieldSpec, raw: Any) -> list[str]:
    return _unique([_matching(spec, clean_text(item)) for item in _items(raw)])


def _boolean(spec: FieldSpec, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    known = {"true": True, "yes": True, "false": False, "no": False}
    text = str(raw).strip().lower()
    if text not in known:
        raise ValueRefused(
            "unknown_choice",
            _("“%(text)s” is neither yes nor no.") % {"text": text[:80]},
            _("Write yes or no."),
        )
    return known[text]


_LON = FieldSpec("lon", "decimal", "Kinh độ", "Longitude", minimum=-180, maximum=180)
_LAT = FieldSpec("lat", "decimal", "Vĩ độ", "Latitude", minimum=-90, maximum=90)
_ACCURACY = FieldSpec("accuracy_m", "decimal", "Sai số", "Accuracy", minimum=0.01, maximum=200_000)
_METHOD = FieldSpec("method", "choice", "Cách xác định", "Method", choices=METHODS)
LOCATION_PARTS = (_LON, _LAT, _ACCURACY, _METHOD)
OUTLINE_PARTS = (_ACCURACY.name, _METHOD.name)
"""What a stored outline says besides its GeoJSON geometry, if it is known."""


def _location(spec: FieldSpec, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise ValueRefused(
            "not_a_location", _("This is not a location."),
            _("Give longitude, latitude, accuracy in metres and the method."),
        )  # fmt: skip
    value = {}
    for part in LOCATION_PARTS:
        try:
            value[part.name] = clean(part, raw.get(part.name)).value
        except ValueRefused as refused:
            raise refused.within(part.name) from None
    return value


def _outline(spec: FieldSpec, raw: Any) -> dict[str, Any]:
    """The geometry, with its accuracy and method where they are said."""
    said = {}
    if isinstance(raw, Mapping):
        for part in (_ACCURACY, _METHOD):
            if raw.get(part.name) not in (None, ""):
                try:
                    said[part.name] = clean(part, raw[part.name]).value
                except ValueRefused as refused:
                    raise refused.within(part.name) from None
        raw = {name: value for name, value in raw.items() if name not in OUTLINE_PARTS}
    return clean_outline(raw) | said


_CLEANERS: Mapping[str, Callable[[FieldSpec, Any], Any]] = {
    "text": _text,
    "words": _words,
    "integer": _integer,
    "year": _integer,
    "decimal": _decimal,
    "date": _date,
    "period": _period,
    "choice": _choice,
    "reference": _reference,
    "references": _references,
    "list": _list,
    "boolean": _boolean,
    "location": _location,
    "outline": _outline,
}
