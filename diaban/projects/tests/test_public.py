"""What the public reads of projects: sums that agree with the register, and nobody's name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import orjson
import pytest
from django.utils import timezone, translation

from diaban.editions import publish, snapshot, store
from diaban.facts import packs
from diaban.facts.tests.build_pack import SMALL_PACK
from diaban.projects import actions, contribution, demonstration, pages
from diaban.projects import vocabulary as v
from diaban.projects.models import Investor, Project
from diaban.projects.tests.build import event, investor, project

pytestmark = pytest.mark.django_db


def contributed() -> dict:
    return {one.name: one for one in contribution.build(timezone.now())}


def test_without_projects_nothing_is_contributed():
    assert contributed() == {}


def test_real_projects_are_never_mixed_with_invented_ones():
    demonstration.load()
    assert contributed()["projects"].demonstration
    project("P-1")
    real = contributed()["projects"]
    assert not real.demonstration
    assert sum(line["count"] for line in real.content["totals"]) == 1


def test_the_document_says_the_published_totals():
    demonstration.load()
    told = {
        line["origin"]: (line["count"], line["capital"])
        for line in contributed()["projects"].content["published"]["totals"]
    }
    assert told == {
        v.FOREIGN: (147, {"USD": "10367000000"}),
        v.DOMESTIC: (204, {"VND": "132134000000000"}),
    }


def test_no_project_and_no_investor_is_named():
    project("P-SECRET")
    text = orjson.dumps(contributed()["projects"].content).decode()
    rows = str(list(contributed()["project_places"].rows))
    for name in ("P-SECRET", Investor.objects.get().name, Project.objects.get().name):
        assert name not in text
        assert name not in rows


def domestic(code: str, place: str, holder: Investor, amount: str = "700", **more) -> Project:
    """A domestic project of one holder in a park."""
    made = Project(code=code, registered_name=code, kind=v.SECONDARY, park=place, **more)
    actions.register(
        made,
        event(v.REGISTERED, "2024-01-05", amount, currency="VND"),
        shares=[(holder, Decimal(100))],
    )
    return made


@pytest.fixture
def person_and_company() -> tuple[Investor, Investor]:
    return investor("nguyen", "VN", person=True), investor("cty", "VN")


def told(name: str, *parts: str) -> list[tuple]:
    """What the document says in each line of a table."""
    return [tuple(line[part] for part in parts) for line in contributed()["projects"].content[name]]


def test_the_capital_of_a_private_person_is_in_no_sum_and_every_sum_says_so(person_and_company):
    person, company = person_and_company
    domestic("P-1", "park:a", person)
    for code, park in (("P-2", "park:b"), ("P-3", "park:b"), ("P-4", "park:c")):
        domestic(code, park, company, "900")
    assert told("by_place", "park", "count", "private", "capital") == [
        ("park:a", 1, 1, {}),
        ("park:b", 2, 0, {"VND": "1800"}),
        ("park:c", 1, 0, {"VND": "900"}),
    ]
    assert told("totals", "count", "private", "capital") == [(4, 1, {"VND": "2700"})]
    page = pages.of(contributed()["projects"].content, str)
    assert {one.name: one.domestic.private for one in page["places"]} == {
        "park:a": 1, "park:b": 0, "park:c": 0,
    }  # fmt: skip
    assert page["total"].domestic.private == 1


def test_an_older_edition_that_withheld_sums_is_still_read():
    side = pages.Side()
    line = {"count": 3, "capital": {"USD": "5", "VND": None}}
    for one in (line, line | {"capital": None}):
        side.add(one, pages.STANDING)
    assert (side.count, side.private, side.withheld) == (6, 0, True)
    assert side.capital == {"USD": 5}


def test_the_layer_of_the_map_leaves_out_what_the_document_leaves_out(
    registry_places, person_and_company
):
    person, company = person_and_company
    domestic("P-1", "park:hai-ha", person)
    columns = ("projects", "private_projects", "capital_vnd")

    def layer() -> list[tuple]:
        rows = contributed()["project_places"].rows
        return [tuple(one[name] for name in columns) for one in rows]

    assert layer() == [(1, 1, None)]
    for number in range(2):
        domestic(f"P-{number + 2}", "park:hai-ha", company, "1000000000")
    assert layer() == [(3, 1, Decimal(2))]


def test_capital_that_a_private_person_adds_is_in_no_quarter_and_no_year(person_and_company):
    person, company = person_and_company
    raising = domestic("P-1", "park:a", person)
    made = domestic("P-2", "park:b", company, "900")
    for one in (raising, made):
        actions.record(one, event(v.RAISED, "2024-05-01", "55", currency="VND"))
    parts = ("period", "new", "new_private", "new_capital")
    assert told("quarters", *parts)[-2:] == [
        ("2024-Q1", 2, 1, {"VND": "900"}), ("2024-Q2", 0, 0, {}),
    ]  # fmt: skip
    assert told("years", *parts) == [("2024", 2, 1, {"VND": "900"})]
    parts = ("raised", "raised_private", "raised_capital")
    assert told("quarters", *parts)[-1:] == [(2, 1, {"VND": "55"})]


def test_what_enterprises_report_of_realised_capital_is_no_part_of_the_document():
    domestic("P-1", "park:a", investor("cty", "VN"))
    assert not any("realised" in line for line in contributed()["projects"].content["by_place"])


def test_who_is_not_known_to_be_an_organisation_is_published_like_a_person():
    domestic("P-1", "park:a", investor("unknown", "VN", person=None))
    assert told("totals", "count", "private", "capital") == [(1, 1, {})]


def test_once_an_investor_is_known_to_be_an_organisation_its_capital_counts():
    holder = investor("unknown", "VN", person=None)
    domestic("P-1", "park:a", holder)
    contributed()
    actions.say_person(holder, person=False)
    assert told("totals", "private", "capital") == [(0, {"VND": "700"})]


def test_no_edition_shows_by_a_difference_that_an_organisation_was_a_private_person():
    holder = investor("cty", "VN")
    one = domestic("P-1", "park:a", holder)
    before = told("by_place", "park", "capital")
    actions.say_person(holder, person=True)
    # The sum holds it: it is not said to be left out.
    assert told("by_place", "park", "private", "capital") == [("park:a", 0, {"VND": "700"})]
    assert told("quarters", "new", "new_private", "new_capital")[-1] == (1, 0, {"VND": "700"})
    actions.record(one, event(v.RAISED, "2024-06-01", "55", currency="VND"))
    actions.record(one, event(v.TERMINATED, "2025-02-01"))
    assert told("by_place", "park", "capital") == before
    assert contributed()["projects"].content["kept"] == 1


def test_a_correction_before_any_edition_leaves_nothing_behind():
    holder = investor("cty", "VN")
    domestic("P-1", "park:a", holder)
    actions.say_person(holder, person=True)
    assert told("totals", "private", "capital") == [(1, {})]
    assert contributed()["projects"].content["kept"] == 0


def test_a_project_that_passes_from_a_company_to_a_person_moves_no_sum(person_and_company):
    person, company = person_and_company
    one = domestic("P-1", "park:a", company)
    before = told("totals", "capital")
    actions.record(one, event(v.TRANSFERRED, "2025-01-01"), shares=[(person, Decimal(100))])
    actions.record(one, event(v.LOWERED, "2025-02-01", "300", currency="VND"))
    assert told("totals", "capital") == before
    assert told("quarters", "lowered", "lowered_private", "lowered_capital")[-1:] == [(1, 1, {})]


def test_a_mistake_of_an_organisation_that_is_withdrawn_leaves_the_sums(person_and_company):
    _person, company = person_and_company
    one = domestic("P-1", "park:a", company)
    raised = actions.record(one, event(v.RAISED, "2024-06-01", "55", currency="VND"))
    assert told("totals", "capital") == [({"VND": "755"},)]
    actions.withdraw(raised, why="Ghi nhầm")
    assert told("totals", "capital") == [({"VND": "700"},)]
    raised.refresh_from_db()
    assert raised.counted_on is None


def test_a_term_that_ran_out_after_the_last_event_is_over_before_a_person_is_known(
    person_and_company,
):
    _person, company = person_and_company
    holder = investor("cty-77", "VN")
    one = Project(code="P-77", registered_name="P-77", kind=v.SECONDARY, park="park:a")
    term = event(v.REGISTERED, "2024-01-05", "77", currency="VND", until=date(2024, 3, 1))
    actions.register(one, term, shares=[(holder, Decimal(100))])
    other = domestic("P-1", "park:a", company, "1000")
    (line,) = contributed()["projects"].content["totals"]
    assert (line["count"], line["capital"]) == (1, {"VND": "1000"})
    actions.say_person(holder, person=True)
    actions.record(other, event(v.RAISED, "2025-06-01", "5", currency="VND"))
    assert told("totals", "capital") == [({"VND": "1005"},)]
    actions.withdraw(other.events.get(kind=v.RAISED), why="Ghi nhầm")
    assert told("totals", "capital") == [({"VND": "1000"},)]


def test_the_day_of_the_sums_is_that_of_the_last_event_or_the_one_after_a_term_ran_out():
    one = Project(code="P-1", registered_name="P-1", kind=v.SECONDARY, park="park:a")
    term = event(v.REGISTERED, "2024-01-05", "77", currency="VND", until=date(2024, 3, 1))
    actions.register(one, term, shares=[(investor("cty", "VN"), Decimal(100))])
    days = [(date(2024, 3, 1), "2024-01-05"), (date(2024, 3, 2), "2024-03-02")]
    for today, expected in days:
        now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
        assert next(iter(contribution.build(now))).content["as_of"] == expected


def test_a_mistake_withdrawn_after_a_person_took_over_stays_in_the_sums(person_and_company):
    person, company = person_and_company
    one = domestic("P-1", "park:a", company)
    raised = actions.record(one, event(v.RAISED, "2024-06-01", "55", currency="VND"))
    contributed()
    actions.record(one, event(v.TRANSFERRED, "2025-01-01"), shares=[(person, Decimal(100))])
    actions.withdraw(raised, why="Ghi nhầm")
    assert told("totals", "capital") == [({"VND": "755"},)]


def test_the_day_is_that_of_the_place_and_not_of_greenwich():
    project("P-1", on="2025-03-11")
    late = datetime(2025, 3, 10, 18, 0, tzinfo=UTC)
    document = next(iter(contribution.build(late)))
    assert document.content["as_of"] == "2025-03-11"


def test_it_says_the_same_for_the_same_records():
    demonstration.load()
    assert contributed()["projects"].content == contributed()["projects"].content
    later = list(contribution.build(timezone.now() + timedelta(days=40)))
    assert later[0].content == contributed()["projects"].content


def test_tables_add_up_to_the_totals():
    demonstration.load()
    with translation.override("en"):
        page = pages.of(contributed()["projects"].content, str)
    for table in ("places", "sectors", "kinds"):
        assert sum(row.count for row in page[table]) == page["total"].count
    assert sum(row.count for row in page["countries"]) == page["total"].foreign.count
    usd = sum((row.foreign.capital.get("USD", 0) for row in page["places"]), Decimal(0))
    assert usd == page["total"].foreign.capital["USD"]


def test_the_page_reads_the_edition_and_says_that_it_is_invented(client, settings):
    packs.load(SMALL_PACK)
    demonstration.load()
    now = timezone.now()
    publish.write(settings.DIABAN_EDITIONS, snapshot.build(now), now=now)
    page = client.get("/vi/investment/").content.decode()
    assert "Dữ liệu minh họa" in page
    assert "10.367\xa0triệu USD" in page
    assert "132.134\xa0tỷ đồng" in page
    assert "Khu công nghiệp" in page
    assert "MH-0" not in page


def test_real_projects_are_a_layer_of_the_map_and_open_data(client, settings):
    packs.load(SMALL_PACK)
    project("P-1", park="park:hai-ha")
    now = timezone.now()
    edition = publish.write(settings.DIABAN_EDITIONS, snapshot.build(now), now=now)
    assert "layers=project_places" in client.get("/en/investment/").content.decode()
    layer = store.open(settings.DIABAN_EDITIONS, edition).layers["project_places"]
    assert layer.table["projects"].to_pylist() == [1]
    assert layer.table["capital_usd"].to_pylist() == [1.0]


def test_the_page_without_projects_says_how_to_begin(client, settings):
    packs.load(SMALL_PACK)
    now = timezone.now()
    publish.write(settings.DIABAN_EDITIONS, snapshot.build(now), now=now)
    assert "empty" in client.get("/en/investment/").content.decode()


def test_a_chart_of_no_years_is_empty_and_columns_stand_on_the_ground():
    assert pages.columns([]) == []
    one = pages.Row("2025", "2025", {v.FOREIGN: pages.Side(3), v.DOMESTIC: pages.Side(1)})
    column = pages.columns([one])[0]
    ground = pages.CHART_HEIGHT - pages.CHART_FOOT
    assert column.foreign_y + column.foreign_height == ground
    assert column.domestic_height * 3 == column.foreign_height
