"""The figures in words and shapes: for the desk, for the public page, for its download."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from diaban.design import formats
from diaban.dossiers.index766 import Part
from diaban.dossiers.outcome import (
    CLOCKS,
    Bucket,
    Figures,
    Flag,
    Period,
    Rate,
    Spread,
    quarter,
)

BUCKETS: dict[str, Promise] = {
    Bucket.EARLY: _("before its date"),
    Bucket.ON_TIME: _("on its date"),
    Bucket.LATE: _("after its date"),
    Bucket.OPEN_IN_TIME: _("open, in time"),
    Bucket.OPEN_OVERDUE: _("open, overdue"),
    Bucket.WAITING: _("open, the clock stands"),
    Bucket.RETURNED: _("returned without a result"),
    Bucket.WITHDRAWN: _("withdrawn"),
    Bucket.UNDETERMINED: _("undetermined"),
}
DEFINITIONS: dict[str, Promise] = {
    Bucket.EARLY: _("Completed on a day before the one on which it was due."),
    Bucket.ON_TIME: _("Completed on the day on which it was due."),
    Bucket.LATE: _("Completed after the day on which it was due."),
    Bucket.OPEN_IN_TIME: _("Not completed by the period's end; its date had not passed."),
    Bucket.OPEN_OVERDUE: _("Not completed by the period's end; its date had passed."),
    Bucket.WAITING: _(
        "Not completed by the period's end; waited for the applicant or another agency, so the "
        "clock stood."
    ),
    Bucket.RETURNED: _("Stopped and given back after it had been received."),
    Bucket.WITHDRAWN: _("Taken back by the applicant after it had been received."),
    Bucket.UNDETERMINED: _("No term is known, so nobody can say whether it was in time."),
}
RATES: dict[str, Promise] = {
    "strict": _("completed in time, of all received or carried over"),
    "closed_only": _("completed in time, of those completed"),
}
FLAGS: dict[str, Promise] = {
    Flag.PAUSED_LATE: _("the clock was stopped in the last tenth of the term"),
    Flag.REPEATED_SUPPLEMENTS: _("a supplement was requested more than once"),
    Flag.REFILED: _("withdrawn and filed again"),
    Flag.NO_RESULT: _("closed without a result on file"),
    Flag.RECORDED_LATE: _("ended by a date recorded after the due date"),
}
CLOCK_NAMES: dict[str, Promise] = {
    "authority": _("authority"),
    "applicant": _("applicant"),
    "agency": _("other agencies"),
    "lived": _("calendar days lived"),
}
PARTS: dict[str, Promise] = {
    "publicity": _("Publicity and transparency"),
    "progress": _("Progress and results"),
    "digitisation": _("Digitisation of dossiers"),
    "digitisation_results": _("Electronic results"),
    "online": _("Online services"),
    "online_filed": _("Dossiers filed online"),
    "satisfaction": _("Satisfaction"),
}
FORMULAS: dict[str, Promise] = {
    "progress": _("20 × in time ÷ received and carried over"),
    "online_filed": _("min(6; 6 × filed online ÷ received ÷ 0.5)"),
    "digitisation_results": _("electronic results ÷ completed"),
}
MISSING: dict[str, Promise] = {
    "publicity": _("the dates on which procedures were decided and published"),
    "digitisation": _("digitised papers, their reuse, and the personal data stores"),
    "online": _("which procedures are offered online, and payments"),
    "satisfaction": _("answers to surveys and the handling of petitions"),
    "maximum": _("the share of the 22 points that this part has"),
}


def buckets(told: Figures) -> list[dict[str, Any]]:
    return [
        {"name": str(one), "label": BUCKETS[one], "definition": DEFINITIONS[one],
         "count": told.buckets[one],
         "note": still_open(told.undetermined_open) if one == Bucket.UNDETERMINED else ""}
        for one in Bucket
    ]  # fmt: skip


def still_open(count: int) -> str:
    """How many of the undetermined are open; the others have ended."""
    said = formats.number(count, get_language() or "vi", 0)
    return gettext("Of these, not ended by the period's end: %(count)s.") % {"count": said}


def rates(told: Figures) -> list[dict[str, Any]]:
    return [{"label": RATES[one.name], "rate": one, "percent": percent(one)}
            for one in (told.strict, told.closed_only)]  # fmt: skip


def percent(rate: Rate | None) -> float | None:
    return None if rate is None or rate.value is None else float(100 * rate.value)


def by_procedure(found: Mapping[str, Figures], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": names.get(code, code), "figures": told, "buckets": buckets(told),
         "strict": told.strict, "percent": percent(told.strict)}
        for code, told in found.items()
    ]  # fmt: skip


def durations(
    found: Mapping[str, Mapping[str, Spread]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": names.get(code, code), "sample": clocks["lived"].sample,
         "clocks": [{"label": CLOCK_NAMES[one], "spread": clocks[one]} for one in CLOCKS]}
        for code, clocks in found.items()
    ]  # fmt: skip


def flags(counts: Mapping[Flag, int]) -> list[dict[str, Any]]:
    return [{"label": FLAGS[flag], "count": count} for flag, count in counts.items()]


def part(one: Part) -> dict[str, Any]:
    return {
        "part": one,
        "label": PARTS[one.name],
        "points": None if one.points is None else float(one.points),
        "percent": percent(one.rate),
        "formula": FORMULAS.get(one.name, ""),
        "missing": MISSING.get(one.missing, ""),
        "is_part": "_" in one.name,
    }


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter to choose; `name` is read by the `period` filter."""

    name: str
    period: Period


def quarters(today: date, count: int | None = None) -> list[Quarter]:
    """The last quarters, the present one first, back to 2025; at most `count` of them."""
    found: list[Quarter] = []
    year, number = today.year, (today.month + 2) // 3
    while year >= 2025 and (count is None or len(found) < count):
        whole = quarter(year, number)
        found.append(Quarter(f"{year}-Q{number}", Period(whole.first, min(whole.last, today))))
        year, number = (year, number - 1) if number > 1 else (year - 1, 4)
    return found
