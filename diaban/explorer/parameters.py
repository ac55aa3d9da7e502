"""Parameters declared once: how each is read, written, described, and what may be wrong with it.

The explorer's question, the API's other parameters, its problem documents and its OpenAPI
document all come from `Parameter` objects. Pure: no Django, no request.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from diaban.explorer.phrases import Phrase
from diaban.explorer.phrases import phrase as _

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
KEY_PATTERN = r"^[a-z][a-z_]{1,40}:[A-Za-z0-9][A-Za-z0-9._-]{0,80}$"
EDITION_PATTERN = r"^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$"
MAX_TEXT = 200
# How many unknown names are complained of at once: each costs a search for the name that was meant.
MAX_UNKNOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one parameter, why, and what to do about it.

    `code` is stable for programs; `reason` and `remedy` are sentences for people (`str()` speaks
    the reader's language).
    """

    parameter: str
    code: str
    reason: Phrase
    remedy: Phrase


class BadQuestion(ValueError):
    """A query that cannot be answered, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{p.parameter}: {p.reason}" for p in self.problems))


class Malformed(ValueError):
    """One value that cannot be read. `Parameter.read_from` gives it its parameter's name."""

    def __init__(self, code: str, reason: Phrase, remedy: Phrase) -> None:
        self.code, self.reason, self.remedy = code, reason, remedy
        super().__init__(str(reason))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query.

    `read` turns text into a value or raises `Malformed`; `write` is its inverse in canonical form;
    `schema` is its JSON Schema (2020-12); `repeatable` lists may come several times, as from forms.
    """

    name: str
    about: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    example: str
    write: Callable[[Any], str] = str
    repeatable: bool = False
    where: str = "query"
    required: bool = False
    default: Any = None

    def problem(self, error: Malformed) -> Problem:
        return Problem(self.name, error.code, error.reason, error.remedy)


@dataclass(slots=True)
class Reading:
    """What `read_all` found: values by parameter name, and problems."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self) -> None:
        """Raise `BadQuestion` if there is any problem."""
        if self.problems:
            raise BadQuestion(self.problems)


def pairs(query: Any) -> Iterable[tuple[str, str]]:
    """Name and value of a `QueryDict`, a mapping (to text or lists of text) or pairs."""
    if hasattr(query, "lists"):
        query = dict(query.lists())
    if not isinstance(query, Mapping):
        yield from query
        return
    for name, value in query.items():
        for one in value if isinstance(value, list | tuple) else (value,):
            yield name, str(one)


def read_all(
    query: Any,
    parameters: Mapping[str, Parameter],
    *,
    ignored: frozenset[str] = frozenset(),
    strict: bool = False,
) -> Reading:
    """Read every parameter of `query`, collecting all problems (of unknown names the first few).

    An empty value is as if not given: a form sends its empty fields. `strict` refuses names that
    are neither in `parameters` nor in `ignored`, because a filter with a typing error would be
    silently dropped; pages are lenient, since links collect the parameters of others.
    """
    reading = Reading()
    given: dict[str, list[str]] = {}
    unknown: dict[str, None] = {}
    for name, text in pairs(query):
        if name in parameters:
            if text != "":
                given.setdefault(name, []).append(text)
        elif strict and name not in ignored:
            unknown[name] = None
    reading.problems += [_unknown(name, parameters) for name in islice(unknown, MAX_UNKNOWN)]
    for name, texts in given.items():
        parameter = parameters[name]
        if len(texts) > 1 and not parameter.repeatable:
            reading.problems.append(
                Problem(
                    name,
                    "repeated",
                    _("It is given %(count)s times.", count=len(texts)),
                    _("Give it once."),
                )
            )
            continue
        try:
            reading.values[name] = parameter.read(",".join(texts))
        except Malformed as error:
            reading.problems.append(parameter.problem(error))
    for parameter in parameters.values():
        if parameter.required and parameter.name not in given:
            reading.problems.append(
                Problem(
                    parameter.name,
                    "missing",
                    _("It is missing."),
                    _("Add it, for example %(example)s.", example=parameter.example),
                )
            )
    return reading


def _unknown(name: str, parameters: Mapping[str, Parameter]) -> Problem:
    near = difflib.get_close_matches(name, parameters, n=1, cutoff=0.6)
    return Problem(
        name[:80],
        "unknown-parameter",
        _("There is no such parameter here."),
        _("Did you mean “%(name)s”?", name=near[0])
        if near
        else _("Leave it out; known are: %(names)s.", names=", ".join(parameters)),
    )


# Readers: each turns text into a value or says what is wrong.


def number(low: float, high: float, *, above: bool = False) -> Callable[[str], float]:
    """A decimal number in [low, high], or in (low, high] with `above`."""
    ends = {"low": write_number(low), "high": write_number(high)}

    def read(text: str) -> float:
        value = float(text) if NUMBER.fullmatch(text) else math.nan
        if math.isnan(value):
            raise Malformed(
                "not-a-number",
                _("“%(text)s” is not a number.", text=shorten(text)),
                _("Write digits with a decimal point, for example 12.5."),
            )
        if not low <= value <= high or (above and value == low):
            raise Malformed(
                "out-of-range",
                _("%(value)s is out of range.", value=write_number(value)),
                _("Give a number above %(low)s and up to %(high)s.", **ends)
                if above
                else _("Give a number from %(low)s to %(high)s.", **ends),
            )
        return value

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number in [low, high]."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text):
            raise Malformed(
                "not-a-whole-number",
                _("“%(text)s” is not a whole number.", text=shorten(text)),
                _("Give a whole number from %(low)s to %(high)s.", low=low, high=high),
            )
        if not low <= int(text) <= high:
            raise Malformed(
                "out-of-range",
                _("%(value)s is out of range.", value=int(text)),
                _("Give a whole number from %(low)s to %(high)s.", low=low, high=high),
            )
        return int(text)

    return read


