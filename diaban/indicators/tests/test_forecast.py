"""A forecast is a stated method, and its past accuracy is what that method would have said."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.indicators.early import forecast as rules
from diaban.indicators.early.forecast import Partial, Quarter, accuracy, errors, forecast, predict


def quarters(*values, partials=()):
    found = []
    for number, value in enumerate(values):
        partial = partials[number] if number < len(partials) else None
        found.append(Quarter(str(number), None if value is None else Decimal(value), partial))
    return found


def test_every_method_is_the_formula_that_it_says_it_is():
    before = [Decimal(n) for n in (10, 20, 30, 40, 60)]
    half = Partial(Decimal(33), 22, 66)
    said = {method: predict(method, before, half) for method in rules.METHODS}
    assert said == {
        "last": 60, "season": 20, "mean": Decimal("37.5"), "drift": Decimal("72.5"), "pace": 99,
    }  # fmt: skip


def test_a_method_that_lacks_its_quarters_says_nothing():
    assert predict("season", [Decimal(1)] * 3, None) is None
    assert predict("mean", [Decimal(1), None, Decimal(1), Decimal(1)], None) is None
    assert predict("drift", [Decimal(1)] * 4, None) is None
    assert predict("last", [], None) is None
    assert predict("pace", [], Partial(Decimal(3), 0, 60)) is None
    assert predict("pace", [], Partial(None, 5, 60)) is None
    with pytest.raises(ValueError, match="no method"):
        predict("oracle", [], None)


def test_with_fewer_than_four_quarters_to_look_back_on_nothing_is_forecast():
    assert accuracy("last", quarters(1, 2, 3, 4)) is None  # three could be foretold
    assert forecast(quarters(1, 2, 3, 4)) is None
    assert forecast(quarters(1, 2, 3, 4, 5)) is not None


def test_an_unknown_quarter_is_neither_foretold_nor_foretells():
    assert errors("last", quarters(1, None, 3, 4)) == [(Decimal(-1), Decimal(4))]


def test_the_smallest_mean_error_is_taken_and_the_simpler_of_equals():
    seasonal = forecast(quarters(*[5, 1, 9, 2] * 4))
    assert seasonal is not None and (seasonal.method, seasonal.value) == ("season", 5)
    assert seasonal.accuracy.mae == 0 and seasonal.rivals[0].mae > 0
    flat = forecast(quarters(*[7] * 8))
    assert flat is not None and flat.method == "last"


def test_the_range_reaches_as_far_as_four_of_five_errors_did():
    found = forecast(quarters(0, 1, 3, 6, 10, 15))
    assert found is not None
    known = accuracy("last", quarters(0, 1, 3, 6, 10, 15))
    assert known is not None and (known.n, known.mae, known.reach) == (5, 3, 4)


def test_nothing_is_per_cent_of_zero():
    known = accuracy("last", quarters(0, 0, 5, 0, 5))
    assert known is not None and known.mape is None


def test_what_is_counted_already_cannot_be_undone():
    found = forecast(quarters(5, 5, 5, 5, 5), least=Decimal(9))
    assert found is not None and (found.low, found.value, found.high) == (9, 9, 9)


def test_pace_is_judged_at_the_same_stage():
    stages = [Partial(Decimal(n), 10, 40) for n in (1, 2, 3, 4, 5)]
    found = forecast(quarters(4, 8, 12, 16, 20, partials=stages), Partial(Decimal(6), 10, 40))
    assert found is not None and (found.method, found.value) == ("pace", 24)
    assert found.accuracy.n == 5


numbers = st.one_of(st.none(), st.integers(-1000, 1000))


@settings(deadline=None)
@given(st.lists(numbers, max_size=14))
def test_errors_agree_with_a_slow_look_back(values):
    history = quarters(*values)
    for method, back in (("last", 1), ("season", 4)):
        slow = [
            (Fraction(values[n - back]) - values[n], values[n])
            for n in range(len(values))
            if n >= back and values[n] is not None and values[n - back] is not None
        ]
        assert [(Fraction(a), Fraction(b)) for a, b in errors(method, history)] == slow
        known = accuracy(method, history)
        assert (known is None) == (len(slow) < 4)
        if known is not None:
            mean = sum(abs(error) for error, _actual in slow) / Fraction(len(slow))
            assert abs(Fraction(known.mae) - mean) < Fraction(1, 10**12)
            within = sum(abs(error) <= Fraction(known.reach) for error, _actual in slow)
            assert within * 5 >= 4 * len(slow)


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=5, max_size=14))
def test_the_chosen_method_was_never_worse_than_another(values):
    found = forecast(quarters(*values))
    assert found is not None
    assert all(found.accuracy.mae <= rival.mae for rival in found.rivals)
    assert found.low <= found.value <= found.high
