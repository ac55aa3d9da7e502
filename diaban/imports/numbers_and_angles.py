"""Numbers and angles as people write them in tables of coordinates. Pure.

Vietnamese usage writes 2.325.123,45; surveyors and programs write 2325123.45, 2 325 123,45 or
2,325,123.45; angles come as 21°01'36"N, 21 01 36, 21.0267 or with decimal commas. One text can
mean two numbers ("107,451" is a longitude or a hundred and seven thousand): then both are returned
and the caller settles it by the whole column, or asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diaban.imports.traps import Trap

DECIMAL_COMMA = "comma"
DECIMAL_POINT = "point"


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a text.

    Attributes:
        value: the number, or decimal degrees of an angle (south and west negative).
        style: "plain", "comma" or "point" (the decimal mark), "dms" or "dm" (an angle).
        axis: "lat" or "lon" where a letter says so (N, S, E, W; B, N, Đ, T in Vietnamese).
    """

    value: float
    style: str
    axis: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text with every meaning it can have: none if it is no number, several if it is unclear."""

    text: str
    readings: tuple[Reading, ...]

    @property
    def ambiguous(self) -> bool:
        """Whether the text alone leaves more than one number."""
        return len({reading.value for reading in self.readings}) > 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers, read alike.

    Attributes:
        values: a number per row; None where the row is empty or cannot be read.
        style: the way of writing that every row allows; None where rows need different ones.
        otherwise: the values in the other decimal style, where that fits every row as well; the
            caller tries both and asks. None where the numbers are clear.
        unreadable: indexes of rows that have text and no meaning.
        traps: what is worth telling the sender.
    """

    values: tuple[float | None, ...]
    style: str | None
    otherwise: tuple[float | None, ...] | None
    unreadable: tuple[int, ...]
    traps: tuple[Trap, ...]


def parse(text: str) -> Parsed:
    """Every meaning of one text: a number in any notation, or an angle."""
    plain = _tidy(text)
    angle = _angle(plain)
    readings = (angle,) if angle else tuple(_numbers(plain))
    return Parsed(text, readings)


def read_column(texts: Sequence[str | float | None], name: str = "") -> Column:
    """A whole column read in one style; of two that fit every row, the Vietnamese one comes first.

    Where no style fits every row, a row that can only mean one number is still read.
    """
    rows = [_parsed(text) for text in texts]
    style, other = _styles([row for row in rows if row is not None and row.readings])
    return Column(
        values=tuple(_value(row, style) for row in rows),
        style=style,
        otherwise=tuple(_value(row, other) for row in rows) if other else None,
        unreadable=tuple(i for i, row in enumerate(rows) if row is not None and not row.readings),
        traps=tuple(_traps(rows, style, other, name)),
    )


# ── one text ─────────────────────────────────────────────────────────────────────────────────────

