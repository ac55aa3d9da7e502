"""The way down from a figure leads to the records that it counts, in its period."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils.translation import override

from diaban.accounts.tests.people import client_of
from diaban.explorer.dashboard import records
from diaban.petitions import demonstration, invented
from diaban.petitions.tests.conftest import body, route
from diaban.visits.commitments import promises
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.demonstration import register as visits_demonstration
from diaban.visits.figures import figures
from diaban.visits.made import stops
from diaban.visits.models import Commitment
from diaban.visits.tests.test_demonstration import places as places  # a fixture

FIRST, LAST = date(2025, 1, 1), date(2025, 3, 31)


@pytest.fixture
def petitions(db) -> None:
    for code in ("dien-luc", "so-nnmt", "nuoc-sach", "so-xay-dung", "ban-qlda"):
        body(code)
    for category in invented.TROUBLES:
        route(category, "bql-kkt")
    demonstration.load()


def led_to(code: str, period: str = "2025-Q1", page: str = "") -> tuple[int, str]:
    """How many records the list says that it has, and the page."""
    with override("en"):
        way = records.of_staff(code, period, "")[0]
    body = client_of("leader").get(way.href + page).content.decode()
    found = re.search(r'<h1>[^<]*<span class="muted tabular">([\d,]+)</span>', body)
    assert found
    return int(found[1].replace(",", "")), body


@pytest.mark.django_db
def test_petitions_of_the_quarter_are_the_forty_that_the_figure_counts(petitions) -> None:
    count, body = led_to("petitions.received")
    assert count == 40
    assert 'name="first" value="2025-01-01"' in body and 'name="last" value="2025-03-31"' in body
    assert led_to("petitions.from_developers")[0] == 31
    assert led_to("petitions.from_enterprises")[0] == 9
    assert led_to("petitions.resolved")[0] == 40  # none was filed before
    assert led_to("petitions.received", "2024-Q4")[0] == 0
    later, body = led_to("petitions.received", "2025")
    assert later > 50
    assert re.search(r'href="\?[^"]*first=2025-01-01[^"]*page=2"', body)
    assert led_to("petitions.received", "2025", "&page=2")[0] == later


@pytest.mark.django_db
def test_visits_and_commitments_of_the_quarter_are_those_that_the_figures_count(places) -> None:
    visits_demonstration.load()
    told = figures(stops(demonstration=True), FIRST, LAST)
    assert led_to("visits.made")[0] == told.visits > 0
    assert led_to("green.wastewater_good_rate")[0] == told.visits
    standings = commitment_standing.standings(Commitment.objects.all())
    due = promises.figures((one.promise for one in standings), FIRST, LAST).due
    assert led_to("commitments.due")[0] == due > 0


@pytest.mark.django_db
def test_a_day_that_is_none_is_said_and_left_out(petitions) -> None:
    answer = client_of("leader").get("/en/desk/petitions/?state=all&first=2025-02-30")
    assert "“2025-02-30” is no day; it is left out." in answer.content.decode()


@override("en")
def test_the_public_way_to_visits_keeps_the_quarter_and_green_land_leads_to_land() -> None:
    def public(code: str) -> list[str]:
        return [way.href for way in records.public(code, "2025-Q1", "", scopes=set())]

    assert public("visits.made") == ["/en/visits/?period=2025-Q1"]
    assert public("commitments.kept_rate") == ["/en/visits/?period=2025-Q1"]
    for code in ("green.land", "green.land_share"):
        assert public(code) == ["/en/land/?on=2025-03-31"]
        assert records.of_staff(code, "2025-Q1", "")[0].href == "/en/desk/land/?on=2025-03-31"
    assert public("green.eco_parks") == []
