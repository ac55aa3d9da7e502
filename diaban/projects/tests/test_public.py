"""What the public reads of projects: sums that agree with the register, and nobody's name."""

from __future__ import annotations

from datetime import timedelta
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


def test_the_capital_of_a_single_private_person_is_withheld():
    person, company = investor("nguyen", "VN", person=True), investor("cty", "VN")
    places = (("P-1", "park:a", person), ("P-2", "park:b", person), ("P-3", "park:b", company))
    for code, park, holder in places:
        actions.register(
            Project(code=code, registered_name=code, kind=v.SECONDARY, park=park, sector="10"),
            event(v.REGISTERED, "2024-01-05", "700", currency="VND"),
            shares=[(holder, Decimal(100))],
        )
    document = contributed()["projects"].content
    told = {line["park"]: line["capital"] for line in document["by_place"]}
    assert told == {"park:a": None, "park:b": {"VND": "1400"}}
    row = pages.of(document, str)["places"]
    assert {one.name: one.domestic.withheld for one in row} == {"park:a": True, "park:b": False}


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
