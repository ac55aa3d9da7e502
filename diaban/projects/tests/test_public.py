"""What the public reads of projects: sums that agree with the register, and nobody's name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
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


def test_the_capital_of_a_single_private_person_is_withheld(person_and_company):
    person, company = person_and_company
    domestic("P-1", "park:a", person)
    for code, park in (("P-2", "park:b"), ("P-3", "park:b"), ("P-4", "park:c")):
        domestic(code, park, company, "900")
    document = contributed()["projects"].content
    told = {line["park"]: line["capital"] for line in document["by_place"]}
    # Were park:c told too, the person's capital would be the total less the other places.
    assert told == {"park:a": {"VND": None}, "park:b": {"VND": "1800"}, "park:c": {"VND": None}}
    assert document["totals"][0]["capital"] == {"VND": "3400"}
    row = pages.of(document, str)["places"]
    assert {one.name: one.domestic.withheld for one in row} == {
        "park:a": True, "park:b": False, "park:c": True,
    }  # fmt: skip


def test_the_layer_of_the_map_withholds_what_the_document_withholds(
    registry_places, person_and_company
):
    person, company = person_and_company
    domestic("P-1", "park:hai-ha", person)
    rows = contributed()["project_places"].rows
    assert [(one["projects"], one["capital_vnd"]) for one in rows] == [(1, None)]
    for number in range(2):
        domestic(f"P-{number + 2}", "park:hai-ha", company, "1000000000")
    rows = contributed()["project_places"].rows
    assert [(one["projects"], one["capital_vnd"]) for one in rows] == [(3, Decimal("2.0000007"))]


def test_realised_capital_is_judged_by_who_reported_it(person_and_company):
    person, company = person_and_company
    reporting = domestic("P-1", "park:a", person)
    for number in range(3):
        domestic(f"P-{number + 2}", "park:a", company)
    actions.record(reporting, event(v.REALISED, "2024-06-01", "300", currency="VND"))
    line = contributed()["projects"].content["by_place"][0]
    assert (line["capital"], line["realised"]) == ({"VND": "2800"}, {"VND": None})


def test_each_currency_is_judged_by_who_has_some_of_it(person_and_company):
    person, company = person_and_company
    mixed = domestic("P-1", "park:a", person)
    for number in range(3):
        domestic(f"P-{number + 2}", "park:a", company)
    actions.record(mixed, event(v.RAISED, "2024-06-01", "55"))
    line = contributed()["projects"].content["by_place"][0]
    assert line["capital"] == {"USD": None, "VND": "2800"}


def test_a_quarter_cannot_be_had_from_its_year(person_and_company):
    person, company = person_and_company
    domestic("P-1", "park:a", person)
    for number, on in enumerate(("2024-05-01", "2024-05-02", "2024-08-01")):
        made = Project(code=f"Q-{number}", registered_name="x", kind=v.SECONDARY, park="park:b")
        actions.register(made, event(v.REGISTERED, on, "900", currency="VND"),
                         shares=[(company, Decimal(100))])  # fmt: skip
    document = contributed()["projects"].content
    told = {line["period"]: line["new_capital"]["VND"] for line in document["quarters"]}
    assert told == {"2024-Q1": None, "2024-Q2": "1800", "2024-Q3": None}
    assert document["years"][0]["new_capital"] == {"VND": "3400"}


def test_who_is_not_known_to_be_an_organisation_is_published_like_a_person():
    domestic("P-1", "park:a", investor("unknown", "VN", person=None))
    line = contributed()["projects"].content["by_place"][0]
    assert line["capital"] == {"VND": None}


def test_a_project_that_passed_from_a_company_to_a_person_is_the_persons(person_and_company):
    person, company = person_and_company
    one = domestic("P-1", "park:a", company)
    actions.record(one, event(v.TRANSFERRED, "2025-01-01"), shares=[(person, Decimal(100))])
    assert contribution.persons() == {"P-1"}


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
