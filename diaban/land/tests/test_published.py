"""What the public reads of land comes from the edition, adds up, and is marked where invented."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from diaban.editions import publish, snapshot, store
from diaban.facts import packs
from diaban.land import actions, demonstration, lease_actions, pages, plot_actions, publishing
from diaban.land.lease_actions import Terms
from diaban.land.ledger import FREE, Totals, step
from diaban.land.tests import places
from diaban.land.tests.places import LEASING, ZONE, rectangle

pytestmark = pytest.mark.django_db
MARK = date(2025, 3, 31)


def edition(settings) -> store.Edition:
    now = timezone.now()
    root = settings.DIABAN_EDITIONS
    publish.write(root, snapshot.build(now), now=now)
    return store.current(root)


@pytest.fixture
def invented(settings) -> store.Edition:
    packs.load("packs/quang-ninh")
    demonstration.load()
    return edition(settings)


def test_the_invented_register_is_published_apart_and_never_as_open_data(invented):
    assert invented.is_demonstration("land")
    assert invented.is_demonstration("plots")
    assert "plots" not in invented.layers
    files = [path for path in invented.manifest["files"] if "land.json" in path or "plots" in path]
    assert files
    for path in files:
        address = f"/vi/editions/{invented.id}/files/{path}"
        assert Client().get(address).status_code == 404


def test_every_group_is_the_sum_of_its_zones_on_every_published_day(invented):
    document = invented.document("land")
    by_zone = {scope["key"]: scope for scope in document["scopes"]}
    whole = by_zone["all"]
    assert len(whole["zones"]) == 9
    for scope in document["scopes"]:
        for on in pages.days(scope)[::10]:
            parts = [pages.totals_on(by_zone[zone], on) for zone in scope["zones"]]
            assert pages.totals_on(scope, on) == sum(parts, Totals())


def test_the_page_of_all_land_shows_the_published_totals_and_both_readings_by_name(invented):
    page = Client().get("/en/land/?on=2025-03-31").content.decode()
    for said in ("2,717", "1,105.9", "1,972.7", "56.06%", "40.70%"):
        assert said in page
    assert "Leased of ready land" in page
    assert "Leased of cleared land" in page
    assert "1,972.4" in page
    assert "Demonstration" in page


def test_a_sum_that_leaves_projects_without_a_ledger_out_says_so(settings):
    around = {"economic_zone": "economic_zone:quang-yen"}
    places.zone()
    places.project("infrastructure_project:beside", park="park:dong-mai", **around)
    places.project("infrastructure_project:near", **around)
    found = edition(settings)
    scopes = found.document("land")["scopes"]
    counted = {scope["key"]: (len(scope["zones"]), scope["projects"]) for scope in scopes}
    assert counted == {
        "all": (1, 3), "economic_zone:quang-yen": (1, 3), "park:dong-mai": (1, 2), ZONE: (1, 1),
    }  # fmt: skip
    whole = Client().get("/en/land/").content.decode()
    assert "1 of 3 infrastructure projects here have a land ledger" in whole
    assert "partial: 1 of 2 projects" in whole
    assert "partial, not totals" in Client().get("/en/land/park:dong-mai/").content.decode()
    assert "partial" not in Client().get(f"/en/land/{ZONE}/").content.decode()


def test_an_edition_from_before_projects_were_counted_is_read_as_before():
    assert pages.part({"zones": ["a"]}) is None
    assert pages.part({"zones": ["a"], "projects": 1}) is None
    assert pages.part({"zones": ["a"], "projects": 2}) == pages.Part(1, 2)


def test_the_page_of_a_park_lists_its_plots_and_draws_them(invented):
    page = Client().get("/vi/land/park:dong-mai/").content.decode()
    assert "MH-dong-mai-001" in page
    assert "land-plan" in page
    assert Client().get("/vi/land/park:no-such/").status_code == 404


def test_without_a_ledger_the_page_says_how_one_comes(settings):
    places.project(ZONE)
    edition(settings)
    response = Client().get("/en/land/")
    assert response.status_code == 200
    assert "No land ledger is published yet" in response.content.decode()


def test_real_ledgers_are_open_data_and_hide_the_invented_ones(settings):
    places.project("infrastructure_project:other")
    actions.open_ledger("infrastructure_project:other", LEASING, by=None, demonstration=True)
    places.zone()
    found = edition(settings)
    assert not found.is_demonstration("land")
    assert {scope["key"] for scope in found.document("land")["scopes"]} == {
        "all", "economic_zone:quang-yen", "park:dong-mai", ZONE,
    }  # fmt: skip


def test_a_plot_in_the_layer_says_its_stage_its_free_land_and_no_lessee(settings):
    places.zone()
    drawing = plot_actions.Drawing("A", None, rectangle(0, 0, 20, 10))
    plot_actions.draw(ZONE, drawing, FREE, LEASING, by=None)
    plot_actions.draw(ZONE, plot_actions.Drawing("B", 100), FREE, LEASING, by=None)
    terms = Terms("1/HĐ", "Bí mật", (("B", 100),), LEASING, date(2058, 1, 1))
    lease_actions.sign(ZONE, terms, by=None)
    found = edition(settings)
    layer = found.layer("plots")
    rows = {layer.record(row)["code"]: layer.record(row) for row in range(len(layer))}
    assert (rows["A"]["stage"], rows["A"]["free_ha"]) == ("free", 0.02)
    assert (rows["B"]["stage"], rows["B"]["free_ha"], rows["B"]["area_ha"]) == ("leased", 0, 0.01)
    assert "Bí mật" not in str(rows) + str(found.document("land"))


def test_real_plots_are_in_the_explorers_table_and_have_pages(settings):
    places.zone()
    drawing = plot_actions.Drawing("A", None, rectangle(0, 0, 20, 10))
    plot_actions.draw(ZONE, drawing, FREE, LEASING, by=None)
    plot_actions.draw(ZONE, plot_actions.Drawing("B", 100), FREE, LEASING, by=None)
    found = edition(settings)
    table = Client().get("/vi/explore/?layers=plots&free_min=0.015&view=table").content.decode()
    assert "/vi/plots/A/" in table
    assert "/vi/plots/B/" not in table
    assert Client().get("/vi/plots/A/").status_code == 200
    drawn = Client().get("/vi/land/plots.geojson").json()["features"]
    assert [one["properties"]["label"] for one in drawn] == ["A"]
    assert not drawn[0]["properties"]["demonstration"]
    assert 'data-plots="' in Client().get("/vi/explore/").content.decode()
    assert found.layer("plots") is found.layers["plots"]


def test_the_map_says_that_invented_plots_are_invented(invented):
    page = Client().get("/vi/explore/").content.decode()
    assert 'data-plots-invented="1"' in page
    response = Client().get("/vi/land/plots.geojson")
    assert response["X-Robots-Tag"] == "noindex"
    drawn = response.json()["features"]
    assert len(drawn) > 300
    assert all(one["properties"]["demonstration"] for one in drawn)
    assert "/vi/land/park:dong-mai/" in Client().get("/vi/parks/dong-mai/").content.decode()


def test_a_day_between_is_answered_by_the_last_published_one_before_it():
    scope = {"series": {"on": ["2024-12-31", "2025-03-31", "2025-05-02"]}}
    assert pages.chosen_day(scope, "2025-04-15") == MARK
    assert pages.chosen_day(scope, "nonsense") == date(2025, 5, 2)
    assert pages.chosen_day(scope, "1990-01-01") == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("asked", "known"),
    [("", True), ("2024-12-31", True), ("2025-04-15", True), ("2025-05-02", True),
     ("2024-12-30", False), ("2025-05-03", False), ("2025-02-30", False), ("9999", False)],
)  # fmt: skip
def test_a_day_of_which_the_ledger_says_nothing_is_told_apart(asked: str, known: bool):
    scope = {"series": {"on": ["2024-12-31", "2025-03-31", "2025-05-02"]}}
    assert pages.has_day(scope, asked) is known


def test_the_same_records_say_the_same_at_any_hour_of_a_day():
    places.zone()
    actions.post(ZONE, step("lease", LEASING, 10), by=None)
    hours = [timezone.make_aware(datetime(2026, 11, 26, hour)) for hour in (1, 23)]
    morning, evening = (list(publishing.build(hour)) for hour in hours)
    assert morning == evening
