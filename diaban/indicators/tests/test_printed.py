"""A printed number is taken as exactly as it was printed, and no more so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.indicators.statements import printed
from diaban.indicators.statements.printed import Printed, how, read

SENTENCE = (
    "tổng diện tích đất đã được giải phóng đạt 2.717 ha, trong đó 1.105,9 ha đã được cho thuê – "
    "đạt 56,06% quỹ đất công nghiệp sẵn sàng cho đầu tư"
)


@pytest.mark.parametrize(("value", "digits"), [("2717", 0), ("1105.9", 1), ("56.06", 2)])
def test_the_digits_are_those_of_the_sentence(value, digits):
    assert read(Decimal(value), SENTENCE) == Printed(Decimal(value), digits)


def test_a_printed_zero_at_the_end_is_a_digit():
    assert read(Decimal("40.7"), "đạt 40,70%").digits == 2


def test_more_than_is_read_from_the_word_before():
    said = read(Decimal(132134), "với tổng vốn đầu tư hơn 132.134 tỷ đồng")
    assert said == Printed(Decimal(132134), 0, printed.MORE_THAN)
    assert read(Decimal(204), "và 204 dự án, hơn 132.134 tỷ đồng").bound == printed.EXACT


def test_a_figure_without_words_has_the_digits_in_which_it_is_recorded():
    assert read(Decimal("3951.22")).digits == 2
    assert read(Decimal("369000")).digits == 0
    assert read(Decimal(50), bound=printed.ABOUT) == Printed(Decimal(50), 0, printed.ABOUT)


def test_a_number_inside_another_is_not_the_number():
    assert read(Decimal(717), "đạt 2.717 ha") == Printed(Decimal(717), 0)
    assert read(Decimal(9), "tăng 10,9%, đạt 9,0 ha").digits == 1


@pytest.mark.parametrize(
    ("value", "said", "bound", "expected"),
    [
        ("56.06", "56.06", "", printed.SAME),
        ("56.0602", "56.06", "", printed.ROUNDED),
        ("56.065", "56.06", "", printed.CUT),
        ("56.0551", "56.06", "", printed.ROUNDED),
        ("132134.9", "132134", printed.MORE_THAN, printed.CUT),
        ("199.2", "200", printed.NEARLY, printed.RAISED),
        ("132133.4", "132134", printed.MORE_THAN, ""),
        ("54.9", "50", printed.ABOUT, printed.NEAR),
        ("55.1", "50", printed.ABOUT, ""),
        ("40.70", "56.06", "", ""),
    ],
)
def test_how_a_number_came_to_be_printed(value, said, bound, expected):
    assert how(Decimal(value), read(Decimal(said), bound=bound)) == expected


@settings(deadline=None)
@given(
    st.integers(-(10**9), 10**9),
    st.integers(0, 6),
    st.integers(-(10**7), 10**7),
    st.integers(0, 3),
)
def test_rounding_is_found_exactly_where_a_slow_count_finds_it(units, scale, said, digits):
    """The oracle counts in whole numbers: twice the distance to the printed one in its steps."""
    value = Decimal(units).scaleb(-scale)
    number = Printed(Decimal(said).scaleb(-digits), digits)
    exact, shown = Fraction(units, 10**scale), Fraction(said, 10**digits)
    step = Fraction(1, 10**digits)
    away = exact - shown
    # Half goes away from zero: up for what is positive.
    half_up = -step / 2 <= away < step / 2 if exact >= 0 else -step / 2 < away <= step / 2
    found = how(value, number)
    assert (found == printed.SAME) == (exact == shown)
    assert (found == printed.ROUNDED) == (exact != shown and half_up)
    assert bool(found) == (abs(away) < step)
