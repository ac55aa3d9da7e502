from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.projects import vocabulary as v
from diaban.projects.money import Rate, add
from diaban.projects.replay import registered_in_dong
from diaban.projects.tests.build import certificate, day, event

TODAY = date(2026, 11, 26)


def rate(vnd: str) -> Rate:
    return Rate(Decimal(vnd), date(2020, 1, 1), "Ngân hàng Nhà nước")


def test_every_part_is_converted_at_the_rate_frozen_with_it():
    events = [
        certificate("100", rate=rate("23000")),
        event(v.RAISED, "2021-01-01", "10", rate=rate("25000")),
        event(v.LOWERED, "2022-01-01", "1", rate=rate("26000")),
        event(v.RAISED, "2022-01-01", "5", currency="VND"),
    ]
    assert registered_in_dong(events, day("2020-12-31")) == 2_300_000
    assert registered_in_dong(events, TODAY) == 2_300_000 + 250_000 - 26_000 + 5


def test_without_a_named_rate_there_is_no_converted_sum():
    assert registered_in_dong([certificate("100")], TODAY) is None
    assert registered_in_dong([certificate("100", currency="VND")], TODAY) == 100


AMOUNTS = st.dictionaries(
    st.sampled_from(["USD", "VND", "EUR"]), st.decimals(0, 10**9, places=2), max_size=3
)


@settings(deadline=None)
@given(st.lists(AMOUNTS, max_size=6))
def test_sums_per_currency_agree_with_whole_cents(many):
    expected: dict[str, int] = {}
    for one in many:
        for currency, amount in one.items():
            expected[currency] = expected.get(currency, 0) + int(amount * 100)
    assert {currency: int(total * 100) for currency, total in add(many).items()} == expected
