"""The invented register must say exactly what was published, and never be taken for real."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from diaban.accounts.demonstration import organisation
from diaban.projects import actions, demonstration, holders, invented, records
from diaban.projects import vocabulary as v
from diaban.projects.models import Holding, Investor, Project, ProjectEvent
from diaban.projects.replay import replay
from diaban.projects.statistics import movements, standing
from diaban.zones.kinds import PARK

PUBLISHED = date(2025, 3, 31)


@pytest.fixture(scope="module")
def made():
    return invented.projects()


def test_the_published_totals_come_out_to_the_digit(made):
    states = [replay(one.events, PUBLISHED) for one in made]
    in_force = [state for state in states if state.in_force]
    assert len(in_force) == 351
    for origin, count, currency, capital in (
        (v.FOREIGN, 147, "USD", Decimal("10367000000")),
        (v.DOMESTIC, 204, "VND", Decimal("132134000000000")),
    ):
        ours = [state for state in in_force if state.origin == origin]
        assert len(ours) == count
        assert all(set(state.registered) == {currency} for state in ours)
        assert sum(state.registered[currency] for state in ours) == capital


@pytest.mark.parametrize(
    ("day", "count", "capital"),
    [(date(2022, 9, 30), 91, "4360000000"), (date(2023, 12, 31), 127, "8200000000")],
)
def test_the_way_there_passes_the_earlier_published_figures(made, day, count, capital):
    ours = [replay(one.events, day) for one in made if one.origin == v.FOREIGN]
    in_force = [state for state in ours if state.in_force]
    assert len(in_force) == count
    assert sum(state.registered["USD"] for state in in_force) == Decimal(capital)


def test_it_is_the_same_at_every_call(made):
    assert [(one.code, one.events) for one in invented.projects()] == [
        (one.code, one.events) for one in made
    ]


def test_histories_run_from_1997_to_today_and_are_plausible(made):
    assert min(one.granted for one in made) == date(1997, 3, 27)
    assert max(one.granted for one in made).year == 2026
    assert all(replay(one.events).registered for one in made)
    for one in made:
        years = dict(one.place.infrastructure)
        assert one.granted.year >= years[one.infrastructure]
    kinds = Counter(event.kind for one in made for event in one.events)
    assert all(kinds[kind] for kind in (v.RAISED, v.LOWERED, v.REVOKED, v.TERMINATED, v.ACHIEVED,
                                        v.REALISED, v.LABOUR_EMPLOYED, v.SUSPENDED))  # fmt: skip


def test_every_name_says_that_it_is_invented(made):
    assert all("minh họa" in one.name and "minh họa" in one.investor for one in made)
    assert all(one.code.startswith("MH-") for one in made)


@pytest.mark.django_db
def test_it_is_loaded_marked_and_once_and_goes_away_again():
    demonstration.load()
    events = ProjectEvent.objects.count()
    demonstration.load()
    assert ProjectEvent.objects.count() == events
    assert not Project.objects.filter(demonstration=False).exists()
    found = standing(records.register(), PUBLISHED)
    assert {name: (one.count, one.capital) for name, one in found.items()} == {
        (v.FOREIGN,): (147, {"USD": Decimal("10367000000")}),
        (v.DOMESTIC,): (204, {"VND": Decimal("132134000000000")}),
    }
    assert movements(records.register(), date(2025, 1, 1), PUBLISHED)
    demonstration.erase()
    assert not any(m.objects.exists() for m in (Project, ProjectEvent, Holding, Investor))


def test_its_parks_are_parks_of_the_pack(made):
    import csv
    from pathlib import Path

    pack = Path(__file__).resolve().parents[3] / "packs" / "quang-ninh"

    def codes(table: str) -> set[str]:
        lines = (pack / table).read_text().splitlines()
        return {row["code"] for row in csv.DictReader([lines[0], *lines[1:]])}

    assert {one.place.park for one in made if one.place.park} <= {
        f"{PARK.name}:{code}" for code in codes(PARK.table)
    }
    assert {one.place.zone for one in made if one.place.zone} <= {
        f"economic_zone:{code}" for code in codes("economic_zones.csv")
    }
    assert {one.infrastructure for one in made if one.infrastructure} == codes(
        "infrastructure_projects.csv"
    ) - {code for code in codes("infrastructure_projects.csv") if code.startswith("#")}


@pytest.mark.django_db
def test_the_invented_enterprise_follows_a_project_in_each_phase():
    demonstration.load()
    ours = organisation()
    followed = holders.of_organisation(ours)
    assert all(one.demonstration for one in followed)
    phases = {replay(actions.history_of(one)).phase for one in followed}
    assert {v.CONSTRUCTING, v.OPERATING} <= phases
    demonstration.load()
    assert holders.of_organisation(ours) == followed
