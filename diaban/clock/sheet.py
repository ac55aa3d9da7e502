"""A ledger and its days as plain text, for a terminal or a letter. In the active language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.clock import words
from diaban.clock.explain import DayRow
from diaban.clock.ledger import Ledger
from diaban.clock.rules import Unit

SHORT_WEEKDAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def language() -> str:
    """ "vi" or "en": the language in which names of days are given."""
    return "vi" if (get_language() or "").startswith("vi") else "en"


def day_text(day: date | None) -> str:
    """09/02/2026 in Vietnamese, 9 Feb 2026 in English; a dash for none."""
    if day is None:
        return "—"
    return f"{day:%d/%m/%Y}" if language() == "vi" else f"{day.day} {day:%b %Y}"


def amount_text(amount: int | None, unit: Unit | None) -> str:
    """3 working days; 5 h 30 min for terms in hours; a dash for none."""
    if amount is None:
        return "—"
    if unit is Unit.HOURS:
        hours, minutes = divmod(abs(amount), 60)
        sign = "-" if amount < 0 else ""
        return _("%(sign)s%(hours)d h %(minutes)02d min") % {
            "sign": sign,
            "hours": hours,
            "minutes": minutes,
        }
    return f"{amount} {words.UNITS[unit or Unit.WORKING_DAYS]}"


def lines(ledger: Ledger) -> list[tuple[str, str]]:
    """What a ledger says, as label and value."""
    unit = ledger.unit
    found = [
        (_("State"), str(words.STATES[ledger.state])),
        (_("Timing"), str(words.TIMINGS[ledger.timing]) if ledger.timing else "—"),
        (_("Received"), day_text(ledger.received.date() if ledger.received else None)),
        (_("First promised"), day_text(ledger.promised)),
        (_("Due date"), due_text(ledger)),
    ]
    if ledger.projected is not None:
        found.append((_("If the answer came today"), day_text(ledger.projected)))
    if ledger.ended is not None:
        found.append((_("Processing ended"), day_text(ledger.ended.date())))
    clocks = ledger.clocks
    found += [
        (_("Used by the authority"), amount_text(clocks.authority, unit)),
        (_("Used by the applicant"), amount_text(clocks.applicant, unit)),
        (_("Used by other agencies"), amount_text(clocks.agencies, unit)),
        (_("Suspended by law"), amount_text(clocks.law, unit)),
        (_("Calendar days as lived"), str(clocks.lived)),
    ]
    return found


def due_text(ledger: Ledger) -> str:
    """The due date, with its hour for terms in hours, and whether it is confirmed."""
    text = day_text(ledger.due)
    if ledger.due_at is not None:
        text = f"{ledger.due_at:%H:%M}, {text}"
    if ledger.unconfirmed:
        text += " " + _("(days off of that year not yet announced)")
    return text


def row_text(row: DayRow) -> str:
    """Why a day is counted or not, with the name of a holiday, what happened, and the basis."""
    name = row.name_vi if language() == "vi" else row.name_en
    parts = [words.why(row.why)]
    if name and not row.counted:
        parts.append(name)
    parts += [str(words.KINDS[kind]) for kind in row.events]
    return "; ".join(parts) + (f" [{row.basis}]" if row.basis else "")


def text(ledger: Ledger, rows: Iterable[DayRow]) -> str:
    """The whole sheet."""
    said = lines(ledger)
    width = max(len(label) for label, _value in said)
    out = [f"{label:<{width}}  {value}" for label, value in said]
    out.append("")
    for row in rows:
        mark = "→" if row.is_due else " "
        number = str(row.number) if row.number is not None else "·"
        if row.minutes:
            number = amount_text(row.minutes, Unit.HOURS)
        weekday = SHORT_WEEKDAYS[language()][row.day.weekday()]
        out.append(f"{mark} {weekday:<3} {day_text(row.day):<11} {number:>3}  {row_text(row)}")
    return "\n".join(out)
