"""No sum of realised capital tells of one or two enterprises' reports, not even by subtraction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.indicators.formulas import Amount
from diaban.indicators.geography import SCOPE_NAMES, Geography
from diaban.indicators.localities.dividing import COMMUNE, Localities, Unit, lying_in
from diaban.indicators.queries import Asked
from diaban.indicators.queries.projects import Projects
from diaban.indicators.reading import WHOLE
from diaban.indicators.shielding import held_back
from diaban.projects import periods
from diaban.projects import vocabulary as v
from diaban.projects.disclosure import Recorded
from diaban.projects.origin import Holding
from diaban.projects.records import Books
from diaban.projects.replay import Event
from diaban.projects.statistics import Row


def project(code, park, amount, realised):
    held = (Holding("A", "VN", Decimal(100), False),)
    granted = Event(v.REGISTERED, date(2024, 1, 2), 1, Decimal(amount), "VND", holdings=held)
    told = Event(v.REALISED, date(2024, 2, 1), 2, Decimal(realised), "VND")
    return Row(code, v.SECONDARY, park, None, None), [Recorded(granted), Recorded(told)]


def reports(**realised):
    """What is shown of realised capital: a park for each name, a project for each amount."""
    projects = [
        (*project(f"{park}{number}", f"park:{park}", 5000, amount), False)
        for park, amounts in realised.items()
        for number, amount in enumerate(amounts)
    ]
    return answered(Books.of(projects), realised)["projects.realised_vnd"]


def asked(books, parks):
    """These books, open to be asked."""
    source = Projects.__new__(Projects)
    names = {**SCOPE_NAMES, **{f"park:{park}": {} for park in parks}}
    geography = Geography(names, {}, {}, frozenset())
    source._books, source.recorded, source._unplaced = books, frozenset(), 0
    source._asked = Asked(geography, timezone.now(), date(2024, 12, 31))
    return source


def answered(books, parks):
    """What is shown of each query by place."""
    told = asked(books, parks).answer(periods.period("2024-Q1"))
    return {
        name: {place.removeprefix("park:"): one.value for place, one in amounts.items()}
        for name, amounts in told.items()
    }


PLACES = {"p": "z", "q": "z", "r": None, None: "z"}
"""Park → its zone; in the zone outside of every park."""
UNITS = {f"locality:{n}": Unit(f"locality:{n}", COMMUNE) for n in (1, 2, 3)}
REPORTS = st.lists(
    st.tuples(st.sampled_from(sorted(PLACES, key=str)), st.booleans(), st.booleans()),
    min_size=1, max_size=14,
)  # fmt: skip
LIES = st.fixed_dictionaries(
    {site: st.sets(st.sampled_from(sorted(UNITS)), min_size=1) for site in ("p", "q", "r", "z")}
)


def by_locality(drawn, lies):
    """What is told of realised capital, the geography, and the projects that reported in public:
    `drawn` are parks, whether of a private person, whether it reported."""
    projects, reported = [], []
    for number, (park, person, reports_) in enumerate(drawn):
        row, events = project(f"P{number}", park and f"park:{park}", 5000 + number, 7 + number)
        zone = PLACES[park]
        row = replace(row, zone=zone and f"economic_zone:{zone}")
        projects.append((row, events if reports_ else events[:1], person))
        reported += [row] if reports_ and not person else []
    sites = {
        f"economic_zone:{site}" if site == "z" else f"park:{site}": lying_in(where, UNITS, {})
        for site, where in lies.items()
    }
    localities = Localities.of(sites, UNITS)
    keys = [*sites, *localities.units, *localities.groups]
    zones = {f"park:{park}": f"economic_zone:{z}" for park, z in PLACES.items() if park and z}
    names = {**SCOPE_NAMES, **{key: {} for key in keys}}
    geography = Geography(names, {}, zones, frozenset(), localities)
    source = Projects.__new__(Projects)
    source._books, source.recorded, source._unplaced = Books.of(projects), frozenset(keys), 0
    source._asked = Asked(geography, timezone.now(), date(2024, 12, 31))
    told = source.answer(periods.period("2024-Q1"))["projects.realised_vnd"]
    return told, geography, reported


@settings(max_examples=150, deadline=None)
@given(REPORTS, LIES)
def test_localities_tell_nothing_that_parks_and_zones_do_not_by_no_sum_or_difference(drawn, lies):
    """Every shown sum is a row over the reports: with localities the rows span what they spanned
    without, so that nothing more can be worked out of them, in whatever way."""
    told, geography, rows = by_locality(drawn, lies)
    lines = {
        place: [int(place in geography.containing_both(row.park, row.zone)) for row in rows]
        for place, one in told.items() if one.value is not None
    }  # fmt: skip
    before = [line for place, line in lines.items() if place not in geography.localities]
    assert _rank(list(lines.values())) == _rank(before)


def _rank(lines):
    return int(np.linalg.matrix_rank(np.array(lines))) if lines and lines[0] else 0


def test_a_ward_does_not_give_away_the_park_in_it_that_is_withheld():
    drawn = [("p", False, True)] * 4 + [("r", False, True)] * 2 + [("q", False, True)] * 3
    lies = {"p": {"locality:1"}, "r": {"locality:1"}, "q": {"locality:2"}, "z": set(UNITS)}
    told = by_locality(drawn, lies)[0]
    assert told["park:p"].value is not None and told["park:r"].value is None
    assert told["locality:1"] == Amount(None, ("withheld",))
    assert told["locality:2"].value == told["park:q"].value


def test_realised_capital_of_the_one_park_that_is_withheld_is_not_had_by_subtraction():
    told = reports(a=[200] * 5, b=[33])
    assert (told["a"], told["b"]) == (1000, None)
    assert told[""] is None and told["scope:parks"] is None


def test_the_sum_of_reports_is_shown_where_those_withheld_are_enough_together():
    told = reports(a=[200] * 5, b=[33], c=[10, 20])
    assert (told["b"], told["c"], told[""], told["scope:parks"]) == (None, None, 1063, 1063)


def test_where_every_park_has_enough_reports_nothing_is_held_back():
    assert reports(a=[200] * 5, b=[10] * 3)[""] == 1030


def test_of_places_that_lie_within_each_other_none_gives_the_other_away():
    parts = {"park:a": {1: 5}, "economic_zone:z": {1: 5, 2: 1}, "": {1: 5, 2: 1, 3: 4}}
    assert held_back(parts, (), 3) == {"economic_zone:z"}
    parts = {"park:a": {1: 5}, "park:b": {2: 4}, "": {1: 5, 2: 4, 3: 2}}
    assert held_back(parts, (), 3) == {""}
    assert held_back(parts, ("park:b",), 3) == frozenset()


def test_a_private_person_s_report_is_in_no_sum_and_makes_none_of_enough():
    own = (*project("own", "park:b", 7000, 64), True)
    others = [(*project(f"o{n}", "park:a", 5000, 200), False) for n in range(3)]
    told = answered(Books.of([*others, own]), "ab")
    assert told["projects.realised_vnd"] == {
        "": 600,
        "scope:parks": 600,
        "scope:zones": 0,
        "a": 600,
        "b": None,
    }
    assert told["projects.capital_vnd"]["b"] is None


def test_a_project_whose_capital_is_kept_is_not_said_to_be_left_out():
    row, history = project("own", "park:b", 7000, 64)
    kept = [replace(one, counted_on=date(2024, 6, 1)) for one in history]
    own = project("other", "park:a", 5000, 10)
    books = Books.of([(row, kept, True), (*own, True)])
    assert answered(books, "ab")["projects.capital_vnd"]["b"] == 7000
    said = asked(books, "ab").answer(periods.period("2024-Q1"))["projects.capital_vnd"]
    assert [said[one].reasons for one in ("park:a", "park:b", WHOLE)] == [
        ("private_left_out:1",), (), ("private_left_out:1",),
    ]  # fmt: skip