_MARKS = str.maketrans(
    {
        **dict.fromkeys("º˚⁰ᵒ", "°"),
        **dict.fromkeys("’‘′´`ʹ", "'"),
        **dict.fromkeys("”“″˝ʺ", '"'),
        **dict.fromkeys("−–", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
    }
)
_LATITUDE = {"N": 1.0, "S": -1.0, "B": 1.0, "NAM": -1.0, "BẮC": 1.0}
_LONGITUDE = {"E": 1.0, "W": -1.0, "Đ": 1.0, "T": -1.0, "ĐÔNG": 1.0, "TÂY": -1.0}
_LETTERS = "|".join(sorted({*_LATITUDE, *_LONGITUDE}, key=len, reverse=True))
_ANGLE = re.compile(
    rf"""(?P<before>{_LETTERS})?\ *(?P<sign>[-+])?\ *
    (?P<degrees>\d{{1,3}}(?:[.,]\d+)?)\ *(?P<d>[°D*]|ĐỘ|DEG)?\ *
    (?:(?<!\d)(?P<minutes>\d{{1,2}}(?:[.,]\d+)?)\ *(?P<m>'|PHÚT|MIN)?\ *)?
    (?:(?<!\d)(?P<seconds>\d{{1,2}}(?:[.,]\d+)?)\ *(?P<s>"|''|GIÂY|SEC)?\ *)?
    (?P<after>{_LETTERS})?""",
    re.VERBOSE,
)
_COLONS = re.compile(r"(?<=\d)[:](?=\d)")
_HYPHENS = re.compile(r"(?<=\d)-(?=\d)")
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?P<mark>[., '])\d{3}(?:(?P=mark)\d{3})*")


def _tidy(text: str) -> str:
    plain = re.sub(" +", " ", text.translate(_MARKS)).strip()
    return plain.removeprefix("'") if re.match(r"'[-+\d]", plain) else plain  # Excel's "as text"


def _angle(plain: str) -> Reading | None:
    """An angle: it has a sign of degrees, a letter of the sky, or two or three parts."""
    spaced = _HYPHENS.sub(" ", _COLONS.sub(" ", plain.upper().replace("''", '"')))
    found = _ANGLE.fullmatch(spaced)
    if found is None:
        return None
    degrees, minutes, seconds = (
        _decimal(found[part]) for part in ("degrees", "minutes", "seconds")
    )
    letter = found["before"] or found["after"]
    marked = any(found[mark] for mark in ("d", "m", "s")) or letter
    if not marked and seconds is None and not _two_parts(found["minutes"], plain.upper() != spaced):
        return None
    if not _well_formed(found, minutes, seconds) or degrees is None:
        return None
    value = degrees + (minutes or 0.0) / 60 + (seconds or 0.0) / 3600
    style = "plain" if minutes is None else "dm" if seconds is None else "dms"
    return _directed(value, style, found["sign"], letter)


def _two_parts(minutes: str | None, joined: bool) -> bool:
    """Whether two bare numbers are degrees and minutes: 21-01, 21:01 or 21 01.6, but not 21 01."""
    return minutes is not None and (joined or not minutes.isdecimal())


def _well_formed(found: re.Match[str], minutes: float | None, seconds: float | None) -> bool:
    """Parts under 60, only the last with decimals, one letter, and no thousands in disguise."""
    if found["before"] and found["after"]:
        return False
    parts = [found[part] for part in ("degrees", "minutes", "seconds") if found[part]]
    if any(re.search("[.,]", part) for part in parts[:-1]):
        return False
    return (minutes or 0.0) < 60 and (seconds or 0.0) < 60


def _directed(value: float, style: str, sign: str | None, letter: str | None) -> Reading | None:
    axis = "lat" if letter in _LATITUDE else "lon" if letter in _LONGITUDE else None
    direction = (_LATITUDE | _LONGITUDE).get(letter or "", 1.0)
    if sign == "-" and direction < 0:
        return None
    if value > (90 if axis == "lat" else 360):
        return None
    return Reading(-value if sign == "-" else value * direction, style, axis)


def _numbers(plain: str) -> list[Reading]:
    """A number: as it stands, with dots or commas for thousands, or with a decimal comma."""
    text = re.sub(r"\ ?(M|MÉT|MET)\.?$", "", plain, flags=re.IGNORECASE)
    if re.fullmatch(r"[-+]?\d+", text):
        return [Reading(float(text), "plain")]
    if re.fullmatch(r"[-+]?\d+(\.\d+)?[eE][-+]?\d+", text):
        return [Reading(float(text), DECIMAL_POINT)]
    either = {DECIMAL_COMMA: _in(text, ",", ". '"), DECIMAL_POINT: _in(text, ".", ", '")}
    return [Reading(float(number), style) for style, number in either.items() if number]


def _in(text: str, decimal: str, groupings: str) -> str | None:
    """The text as Python writes it, if `decimal` is its decimal mark; thousands come in threes."""
    whole, mark, fraction = text.partition(decimal)
    if mark and not fraction.isdecimal():
        return None
    if not re.fullmatch(r"[-+]?\d+", whole):
        grouped = _GROUPED.fullmatch(whole)
        if grouped is None or grouped["mark"] not in groupings:
            return None
        whole = whole.replace(grouped["mark"], "")
    return f"{whole}.{fraction or 0}"


def _decimal(text: str | None) -> float | None:
    return None if text is None else float(text.replace(",", "."))


# ── a column ─────────────────────────────────────────────────────────────────────────────────────


def _parsed(text: str | float | None) -> Parsed | None:
    if text is None or (isinstance(text, str) and not text.strip()):
        return None
    if isinstance(text, str):
        return parse(text)
    return Parsed(str(text), (Reading(float(text), "plain"),))


def _styles(rows: Sequence[Parsed]) -> tuple[str | None, str | None]:
    """The style in which every row can be read, and a second one that would do as well."""
    marks = [{r.style for r in row.readings} & {DECIMAL_COMMA, DECIMAL_POINT} for row in rows]
    marked = [styles for styles in marks if styles]
    if not marked:
        kinds = {row.readings[0].style for row in rows}
        return (kinds.pop() if len(kinds) == 1 else None), None
    shared = [style for style in (DECIMAL_COMMA, DECIMAL_POINT) if all(style in m for m in marked)]
    return (shared[0] if shared else None), (shared[1] if len(shared) > 1 else None)


def _value(row: Parsed | None, style: str | None) -> float | None:
    if row is None or not row.readings:
        return None
    wanted = [reading for reading in row.readings if reading.style == style]
    if not wanted and row.ambiguous:
        return None  # a mixed column gives no ground to choose
    return (wanted or list(row.readings))[0].value


def _traps(
    rows: Sequence[Parsed | None], style: str | None, other: str | None, name: str
) -> Iterator[Trap]:
    written = {i: row for i, row in enumerate(rows) if row is not None}
    unread = {i: row for i, row in written.items() if not row.readings}
    read = {i: row for i, row in written.items() if row.readings}
    angles = {i: row for i, row in read.items() if row.readings[0].style in ("dms", "dm")}
    if other:
        yield Trap(
            "ambiguous_number",
            name,
            _("Each number has two meanings: its mark is decimal, or it separates thousands."),
            _("Say which it is; where the points would lie on the map tells it."),
            tuple((row.text, _both(row)) for row in read.values() if row.ambiguous)[:_SHOWN],
        )
    elif style == DECIMAL_COMMA:
        yield Trap(
            "decimal_comma",
            name,
            _("The numbers have a decimal comma."),
            _("Check the samples: the comma is read as the decimal mark, dots as thousands."),
            _samples(read.values(), style),
        )
    if angles:
        yield Trap(
            "degrees_minutes_seconds",
            name,
            _("The angles are in degrees, minutes and seconds."),
            _("Check the samples: they become decimal degrees."),
            _samples(angles.values(), None),
        )
    if read and style is None:
        yield Trap(
            "mixed_notation",
            name,
            _("The rows write numbers in different ways."),
            _("Write the column in one way; rows with two meanings are left out until then."),
            _samples(read.values(), None),
            tuple(i for i, row in read.items() if row.ambiguous),
        )
    if unread:
        yield Trap(
            "not_a_number",
            name,
            _("Some values are neither a number nor an angle."),
            _("Correct them in the file."),
            tuple((row.text, "?") for row in unread.values())[:_SHOWN],
            tuple(unread),
        )


_SHOWN = 5


def _samples(rows: Iterable[Parsed], style: str | None) -> tuple[tuple[str, str], ...]:
    values = ((row.text, _value(row, style)) for row in rows)
    return tuple((text, f"{v:.10g}") for text, v in values if v is not None)[:_SHOWN]


def _both(row: Parsed) -> str:
    return " / ".join(f"{reading.value:.10g}" for reading in row.readings)
