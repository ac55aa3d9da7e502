"""What stands around a report's own words: endnotes, number, day, marks. Pure.

An endnote says of each figure of a sentence its query, value, terms, state and source.
"""

from __future__ import annotations

from decimal import Decimal

from diaban.reports import spoken
from diaban.reports.document import OFFICIAL, Figure, Report
from diaban.reports.phrases import phrase

LONGEST_HEAD = 26
"""Letters of the left half of a report's head that fit on a line."""


def lead(report: Report) -> str:
    return phrase("notes_lead", report.language, edition=report.edition,
                  hash=report.edition_hash or "–")  # fmt: skip


def marks(report: Report) -> str:
    """What stands at the foot of every page: that figures are invented, that it is a draft."""
    words = [phrase("DEMONSTRATION", report.language)] if report.demonstration else []
    if report.kind == OFFICIAL and not report.signing.number:
        words.append(phrase("draft", report.language))
    return " · ".join(words)


def number_line(report: Report) -> str:
    """Số: 12/BC-BQLKKT; a draft leaves the number open."""
    number = report.signing.number or f"…/BC-{report.letterhead.get('symbol', '')}"
    return f"{phrase('number', report.language)} {number}"


def day_line(report: Report) -> str:
    """Where and when it was signed; a draft leaves the day open."""
    place = report.letterhead.get("place", "")
    return report.signing.day or phrase("day_open", report.language, place=place)


def receivers(report: Report) -> list[str]:
    """Nơi nhận: each line ends with a semicolon, the last with a full stop (Nghị định 30/2020)."""
    given = report.letterhead.get("receivers", "").splitlines()
    lines = [line.strip().rstrip(";.") for line in given if line.strip()]
    return [f"{line}{';' if number < len(lines) else '.'}" for number, line in enumerate(lines, 1)]


def head_lines(name: str) -> list[str]:
    """The name of an authority in capitals, in two lines of about one length where it is long."""
    words = name.upper().split()
    if len(" ".join(words)) <= LONGEST_HEAD:
        return [" ".join(words)] if words else []
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    if not halves:
        return words
    first, second = min(halves, key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    return [first, second]


def listed(report: Report) -> list[tuple[int, str]]:
    """Every endnote: its number and its words."""
    return [(number, note(report.figure(figure), report.language))
            for figure, number in report.notes().items()]  # fmt: skip


def note(figure: Figure, language: str) -> str:
    """What stands in the endnote after the figure's number.

    The value is exact, however it was rounded in the sentence.
    """
    parts = [figure.query]
    if figure.value is None:
        parts.append(phrase("note_unknown", language))
    elif figure.kind == "quote":
        parts.append(phrase("source", language, source=figure.source))
    else:
        parts.append(_exact(figure.value, figure.unit, language))
    if figure.numerator is not None and figure.denominator is not None:
        name = "note_change" if figure.kind == "change" else "note_terms"
        first, second = (
            _exact(one, "", language) for one in (figure.numerator, figure.denominator)
        )
        parts.append(phrase(name, language, numerator=first, denominator=second, now=first,
                            then=second))  # fmt: skip
    if figure.version and figure.kind == "figure":
        parts.append(phrase("note_version", language, version=figure.version))
    if figure.state == "closed":
        parts.append(phrase("closed", language))
    if figure.published:
        parts.append(phrase("note_published", language, published=figure.published))
    if figure.source and figure.kind != "quote":
        parts.append(phrase("source", language, source=figure.source))
    return " · ".join(parts)


def _exact(text: str, unit: str, language: str) -> str:
    value = Decimal(text)
    digits = max(0, -int(value.normalize().as_tuple().exponent))
    return spoken.quantity(value, unit, language, digits)
