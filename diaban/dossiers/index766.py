"""Index 766 (Bộ chỉ số 766/QĐ-TTg, 23/6/2022), as far as a register of dossiers can tell. Pure.

The formulas are those of DOMAIN §2.5, a transcription whose author is not stated: scoring rules,
not law. A group that these records cannot tell says what is missing and has no points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from diaban.dossiers.outcome import Bucket, Case, Ending, Figures, Period, Rate, in_period


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
        _progress(figures),
        Part("digitisation", 22, missing="digitisation"),
        _results(known, figures.period),
        Part("online", 22, missing="online"),
        _online(known, figures.period),
        Part("satisfaction", 18, missing="satisfaction"),
    ]


def _progress(figures: Figures) -> Part:
    """Tiến độ giải quyết: 20 × in time ÷ received; running ones count by the period's end.

    A dossier that is handed back or withdrawn after receipt has no due date to be judged by here:
    it stays in the denominator. So does an undetermined one. A waiting one runs no risk of its
    date, and counts as in time, as the formula does.
    """
    in_time = sum(
        figures.buckets[one]
        for one in (Bucket.EARLY, Bucket.ON_TIME, Bucket.OPEN_IN_TIME, Bucket.WAITING)
    )
    rate = Rate("in_time", in_time, figures.total)
    points = None if rate.value is None else 20 * rate.value
    return Part("progress", 20, rate, points)


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
