"""The desk's land pages: who may, what is shown, what is refused with what was typed kept."""

from __future__ import annotations

import json
from datetime import date

import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.land import actions, desk_urls, lease_actions, plot_actions
from diaban.land.forms import OPERATIONS
from diaban.land.lease_actions import Terms
from diaban.land.ledger import FREE, LEASED
from diaban.land.models import Entry, Lease, Ledger, Plot
from diaban.land.overview import totals
from diaban.land.tests import places
from diaban.land.tests.places import LEASING, ZONE, rectangle

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
ARGUMENTS = {
    "zone": [ZONE],
    "bulk": [ZONE],
    "operate": [ZONE, "post"],
    "plot": [ZONE, "A"],
}
POST = {
    "source": "industrial_service.not_cleared",
    "target": "industrial_service.cleared",
    "area": "0.01",
    "on": "2020-01-01",
}


def address(name: str, *arguments: str) -> str:
    return reverse(f"land-desk:{name}", args=arguments)


@pytest.fixture
def officer() -> Client:
    return client_of("officer")


def posted(client: Client, operation: str, **data: str):
    return client.post(address("operate", ZONE, operation), data)


@pytest.mark.parametrize("pattern", desk_urls.urlpatterns, ids=lambda one: one.name)
@pytest.mark.parametrize("role", EVERYBODY)
def test_a_page_is_for_those_who_may(pattern, role):
    places.zone()
    plot_actions.draw(ZONE, plot_actions.Drawing("A", 10), FREE, LEASING, by=None)
    permission = pattern.callback.permission
    assert permission in (Permission.SEE_LAND, Permission.POST_LAND)
    response = client_of(role).get(address(pattern.name, *ARGUMENTS.get(pattern.name, [])))
    if role == STRANGER:
        assert response.status_code == 302
        assert "login" in response["Location"]
    else:
        assert response.status_code == (200 if may(person(role), permission) else 403)


def test_leaders_see_the_ledger_and_do_not_post():
    places.zone()
    response = posted(client_of("leader"), "post", **POST)
    assert response.status_code == 403
    assert (
        address("operate", ZONE, "post")
        not in client_of("leader").get(address("zone", ZONE)).content.decode()
    )


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_form_opens_and_an_empty_one_is_refused_in_words(officer, operation):
    places.zone()
    page = officer.get(address("operate", ZONE, operation))
    assert page.status_code == 200
    before = Entry.objects.count()
    assert posted(officer, operation).status_code == 422
    assert Entry.objects.count() == before


def test_an_entry_is_posted_with_its_document_and_who(officer):
    places.zone()
    response = posted(officer, "post", **POST, paper_number="12/QĐ-UBND")
    assert response.status_code == 302
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.document.number) == ("clear", "12/QĐ-UBND")
    assert entry.recorded_by.role == "officer"
    assert totals(ZONE, TODAY).cleared == 900


