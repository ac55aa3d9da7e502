"""Is a project foreign or domestic? The rule of the Investment Law as data. Pure.

Luật Đầu tư 67/2014/QH13, Art. 23(1): 51 % or more of the charter capital. Luật Đầu tư 61/2020/QH14,
Art. 23(1): an economic organisation is treated as a foreign investor
where foreign investors, or organisations in which they hold more than half, hold more than 50 % of
its charter capital. Luật 143/2025/QH15, in force since 1 March 2026, replaces it; that the test is
still "more than 50 %" was not read in its text, so that row carries a lower trust. A project is
counted foreign when the foreign share of it passes this test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from diaban.projects.vocabulary import DOMESTIC, FOREIGN, HOME

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rule:
    """From `valid_from` on, a project is foreign where the foreign share is above `threshold` %, or
    at it where it is `inclusive`."""

    code: str
    valid_from: date
    threshold: Decimal
    inclusive: bool
    basis_vi: str
    basis_en: str
    trust: str


RULES = (
    Rule("before-2015", date(1987, 12, 29), Decimal(50), False,
         "Pháp luật trước 01/7/2015; dùng cùng ngưỡng để chuỗi số liệu liên tục",
         "Law before 1 July 2015; the present threshold, so that the series is continuous", "M-L"),
    Rule("law-67-2014-art-23", date(2015, 7, 1), Decimal(51), True,
         "Luật Đầu tư 67/2014/QH13, Điều 23 khoản 1", "Investment Law 67/2014/QH13, Art. 23(1)",
         "M-H"),
    Rule("law-61-2020-art-23", date(2021, 1, 1), Decimal(50), False,
         "Luật Đầu tư 61/2020/QH14, Điều 23 khoản 1", "Investment Law 61/2020/QH14, Art. 23(1)",
         "M-H"),
    Rule("law-143-2025", date(2026, 3, 1), Decimal(50), False,
         "Luật Đầu tư 143/2025/QH15; số điều và ngưỡng chưa đối chiếu với văn bản",
         "Investment Law 143/2025/QH15; article and threshold not checked against the text",
         "M-M"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holding:
    """An investor's part in a project (nhà đầu tư và tỷ lệ góp vốn).

    `country` is the investor's nationality (ISO 3166-1 alpha-2, "" unknown), `share` percent of the
    capital (None unknown), `foreign_held` whether an investor of Viet Nam is itself held by
    foreigners for more than half (None unknown: then its nationality decides).
    """

    investor: str
    country: str
    share: Decimal | None = None
    foreign_held: bool | None = None

    @property
    def foreign(self) -> bool | None:
        if not self.country:
            return None
        return self.country != HOME or bool(self.foreign_held)


def rule_on(day: date) -> Rule:
    """The rule that holds on a day; the first one for days before all."""
    return [RULES[0], *(rule for rule in RULES if rule.valid_from <= day)][-1]


def passes(rule: Rule, foreign_share: Decimal) -> bool:
    above = foreign_share > rule.threshold
    return above or (rule.inclusive and foreign_share == rule.threshold)


def origin_of(holdings: Sequence[Holding], day: date) -> str | None:
    """`FOREIGN`, `DOMESTIC`, or None: what is known of the shares does not decide it."""
    if not holdings:
        return None
    kinds = {holding.foreign for holding in holdings}
    if kinds == {True}:
        return FOREIGN
    if kinds == {False}:
        return DOMESTIC
    known = {
        side: sum((h.share or Decimal(0) for h in holdings if h.foreign is side), Decimal(0))
        for side in (True, False)
    }
    rule = rule_on(day)
    if passes(rule, known[True]):
        return FOREIGN
    # Domestic only if the foreign side fails the test with all that may still be its.
    return None if passes(rule, HUNDRED - known[False]) else DOMESTIC


def leading_country(holdings: Sequence[Holding]) -> str:
    """The nationality under which a project is counted: the largest share, then the first named.

    "" where it is unknown. A country's shares count together.
    """
    shares: dict[str, Decimal] = {}
    for holding in holdings:
        shares[holding.country] = shares.get(holding.country, Decimal(0)) + (
            holding.share or Decimal(0)
        )
    return max(shares, key=lambda country: shares[country]) if shares else ""
