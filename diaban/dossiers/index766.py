"""Index 766 (Bộ chỉ số 766/QĐ-TTg, 23/6/2022), as far as a register of dossiers can tell. Pure.

The formulas are those of DOMAIN §2.5, a transcription whose author is not stated: scoring rules,
not law. A group that these records cannot tell says what is missing and has no points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from diaban.dossiers.outcome import Bucket, Case, Ending, Figures, Period, Rate, bucket, in_period


@dataclass(frozen=True, slots=True)
class Part:
    """One group or part of it: points of at most `maximum`, from a rate with its two terms."""

    name: str
    maximum: int
    rate: Rate | None = None
    points: Fraction | None = None
    missing: str = ""


def parts(cases: Iterable[Case], figures: Figures) -> list[Part]:
    """The five groups with their official maxima; parts of them where only a part can be told."""
    known = [case for case in cases if in_period(case, figures.period)]
    return [
        Part("publicity", 18, missing="publicity"),
        _progress(known, figures),
        Part("digitisation", 22, missing="digitisation"),
        _results(known, figures.period),
        Part("online", 22, missing="online"),
        _online(known, figures.period),
        Part("satisfaction", 18, missing="satisfaction"),
    ]


_IN_TIME = (Bucket.EARLY, Bucket.ON_TIME, Bucket.OPEN_IN_TIME)


def _progress(known: list[Case], figures: Figures) -> Part:
    """Tiến độ giải quyết: 20 × in time ÷ received; running ones count by the period's end.

    A dossier that is handed back or withdrawn after receipt has no due date to be judged by here:
    it stays in the denominator. So does an undetermined one.
    """
    in_time = sum(_in_time(case, figures.period.last) for case in known)
    rate = Rate("in_time", in_time, figures.total)
    points = None if rate.value is None else 20 * rate.value
    return Part("progress", 20, rate, points)


def _in_time(case: Case, last: date) -> bool:
    """Whether the index takes a dossier as in time (DOMAIN §2.4), which is not the legal clock.

    Only waiting for the applicant is subtracted: waiting for another agency, for a payment or by
    law is not. Whoever waits for the applicant after more than one request is overdue.
    """
    if case.ending in (Ending.RETURNED, Ending.WITHDRAWN):
        return False
    if case.asked and case.ended is None and case.requests > 1:
        return False
    if case.scored_in_time is not None:
        return case.scored_in_time
    return bucket(case, last) in _IN_TIME


def _online(cases: list[Case], period: Period) -> Part:
    """Hồ sơ nộp trực tuyến, part C of the fourth group: min(6, 6 × C ÷ 0.50)."""
    received = [case for case in cases if case.received.date() in period]
    rate = Rate("filed_online", sum(case.online for case in received), len(received))
    points = None if rate.value is None else min(Fraction(6), 12 * rate.value)
    return Part("online_filed", 6, rate, points)


def _results(cases: list[Case], period: Period) -> Part:
    """Kết quả điện tử, part 4.1 of the third group: its own maximum is not in the source."""
    done = [
        case for case in cases
        if case.ending == Ending.COMPLETED and case.ended and case.ended.date() in period
    ]  # fmt: skip
    rate = Rate("electronic_results", sum(case.has_result for case in done), len(done))
    return Part("digitisation_results", 22, rate,
                missing="maximum")  # fmt: skip
