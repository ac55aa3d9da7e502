from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.places.conversion import AREA, POPULATION, UNDIVIDED, WHOLE, convert, old_units


def row(old: str, new: str) -> dict[str, str]:
    return {"old_code": old, "old_name": f"Xã {old}", "old_type": "xa", "old_district": "d",
            "new_code": f"locality:{new}"}  # fmt: skip


def share(old: str, new: str, measure: str, value: float) -> dict[str, object]:
    return {"old_code": old, "new_code": new, "measure": measure, "share": value, "trust": "S-L"}


CROSSWALK = [row("A", "1"), row("B", "1"), row("B", "2"), row("C", "2"), row("D", "2"),
             row("D", "3")]  # fmt: skip
SHARES = [share("B", "1", AREA, 0.25), share("B", "2", AREA, 0.75),
          share("B", "1", POPULATION, 0.9), share("B", "2", POPULATION, 0.1)]  # fmt: skip
UNITS = old_units(CROSSWALK, SHARES)


def lines(figures, by=AREA):
    return {line.code: line for line in convert(figures, UNITS, by)}


def test_a_unit_that_moved_whole_gives_all_of_its_figure():
    found = lines([("A", [D(100)]), ("C", [D(7)])])
    assert [part.basis for part in found["1"].parts] == [WHOLE]
    assert found["1"].known == (D(100),)


def test_a_divided_unit_is_divided_as_asked():
    table = [("A", [D(100)]), ("B", [D(40)]), ("C", [D(0)])]
    assert lines(table, AREA)["1"].known == (D(110),)
    assert lines(table, POPULATION)["1"].known == (D(136),)
    assert lines(table, POPULATION)["1"].parts[1].basis == POPULATION


def test_where_only_the_other_measure_is_known_it_is_taken_and_said():
    units = old_units(CROSSWALK, [one for one in SHARES if one["measure"] == AREA])
    (first, _second) = convert([("B", [D(40)])], units, POPULATION)
    assert (first.parts[0].basis, first.parts[0].share.trust) == (AREA, "S-L")


def test_what_nobody_knows_how_to_divide_stays_with_the_former_unit():
    found = lines([("D", [D(9)])])
    assert list(found) == ["D"]
    assert (found["D"].is_new, found["D"].parts[0].basis) == (False, UNDIVIDED)
    assert found["D"].known == (D(9),)


@pytest.mark.parametrize("wrong", [[("B", "1", 0.5)], [("B", "1", 0.5), ("B", "2", 0.6)]])
def test_shares_that_do_not_add_up_divide_nothing(wrong):
    units = old_units(CROSSWALK, [share(old, new, AREA, value) for old, new, value in wrong])
    assert [line.is_new for line in convert([("B", [D(1)])], units, AREA)] == [False]


def test_people_stay_whole_and_nobody_is_lost():
    found = lines([("B", [D(3)])])
    assert [found[code].known for code in ("1", "2")] == [(D(1),), (D(2),)]


def test_a_new_unit_that_lacks_a_former_one_has_no_figure_but_what_is_known():
    line = lines([("A", [D(100)])])["1"]
    assert [old.code for old in line.absent] == ["B"]
    assert (line.values, line.known) == ((None,), (D(100),))


def test_an_unknown_figure_makes_the_sum_unknown_and_never_zero():
    line = lines([("A", [D(100)]), ("B", [None])])["1"]
    assert (line.values, line.known, line.unknown) == ((None,), (D(100),), (1,))


def test_a_series_goes_on_only_where_all_former_units_moved_whole():
    units = old_units([row("A", "1"), row("E", "1"), *CROSSWALK[1:]], SHARES)
    whole = old_units([row("A", "1"), row("E", "1")])
    table = [("A", [D(1)]), ("E", [D(2)])]
    assert convert(table, whole, AREA)[0].is_exact
    assert not convert(table, units, AREA)[0].is_exact, "a part of B is lacking"
    assert not lines([("A", [D(1)]), ("B", [D(2)])])["1"].is_exact


amounts = st.none() | st.decimals(-(10**9), 10**9, places=2) | st.integers(0, 10**7).map(D)


@st.composite
def worlds(draw):
    """A crosswalk, shares that may be known or not, and a table."""
    olds = draw(st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=8, unique=True))
    crosswalk, shares = [], []
    for old in olds:
        heirs = draw(st.lists(st.sampled_from("123456"), min_size=1, max_size=4, unique=True))
        crosswalk += [row(old, new) for new in heirs]
        for measure in (AREA, POPULATION):
            if draw(st.booleans()):
                weights = [draw(st.integers(0, 20)) for _heir in heirs]
                total = sum(weights)
                if total:
                    rounded = [round(weight / total, 3) for weight in weights]
                    rounded[0] = round(1 - sum(rounded[1:]), 3)
                    shares += [share(old, new, measure, max(0, value))
                               for new, value in zip(heirs, rounded, strict=True)]  # fmt: skip
    table = draw(st.lists(st.tuples(st.sampled_from(olds), st.tuples(amounts, amounts)),
                          min_size=1, max_size=12))  # fmt: skip
    return old_units(crosswalk, shares), table, draw(st.sampled_from([AREA, POPULATION]))


@given(worlds())
def test_the_sum_over_all_lines_is_the_sum_of_the_table(world):
    units, table, by = world
    found = convert(table, units, by)
    for column in range(2):
        before = sum(
            Fraction(values[column]) for _code, values in table if values[column] is not None
        )
        assert sum(Fraction(line.known[column]) for line in found) == before


@given(worlds())
def test_each_part_is_within_one_step_of_its_exact_share(world):
    units, table, by = world
    for line in convert(table, units, by):
        for part in line.parts:
            if part.share is None:
                continue
            given_rows = [values for code, values in table if code == part.old.code]
            total = sum(share.value for share in part.old.shares[part.basis].values())
            for column, cell in enumerate(part.values):
                exact = {
                    Fraction(values[column]) * Fraction(part.share.value) / Fraction(total)
                    for values in given_rows
                    if values[column] is not None
                }
                assert cell is None or any(abs(Fraction(cell) - one) <= 1 for one in exact)
