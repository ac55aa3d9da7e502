"""Exact arithmetic, against fractions."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.indicators.formulas import Amount, added, plain, rounded_quotient, scaled

whole = st.integers(-(10**24), 10**24)
powers = st.integers(-9, 12).map(lambda digits: Decimal(1).scaleb(digits))
amounts = st.one_of(
    st.none().map(lambda _none: Amount(None, ("not_recorded",))), whole.map(lambda n: Amount(n))
)


def printed(exact: Fraction, decimals: int) -> Decimal:
    """How a clerk rounds: look at the first digit that is cut off."""
    sign = -1 if exact < 0 else 1
    shifted = abs(exact) * 10**decimals
    kept = shifted.numerator // shifted.denominator
    if (shifted - kept) * 10 >= 5:
        kept += 1
    return Decimal(sign * kept).scaleb(-decimals, Context(prec=80))


@given(whole, whole.filter(bool), powers, st.integers(0, 6))
def test_a_ratio_is_rounded_once_and_a_half_goes_up(numerator, denominator, scale, decimals):
    exact = Fraction(numerator, denominator) * Fraction(scale)
    assert rounded_quotient(numerator, denominator, scale, decimals) == printed(exact, decimals)


@given(st.decimals(-(10**9), 10**9, places=4), st.decimals(1, 10**9, places=4))
def test_terms_with_decimals_are_divided_as_exactly(numerator, denominator):
    exact = Fraction(numerator) / Fraction(denominator) * 100
    assert rounded_quotient(numerator, denominator, Decimal(100), 2) == printed(exact, 2)


@given(whole, powers)
def test_a_unit_only_moves_the_digits(term, scale):
    assert Fraction(scaled(term, scale)) == Fraction(term) / Fraction(scale)


def test_a_scale_that_is_no_power_of_ten_is_refused():
    for scale in (Decimal(0), Decimal(-10), Decimal(25)):
        with pytest.raises(ValueError, match="power of ten"):
            scaled(1, scale)


@given(st.lists(amounts, min_size=1))
def test_a_sum_with_an_unknown_part_is_unknown(parts):
    found = added(parts)
    if any(part.value is None for part in parts):
        assert found == Amount(None, ("not_recorded",))
    else:
        assert found.value == sum(part.value for part in parts)


def test_a_sum_over_nothing_is_unknown_and_not_zero():
    assert added([]).value is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_digits_are_written_without_exponent_or_idle_zeros(value):
    text = plain(value)
    assert Decimal(text) == value
    assert "E" not in text and not ("." in text and text.endswith(("0", ".")))


def test_the_published_share_comes_out_of_its_terms():
    assert rounded_quotient(11_059_000, 19_727_000, Decimal(100), 2) == Decimal("56.06")
    assert rounded_quotient(11_059_000, 27_170_000, Decimal(100), 2) == Decimal("40.70")
    assert plain(scaled(11_059_000, Decimal(10_000))) == "1105.9"