def test_what_is_refused_says_the_balance_and_keeps_what_was_typed(officer):
    places.zone()
    response = posted(officer, "post", **POST | {"area": "0.0201"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "0,02" in page
    assert 'value="0.0201"' in page
    assert totals(ZONE, TODAY).cleared == 800


def test_checking_says_what_would_be_and_posts_nothing(officer):
    places.zone()
    before = Entry.objects.count()
    response = officer.post(
        address("operate", ZONE, "post"),
        POST | {"check": "1"},
        headers={"X-Requested-With": "fetch"},
    )
    assert "0,09" in response.content.decode()
    assert "<html" not in response.content.decode()
    whole = posted(officer, "post", **POST, check="1")
    assert "<html" in whole.content.decode()
    assert Entry.objects.count() == before


def test_land_is_not_leased_around_its_contract(officer):
    places.zone()
    around = POST | {"source": FREE, "target": LEASED}
    response = posted(officer, "post", **around)
    assert response.status_code == 422
    assert totals(ZONE, TODAY).leased == 0


def test_a_lease_is_signed_renewed_and_ended(officer):
    places.zone()
    terms = {
        "number": "1/HĐ", "lessee": "Công ty Mẫu", "lands": "0.03", "kind": "sub_lease",
        "payment": "once", "start": "2012-01-01", "end": "2058-06-01", "build_by": "2014-01-01",
    }  # fmt: skip
    assert posted(officer, "sign", **terms).status_code == 302
    assert totals(ZONE, TODAY).leased == 300
    page = officer.get(address("zone", ZONE)).content.decode()
    assert "Công ty Mẫu" in page
    renewed = posted(officer, "renew", number="1/HĐ", on="2020-01-01", end="2068-06-01")
    assert renewed.status_code == 302
    ended = posted(officer, "terminate", number="1/HĐ", on="2021-01-01", note="trả đất")
    assert ended.status_code == 302
    assert totals(ZONE, TODAY).leased == 0


def test_the_zone_page_reads_the_ledger_once_and_offers_what_ends_a_contract_that_has_run_out(
    officer,
):
    places.zone()
    terms = Terms("old/HĐ", "Mẫu", (("", 100),), LEASING, date(2020, 1, 1))
    lease_actions.sign(ZONE, terms, by=None)
    with CaptureQueriesContext(connection) as asked:
        page = officer.get(address("zone", ZONE)).content.decode()
    legs = [one for one in asked if 'FROM "land_leg"' in one["sql"]]
    whole = [one for one in legs if "SUM(" not in one["sql"] and '"entry_id" IN' not in one["sql"]]
    assert len(whole) == 1
    for operation in ("terminate", "renew"):
        assert f"{address('operate', ZONE, operation)}?number=old" in page


def test_opened_leased_land_is_put_under_its_contract_on_the_desk(officer):
    places.project(ZONE)
    actions.open_ledger(ZONE, places.FOUNDED, by=None)
    opened = {"source": "outside", "target": LEASED, "area": "0.04", "on": "2012-01-01"}
    assert posted(officer, "post", **opened).status_code == 422
    assert posted(officer, "post", **opened, paper_number="1/BC").status_code == 302
    terms = {
        "number": "1/HĐ", "lessee": "Công ty Mẫu", "lands": "0.04", "kind": "sub_lease",
        "payment": "once", "start": "2010-01-01", "end": "2058-06-01", "on": "2012-01-01",
    }  # fmt: skip
    assert posted(officer, "carry", **terms).status_code == 302
    ended = posted(officer, "terminate", number="1/HĐ", on="2021-01-01", note="trả đất")
    assert ended.status_code == 302
    assert (totals(ZONE, TODAY).leased, totals(ZONE, TODAY).free) == (0, 400)


def test_a_plot_is_drawn_from_geojson_and_split(officer):
    places.zone()
    outline = shapely.to_geojson(rectangle(0, 0, 20, 10))
    drawn = posted(officer, "draw", code="A", account=FREE, outline=outline, on="2012-01-01")
    assert drawn.status_code == 302
    cut = posted(officer, "split", plot="A", parts="A1 0.0100\nA2 0,0100", on="2013-01-01")
    assert cut.status_code == 302
    assert set(Plot.objects.values_list("code", flat=True)) == {"A", "A1", "A2"}
    bad = posted(officer, "draw", code="B", account=FREE, outline='{"type": 1}', on="2012-01-01")
    assert bad.status_code == 422


def test_a_plots_page_tells_every_stage_it_went_through(officer):
    places.zone()
    plot_actions.draw(ZONE, plot_actions.Drawing("A", 100), FREE, LEASING, by=None)
    terms = Terms("1/HĐ", "Mẫu", (("A", 100),), date(2013, 1, 1), date(2058, 1, 1))
    lease_actions.sign(ZONE, terms, by=None)
    parts = [plot_actions.Drawing("A1", 40), plot_actions.Drawing("A2", 60)]
    plot_actions.split(ZONE, "A", parts, date(2014, 1, 1), by=None)
    context = officer.get(address("plot", ZONE, "A")).context
    kinds = [row["entry"].kind for row in context["history"]]
    assert kinds == ["split", "lease", "identify"]
    assert [row["after"] for row in context["history"]] == [
        [], [((LEASED, "1/HĐ"), 100)], [((FREE, ""), 100)],
    ]  # fmt: skip
    assert [one.code for one in context["children"]] == ["A1", "A2"]
    assert officer.get(address("plot", ZONE, "A1")).context["held"] == [((LEASED, "1/HĐ"), 40)]
    assert officer.get(address("plot", ZONE, "nothing")).status_code == 404


def test_an_outline_in_metres_is_refused(officer):
    places.zone()
    metres = json.dumps({"type": "Polygon", "coordinates": [[[404000, 2325000], [404100, 2325000], [404100, 2325100], [404000, 2325000]]]})  # fmt: skip  # noqa: E501
    response = posted(officer, "draw", code="A", account=FREE, outline=metres, on="2012-01-01")
    assert response.status_code == 422
    assert not Plot.objects.exists()


def test_a_ledger_is_opened_once(officer):
    places.project(ZONE)
    data = {"zone": ZONE, "exists_from": "2008-06-01"}
    assert officer.post(address("open"), data).status_code == 302
    assert Ledger.objects.get(pk=ZONE).exists_from == date(2008, 6, 1)
    assert officer.post(address("open"), data).status_code == 422


def test_the_zone_page_lists_what_is_free_idle_and_expiring(officer):
    places.zone()
    plot_actions.draw(ZONE, plot_actions.Drawing("FREE-1", 100), FREE, LEASING, by=None)
    for number, end, build_by in (
        ("idle/HĐ", date(2058, 1, 1), date(2014, 1, 1)),
        ("soon/HĐ", date(2027, 3, 1), None),
    ):
        terms = Terms(number, "Mẫu", (("", 100),), LEASING, end, build_by=build_by)
        lease_actions.sign(ZONE, terms, by=None)
    context = officer.get(address("zone", ZONE) + "?on=2026-11-26").context
    assert [row["contract"].number for row in context["contracts"]["idle"]] == ["idle/HĐ"]
    assert [row["contract"].number for row in context["contracts"]["expiring"]] == ["soon/HĐ"]
    assert [plot["code"] for plot in context["free"]] == ["FREE-1"]
    past = officer.get(address("zone", ZONE) + "?on=2010-06-01").context
    assert (past["totals"].ready, past["totals"].handed_over) == (0, 700)
    assert Lease.objects.count() == 2
