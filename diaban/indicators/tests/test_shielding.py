"""No series of capital tells of one or two private persons, not even by subtraction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from diaban.indicators.geography import SCOPE_NAMES, Geography
from diaban.indicators.queries import Asked
from diaban.indicators.queries.projects import Projects
from diaban.indicators.shielding import Shield, held_back
from diaban.projects import periods
from diaban.projects import vocabulary as v
from diaban.projects.contribution import content
from diaban.projects.origin import Holding
from diaban.projects.replay import Event
from diaban.projects.statistics import Register, Row


def project(code, park, on, capital):
    held = (Holding("A", "VN", Decimal(100), False),)
    event = Event(v.REGISTERED, on, 1, Decimal(capital), "VND", holdings=held,
                  until=date(2070, 1, 1))  # fmt: skip
    return Row(code, v.SECONDARY, park, None, None), [event]


def containing(park, zone):
    return ("", "scope:parks", park) if park else ("",)


def shield(*projects, private):
    return Shield.of(Register.of(projects), frozenset(private), containing)


OURS = [
    project("A", "park:a", date(2024, 2, 1), 1000),
    project("B", "park:a", date(2024, 2, 1), 500),
    project("P", "park:b", date(2024, 5, 1), 70),
    project("C", "park:a", date(2024, 8, 1), 900),
]
Q1, Q2, Q3 = date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30)


def test_where_no_private_person_invests_everything_is_shown():
    made = shield(*OURS, private=())
    assert not any(made.hides(place, v.DOMESTIC, "VND", on)
                   for place in ("", "park:a", "park:b") for on in (Q1, Q2, Q3))  # fmt: skip


def test_a_private_person_s_park_is_silent_and_so_is_the_whole_that_would_give_it_away():
    made = shield(*OURS, private={"P"})
    assert made.hides("park:b", v.DOMESTIC, "VND", Q1)
    assert made.hides("scope:parks", v.DOMESTIC, "VND", Q3)
    assert not made.hides("park:a", v.DOMESTIC, "VND", Q1)
    assert not made.hides("", v.DOMESTIC, "VND", Q1)
    assert made.hides("", v.DOMESTIC, "VND", Q2)  # the whole less park a is this person's capital
    assert made.hides("", v.DOMESTIC, "VND", Q3)


@pytest.mark.parametrize("on", [Q2, Q3])
def test_what_the_investment_document_shows_less_the_places_shown_here_tells_of_nobody(on):
    register = Register.of(OURS)
    document = content(register, on, frozenset({"P"}))
    shown = {
        line["park"]: amount
        for line in document["by_place"]
        if (amount := line["capital"]["VND"]) is not None
    }
    (total,) = [line["capital"]["VND"] for line in document["totals"]]
    made = shield(*OURS, private={"P"})
    here = [park for park in ("park:a", "park:b") if not made.hides(park, v.DOMESTIC, "VND", on)]
    assert total is not None and not here and not shown


SPRING = [
    project("A", "park:a", date(2024, 2, 1), 1000),
    project("B", "park:b", date(2024, 5, 2), 400),
    project("P", "park:b", date(2024, 5, 20), 77),
]


def test_two_editions_of_a_running_quarter_do_not_tell_what_a_private_person_put_in_between():
    made = shield(*SPRING, private={"P"})
    shown = [day for day in range(1, 32)
             if not made.hides("", v.DOMESTIC, "VND", date(2024, 5, day))]  # fmt: skip
    assert shown == list(range(1, 20))
    assert not shield(*SPRING, private=()).hides("", v.DOMESTIC, "VND", date(2024, 5, 25))


def test_the_end_of_a_quarter_does_not_tell_it_beside_what_was_shown_while_it_ran():
    made = shield(*SPRING, private={"P"})
    assert not made.hides("", v.DOMESTIC, "VND", date(2024, 5, 10))
    assert made.hides("", v.DOMESTIC, "VND", Q2)  # less what 10 May showed it is P's capital
    assert made.hides("", v.DOMESTIC, "VND", Q3)
    more = [project(code, "park:b", date(2024, 6, 1), 50) for code in ("D", "E")]
    assert not shield(*SPRING, *more, private={"P"}).hides("", v.DOMESTIC, "VND", Q2)


def test_it_is_shown_again_when_the_change_hides_in_those_of_enough_others():
    more = [project(code, "park:b", date(2024, 8, 1), 50) for code in ("D", "E")]
    made = shield(*OURS, *more, private={"P"})
    assert made.hides("", v.DOMESTIC, "VND", Q2)
    assert not made.hides("", v.DOMESTIC, "VND", Q3)


@pytest.mark.parametrize("order", [(Q1, Q2, Q3), (Q3, Q2, Q1), (Q2, Q2, Q1)])
def test_the_order_of_asking_decides_nothing(order):
    made = shield(*OURS, private={"P"})
    assert {on: made.hides("", v.DOMESTIC, "VND", on) for on in order} == {
        on: on != Q1 for on in order
    }


def reports(**realised):
    """What is shown of realised capital: a park for each name, a project for each amount."""
    projects = []
    for park, amounts in realised.items():
        for number, amount in enumerate(amounts):
            row, events = project(f"{park}{number}", f"park:{park}", date(2024, 1, 2), 5000)
            told = Event(v.REALISED, date(2024, 2, 1), 2, Decimal(amount), "VND")
            projects.append((row, [*events, told]))
    source = Projects.__new__(Projects)
    source._register = Register.of(projects)
    names = {**SCOPE_NAMES, **{f"park:{park}": {} for park in realised}}
    geography = Geography(names, {}, {}, frozenset())
    source._asked = Asked(geography, timezone.now(), date(2024, 12, 31))
    source._shield = Shield.of(source._register, frozenset(), geography.containing_both)
    source.recorded, source._unplaced = frozenset(), 0
    told = source.answer(periods.period("2024-Q1"))["projects.realised_vnd"]
    return {place.removeprefix("park:"): one.value for place, one in told.items()}


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
