from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from diaban.projects.origin import Holding, leading_country, origin_of, rule_on
from diaban.projects.vocabulary import DOMESTIC, FOREIGN

TODAY = date(2026, 11, 26)


def shares(**parts) -> list[Holding]:
    """`KR=60` is an investor of Korea with 60 %; None is a share that is not known."""
    return [
        Holding(f"of-{country}", country, None if share is None else Decimal(share))
        for country, share in parts.items()
    ]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (shares(KR=100), FOREIGN),
        (shares(KR=None), FOREIGN),
        (shares(VN=None), DOMESTIC),
        (shares(KR="50.01", VN="49.99"), FOREIGN),
        (shares(KR=50, VN=50), DOMESTIC),
        (shares(KR=30, JP=21, VN=49), FOREIGN),
        (shares(KR=60, VN=None), FOREIGN),
        (shares(KR=None, VN=60), DOMESTIC),
        (shares(KR=None, VN=40), None),
        (shares(KR=None, VN=None), None),
        ([], None),
        ([Holding("a", "")], None),
    ],
)
def test_more_than_half_in_foreign_hands_is_foreign(held, expected):
    assert origin_of(held, TODAY) == expected


def test_a_company_of_viet_nam_that_foreigners_hold_counts_as_foreign():
    held = [Holding("a", "VN", Decimal(100), foreign_held=True)]
    assert origin_of(held, TODAY) == FOREIGN


def test_under_the_law_of_2014_it_took_51_percent():
    held = shares(KR="50.5", VN="49.5")
    assert origin_of(held, date(2018, 1, 1)) == DOMESTIC
    assert origin_of(held, date(2021, 1, 1)) == FOREIGN
    assert origin_of(shares(KR=51, VN=49), date(2018, 1, 1)) == FOREIGN


def test_every_rule_names_its_basis_and_how_far_it_is_trusted():
    assert rule_on(TODAY).trust == "M-M"
    assert "143/2025/QH15" in rule_on(TODAY).basis_vi
    assert rule_on(date(1997, 1, 1)).trust == "M-L"


def test_the_larger_country_leads():
    assert leading_country(shares(KR=30, JP=70)) == "JP"
    assert leading_country([*shares(KR=30, JP=40), Holding("b", "KR", Decimal(30))]) == "KR"
    assert leading_country([]) == ""