def day(text: str) -> date:
    """A day of the calendar, YYYY-MM-DD."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Malformed(
        "not-a-date",
        _("“%(text)s” is not a day of the calendar.", text=shorten(text)),
        _("Write year-month-day, for example 2025-07-01."),
    )


def line(text: str) -> str:
    """A short text, spaces trimmed."""
    if len(text) > MAX_TEXT:
        raise Malformed(
            "too-long",
            _("It has %(count)s characters.", count=len(text)),
            _("Use at most %(count)s characters.", count=MAX_TEXT),
        )
    return " ".join(text.split())


def code(pattern: str, remedy: Phrase) -> Callable[[str], str]:
    """A text of a fixed form."""
    form = re.compile(pattern, re.ASCII)

    def read(text: str) -> str:
        # `$` would let a trailing line feed pass.
        if not form.match(text) or text != text.strip():
            raise Malformed(
                "malformed",
                _("“%(text)s” does not have the right form.", text=shorten(text)),
                remedy,
            )
        return text

    return read


subject_key = code(KEY_PATTERN, _("Name a subject as kind:code, for example park:dong-mai."))
edition_id = code(
    EDITION_PATTERN,
    _("Copy the id from the list of editions, for example 20261123T210500Z-abcdef12."),
)


def codes(text: str) -> tuple[str, ...]:
    """A comma list of codes; order kept, repetitions dropped."""
    found = [word.strip() for word in text.split(",")]
    for word in found:
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_:.-]{0,119}", word):
            raise Malformed(
                "malformed",
                _("“%(text)s” is not a list of codes.", text=shorten(text)),
                _("Write codes separated by commas, without empty places."),
            )
    return tuple(dict.fromkeys(found))


def among(choices: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """A comma list of values from `choices`, in the order of `choices`."""

    def read(text: str) -> tuple[str, ...]:
        words = codes(text)
        for word in words:
            if word not in choices:
                raise unknown_value(word, choices)
        return tuple(choice for choice in choices if choice in words)

    return read


def unknown_value(word: str, choices: Iterable[str]) -> Malformed:
    """The complaint about a value that is not among `choices`, with the nearest of them."""
    known = list(choices)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return Malformed(
        "unknown-value",
        _("“%(text)s” is not known here.", text=shorten(word)),
        _("Did you mean “%(name)s”?", name=near[0])
        if near
        else _("Known are: %(names)s.", names=shorten(", ".join(known), 600) or "–"),
    )


def position(text: str) -> tuple[float, float]:
    """Longitude and latitude in degrees (EPSG:4326)."""
    lon, lat = _numbers(text, 2, "107.02,20.95")
    _check_position(lon, lat)
    return lon, lat


def box(text: str) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees (EPSG:4326)."""
    west, south, east, north = _numbers(text, 4, "106.4,20.7,108.1,21.7")
    _check_position(west, south)
    _check_position(east, north)
    if west >= east or south >= north:
        raise Malformed(
            "empty-box",
            _("The box is empty: west must be less than east, south less than north."),
            _("Write west,south,east,north; ask twice for a box across longitude 180."),
        )
    return west, south, east, north


def _numbers(text: str, count: int, example: str) -> list[float]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != count or not all(NUMBER.fullmatch(part) for part in parts):
        raise Malformed(
            "malformed",
            _("“%(text)s” is not %(count)s numbers.", text=shorten(text), count=count),
            _(
                "Write %(count)s numbers with commas, e.g. %(example)s.",
                count=count,
                example=example,
            ),
        )
    return [float(part) for part in parts]


def _check_position(lon: float, lat: float) -> None:
    if abs(lat) <= 90 and abs(lon) <= 180:
        return
    swapped = abs(lon) <= 90 and abs(lat) <= 180
    raise Malformed(
        "out-of-range",
        _(
            "Longitude %(lon)s, latitude %(lat)s is not on the Earth.",
            lon=f"{lon:g}",
            lat=f"{lat:g}",
        ),
        _("Longitude comes first: %(lon)s,%(lat)s.", lon=f"{lat:g}", lat=f"{lon:g}")
        if swapped
        else _("Longitude is from -180 to 180, latitude from -90 to 90."),
    )


# Writers: the canonical text of a value.


def write_number(value: float) -> str:
    """Shortest plain text: 20.0 is "20", 1e-05 is "0.00001"."""
    text = f"{value:.8f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_numbers(values: Iterable[float]) -> str:
    return ",".join(write_number(value) for value in values)


def write_list(values: Iterable[str]) -> str:
    return ",".join(values)


def shorten(text: str, limit: int = 60) -> str:
    """The text without control characters, cut at `limit`: it is shown in a sentence."""
    clean = "".join(character for character in text if character.isprintable())
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
