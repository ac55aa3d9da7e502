"""Records count in the locality that holds the whole of their site, and nothing is guessed."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diaban.indicators.formulas import Amount
from diaban.indicators.localities.dividing import (
    COMMUNE,
    DISTRICT,
    Localities,
    Unit,
    follows,
    lying_in,
)

REFORM = date(2025, 7, 1)
A, B, C = (f"locality:0{n}" for n in (1, 2, 3))
OLD, OTHER = "locality:193", "locality:206"
UNITS = {key: Unit(key, COMMUNE, first=REFORM) for key in (A, B, C)} | {
    key: Unit(key, DISTRICT, until=REFORM) for key in (OLD, OTHER)
}
DISTRICTS = {A: frozenset({OLD}), B: frozenset({OLD}), C: frozenset({OLD, OTHER})}


def made(**sites: list[str]) -> Localities:
    lies = {
        f"park:{name}": lying_in(recorded, UNITS, DISTRICTS) for name, recorded in sites.items()
    }
    return Localities.of(lies, UNITS)


def test_a_site_counts_in_the_one_unit_that_holds_all_of_it():
    assert made(x=[A]).containing("park:x") == (A, OLD)


def test_a_site_in_two_communes_of_one_district_is_undivided_among_them_and_whole_in_it():
    divided = made(x=[A], y=[A, B])
    assert divided.containing("park:y") == ("among:01~02", OLD)
    assert divided.touching(A) == ["among:commune", "among:01~02"]
    assert divided.touching(OLD) == ["among:district"]


def test_a_commune_on_the_ground_of_two_districts_does_not_say_in_which_a_site_lay():
    assert made(x=[A], z=[C]).containing("park:z") == (C, "among:193~206")


def test_a_site_of_which_no_locality_is_recorded_may_lie_in_any():
    divided = made(x=[A], z=[])
    assert divided.containing("park:z") == ("among:commune", "among:district")
    assert divided.touching(A) == ["among:commune"] and divided.touching(OLD) == ["among:district"]


def test_a_site_recorded_by_its_district_alone_lies_in_no_commune_that_is_known():
    assert made(x=[A], z=[OLD]).containing("park:z") == ("among:commune", OLD)
    assert made(x=[A], z=["locality:moon"]).containing("park:z") == (
        "among:commune", "among:district",
    )  # fmt: skip


def test_a_record_without_a_site_and_a_unit_without_a_whole_site_have_no_locality():
    divided = made(x=[A], y=[A, B])
    assert divided.containing("") == () and divided.containing(B) == ()
    assert A in divided and B not in divided.units


def test_a_site_that_the_registry_does_not_have_lies_where_its_zone_does_or_anywhere():
    divided = made(x=[A], y=[A, B])
    anywhere = ("among:commune", "among:district")
    assert divided.containing("park:gone") == anywhere
    assert divided.containing("park:gone", "park:y") == divided.containing("park:y")
    assert divided.containing("park:gone", "zone:gone") == anywhere
    assert divided.settled({A: Amount(5), "among:commune": Amount(1)})[A].value is None


def test_a_unit_has_figures_of_its_own_time_only():
    divided = made(x=[A], y=[A, B])
    before, after = date(2025, 6, 30), REFORM
    assert [divided.stood(OLD, day) for day in (before, after)] == [True, False]
    assert [divided.stood(A, day) for day in (before, after)] == [False, True]
    assert [divided.stood("among:01~02", day) for day in (before, after)] == [False, True]
    assert divided.stood("park:x", before) and divided.stood("", after)


def test_what_may_lie_in_a_unit_makes_its_figure_unknown_unless_it_is_a_known_nothing():
    divided = made(x=[A], y=[A, B], z=[])
    told = {A: Amount(5), "among:01~02": Amount(0), "among:commune": Amount(0)}
    assert divided.settled(told)[A] == Amount(5)
    assert divided.settled(told | {"among:01~02": Amount(3)})[A] == Amount(
        None, ("place_undivided",)
    )
    unknown = told | {"among:01~02": Amount(None, ("withheld",)), "among:commune": Amount(1)}
    assert divided.settled(unknown)[A] == Amount(None, ("place_undivided", "place_unknown"))
    assert divided.settled({A: Amount(5)})[A] == Amount(5)


@given(st.lists(st.tuples(st.sets(st.sampled_from([A, B, C])), st.integers(0, 9)), max_size=8))
def test_units_and_what_is_not_divided_add_up_to_everything(records):
    """Against an obvious oracle: each record is in one place of a level, and a figure that is known
    is the sum over every record that touches the unit at all."""
    divided = made(
        whole=[A], **{f"s{n}": sorted(where) for n, (where, _count) in enumerate(records)}
    )
    sums: dict[str, int] = {}
    for n, (_where, count) in enumerate(records):
        (place,) = (
            one for one in divided.containing(f"park:s{n}")
            if (divided.units.get(one) or divided.groups[one]).level == COMMUNE
        )  # fmt: skip
        sums[place] = sums.get(place, 0) + count
    assert sum(sums.values()) == sum(count for _where, count in records)
    told = divided.settled({place: Amount(count) for place, count in sums.items()})
    for key in divided.units.keys() & told.keys():
        touched = sum(count for where, count in records if key in where or not where)
        shared = any(count and (len(where) > 1 or not where) for where, count in records
                     if key in where or not where)  # fmt: skip
        assert told[key].value == (None if shared else touched)


# ---- sums that parks and zones tell already ----

EVERY = {("p", "z"), ("q", "z"), ("r", None), (None, "z"), (None, "y")}
ALL = frozenset("pqrzy")


def test_the_sum_of_a_locality_follows_from_its_parks():
    assert follows({("p", "z"), ("r", None)}, EVERY, {"p", "r"})
    assert not follows({("p", "z"), ("r", None)}, EVERY, ALL - {"r"})


def test_what_lies_in_a_zone_outside_of_its_parks_follows_from_the_zone_less_them():
    assert follows({(None, "z")}, EVERY, {"p", "q", "z"})
    assert not follows({(None, "z")}, EVERY, {"p", "z"})
    assert not follows({(None, "z")}, EVERY, {"p", "q"})


def test_a_locality_that_holds_a_whole_zone_needs_none_of_its_parks():
    whole = {("p", "z"), ("q", "z"), (None, "z")}
    assert follows(whole, EVERY, {"z"}) and not follows(whole, EVERY, {"p", "q"})


def test_what_is_in_no_park_and_no_zone_follows_from_nothing():
    assert not follows({(None, None)}, EVERY, ALL) and follows((), EVERY, ())


def test_of_a_park_torn_between_zones_no_remainder_is_worked_out():
    torn = EVERY | {("p", "y")}
    assert not follows({(None, "z")}, torn, ALL) and follows({("p", "z"), ("p", "y")}, torn, ALL)


PARTS = st.sets(
    st.tuples(st.sampled_from(["p", "q", "r", None]), st.sampled_from(["z", "y", None]))
)


@given(PARTS, PARTS, st.sets(st.sampled_from("pqrzy")))
def test_what_follows_is_a_sum_of_what_is_shown_with_some_taken_off(picked, every, shown):
    """Against linear algebra: the locality's row lies in the span of the rows that are shown."""
    parks = {park for park, _zone in picked if park}
    every |= picked
    atoms = {
        one for one in every if one[0] in parks or (not one[0] and one in picked)
    }  # of a park all or none
    names = sorted(every, key=str)
    rows = [[int(place in one) for one in names] for place in shown]
    row = [int(one in atoms) for one in names]
    if follows(atoms, every, shown):
        assert _rank([*rows, row]) == _rank(rows)


def _rank(lines):
    return int(np.linalg.matrix_rank(np.array(lines))) if lines and lines[0] else 0
