"""No series of capital tells of one or two private persons, not even by subtraction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from diaban.indicators.shielding import Shield
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
