"""Ratios carry their terms; totals are Σ ÷ Σ; what is unknown has no ratio."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from diaban.land.ledger import Totals
from diaban.land.ratios import implied_base, ratio, ratios

DAY = date(2025, 3, 31)
PROVINCE = Totals(
    gross=39_603_400, industrial=27_700_000, cleared=27_170_000, ready=19_727_000, leased=11_059_000
)


def test_the_two_readings_of_the_article_each_have_their_own_name():
    assert ratio("leased_of_ready", [PROVINCE], DAY).percent == Decimal("56.06")
    assert ratio("leased_of_cleared", [PROVINCE], DAY).percent == Decimal("40.70")


def test_a_ratio_carries_its_terms_and_its_day():
    one = ratio("leased_of_ready", [PROVINCE], DAY)
    assert (one.numerator, one.numerator_m2) == ("leased", 11_059_000)
    assert (one.denominator, one.denominator_m2) == ("ready", 19_727_000)
    assert one.as_of == DAY


def test_a_total_is_the_sum_over_the_sum_and_not_the_mean_of_percentages():
    zones = [Totals(ready=100, leased=100), Totals(ready=900, leased=0)]
    assert ratio("leased_of_ready", zones, DAY).percent == Decimal("10.00")


def test_there_is_no_ratio_to_nothing():
    assert ratio("leased_of_ready", [Totals()], DAY).percent is None
    assert ratio("leased_of_ready", [], DAY).percent is None


def test_an_unknown_zone_makes_the_total_unknown():
    one = ratio("leased_of_ready", [PROVINCE, None], DAY)
    assert one.percent is None
    assert one.numerator_m2 is None


def test_every_named_ratio_is_given_once():
    names = [one.name for one in ratios([PROVINCE], DAY)]
    assert len(names) == len(set(names)) == 6


def test_the_published_share_implies_its_base_and_how_well_it_is_known():
    base, least, most = implied_base(Decimal("1105.9"), Decimal("56.06"))
    assert (base, least, most) == (Decimal("1972.7"), Decimal("1972.4"), Decimal("1973.0"))
    with pytest.raises(ValueError, match="implies no base"):
        implied_base(Decimal("1"), Decimal("0.00"))
