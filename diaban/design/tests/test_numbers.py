from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.design.numbers import as_typed, plain_number
from diaban.facts.refusal import ValueRefused


@pytest.mark.parametrize(
    ("text", "language", "plain"),
    [
        ("167,86", "vi", "167.86"),
        ("167.86", "vi", "167.86"),
        ("167.86", "en", "167.86"),
        ("167,86", "en", "167.86"),
        ("1.105,9", "vi", "1105.9"),
        ("1,105.9", "en", "1105.9"),
        ("1.234.567", "vi", "1234567"),
        ("1,234,567", "en", "1234567"),
        ("1 234 567", "vi", "1234567"),
        ("1\u00a0105,9", "vi", "1105.9"),
        ("0,125", "vi", "0.125"),
        ("-3,5", "vi", "-3.5"),
        ("42", "vi", "42"),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(text, language, plain):
    assert plain_number(text, language) == plain


@pytest.mark.parametrize("text", ["1.105", "1,105", "12.500", "-1,105"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_could_be_a_thousand_or_a_decimal_is_refused_and_not_guessed(text, language):
    with pytest.raises(ValueRefused) as refused:
        plain_number(text, language)
    assert refused.value.code == "ambiguous_number"


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "12.34,5", "12,3,4"])
def test_what_is_no_number_is_left_for_the_field_to_refuse(text):
    assert plain_number(text, "vi") == text


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 4)), st.sampled_from(["vi", "en"]))
def test_what_the_form_shows_is_read_back_as_the_same_number(number, language):
    assert float(plain_number(as_typed(number, language), language)) == number
