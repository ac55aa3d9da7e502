"""No sum of realised capital tells of one or two enterprises' reports, not even by subtraction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from diaban.indicators.geography import SCOPE_NAMES, Geography
from diaban.indicators.queries import Asked
from diaban.indicators.queries.projects import Projects
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


def answered(books, parks):
    """What is shown of each query by place."""
    source = Projects.__new__(Projects)
    names = {**SCOPE_NAMES, **{f"park:{park}": {} for park in parks}}
    geography = Geography(names, {}, {}, frozenset())
    source._books, source.recorded, source._unplaced = books, frozenset(), 0
    source._asked = Asked(geography, timezone.now(), date(2024, 12, 31))
    told = source.answer(periods.period("2024-Q1"))
    return {
        name: {place.removeprefix("park:"): one.value for place, one in amounts.items()}
        for name, amounts in told.items()
    }


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
