"""A verdict is never kinder than the numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.indicators.statements.printed import Printed, read
from diaban.indicators.statements.reconciliation import (
    DENOMINATOR,
    SCOPE,
    SUBSTITUTE,
    Addition,
    Part,
    Reading,
    Verdict,
    exchanges,
    factor,
    nearest,
    reconcile,
)

LEASED = Decimal("1105.9")
AREAS = {
    "cai-lan": "78", "viet-hung": "300.93", "dong-mai": "167.86", "hai-yen": "182.4",
    "texhong-hai-ha": "660", "song-khoai": "714", "bac-tien-phong": "1192.9",
    "nam-tien-phong": "487.4", "bach-dang": "176.45",
}  # fmt: skip


def share(base: str, kind: str = "", name: str = "") -> Reading:
    return Reading(LEASED * 100 / Decimal(base), kind, name, LEASED, Decimal(base))


def verdict(said: str, computed: str, decimals: int = 0, **options) -> Verdict:
    return reconcile(read(Decimal(said), **options), decimals, Reading(Decimal(computed))).verdict


def test_a_count_that_agrees_is_equal():
    assert verdict("116", "116") == Verdict.EQUAL


def test_a_share_in_the_decimals_in_which_it_is_always_shown_is_equal():
    outcome = reconcile(read(Decimal("56.06")), 2, share("1972.7"))
    assert outcome.verdict == Verdict.EQUAL


def test_fewer_digits_than_the_indicator_has_are_a_rounding():
    assert verdict("8.2", "8.2413", decimals=3) == Verdict.ROUNDING


def test_more_than_is_a_rounding_downwards():
    assert verdict("132134", "132134.72", bound="more_than") == Verdict.ROUNDING
    assert verdict("132134", "132133.72", bound="more_than") == Verdict.UNEXPLAINED


def test_the_share_of_the_cleared_land_is_explained_by_its_base():
    said = read(Decimal("56.06"))
    outcome = reconcile(
        said, 2, share("2717"),
        [share("3951.22", DENOMINATOR, "gross"), share("1972.7", DENOMINATOR, "ready")],
    )  # fmt: skip
    assert outcome.verdict == Verdict.DENOMINATOR
    assert outcome.match is not None and outcome.match.name == "ready"
    assert outcome.difference is not None and round(outcome.difference, 2) == Decimal("-15.36")


def test_a_scope_is_tried_before_a_base():
    others = [Reading(Decimal(7), DENOMINATOR, "base"), Reading(Decimal(7), SCOPE, "scope:parks")]
    outcome = reconcile(read(Decimal(7)), 0, Reading(Decimal(9)), others)
    assert outcome.verdict == Verdict.SCOPE


def test_what_nothing_explains_is_unexplained_with_its_difference():
    total = sum(map(Decimal, AREAS.values()))
    outcome = reconcile(read(Decimal("3951.22")), 2, Reading(total))
    assert (outcome.verdict, outcome.difference) == (Verdict.UNEXPLAINED, Decimal("8.72"))


def test_an_unknown_figure_is_never_compared():
    outcome = reconcile(read(Decimal(0)), 0, Reading(None), [Reading(Decimal(0), SCOPE, "x")])
    assert outcome.verdict == Verdict.NOT_COMPUTED
    assert outcome.difference is None


def test_an_unknown_reading_explains_nothing():
    outcome = reconcile(read(Decimal(0)), 0, Reading(Decimal(3)), [Reading(None, SCOPE, "x")])
    assert outcome.verdict == Verdict.UNEXPLAINED


def test_no_recorded_value_of_the_nine_projects_gives_the_published_sum():
    losers = {"dong-mai": ("158.48", "200"), "nam-tien-phong": ("487",)}
    parts = [
        Part(key, Decimal(value), tuple(map(Decimal, losers.get(key, ()))))
        for key, value in AREAS.items()
    ]
    said = read(Decimal("3951.22"))
    found = exchanges(parts)
    assert len(found) == 3 + 2
    closest = nearest(said, found)
    assert closest is not None
    assert (closest.total, dict(closest.instead)) == (
        Decimal("3950.56"), {"dong-mai": Decimal("158.48")},
    )  # fmt: skip
    readings = [Reading(one.total, SUBSTITUTE, "") for one in found]
    assert reconcile(said, 2, Reading(Decimal("3959.94")), readings).verdict == Verdict.UNEXPLAINED


def test_the_thirty_two_dossiers_are_what_no_part_names():
    assert Addition(Decimal(116), (Decimal(68), Decimal(16), Decimal(0))).rest == 32
    assert Addition(Decimal(40), (Decimal(31), Decimal(9))).rest == 0


@pytest.mark.parametrize(
    ("of", "into", "expected"),
    [
        ("USD", "billion USD", "1E-9"),
        ("million USD", "billion USD", "0.001"),
        ("billion VND", "VND", "1000000000"),
        ("m2", "ha", "0.0001"),
        ("projects", "projects", "1"),
        ("USD", "VND", None),
        ("ha", "projects", None),
        ("%", "ha", None),
    ],
)
def test_units_are_changed_only_within_their_kind(of, into, expected):
    assert factor(of, into) == (None if expected is None else Decimal(expected))


numbers = st.decimals(-(10**6), 10**6, places=4, allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(0, 3), st.integers(0, 4), numbers)
def test_equal_is_never_said_of_what_differs_in_the_shown_digits(units, digits, decimals, value):
    said = Printed(Decimal(units).scaleb(-digits), digits)
    outcome = reconcile(said, decimals, Reading(value))
    if outcome.verdict == Verdict.EQUAL:
        assert abs(value - said.value) <= Decimal(1).scaleb(-decimals) / 2
    elif outcome.verdict == Verdict.ROUNDING:
        assert abs(value - said.value) < said.step


@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=5), numbers)
def test_an_exchanged_sum_is_the_sum_of_what_it_says_it_added(values, other):
    parts = [Part(str(n), value, (other,)) for n, value in enumerate(values)]
    for one in exchanges(parts):
        slow = sum((one.instead.get(part.key, part.value) for part in parts), Decimal(0))
        assert one.total == slow
        assert 1 <= len(one.instead) <= 2
