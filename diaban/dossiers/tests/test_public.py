"""What the public reads of dossiers: sums from the edition, nobody's dossier, no invented data."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from diaban.dossiers import demonstration, providers, publishing
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Dossier
from diaban.editions import publish, snapshot
from diaban.facts import packs
from diaban.facts.tests.build_pack import SMALL_PACK
from diaban.procedures.actions import load_defaults, new_calendar, record_calendar
from diaban.procedures.tests.conftest import PACK
from diaban.projects.models import Project

pytestmark = pytest.mark.django_db


def put_out() -> None:
    """Publish what the registry holds now."""
    now = timezone.now()
    publish.write(settings.DIABAN_EDITIONS, snapshot.build(now), now=now)


@pytest.fixture
def edition(db):
    """An edition with the invented register."""
    packs.load(SMALL_PACK)
    load_defaults(PACK)
    demonstration.load()
    put_out()


def test_the_page_shows_the_published_quarter_and_says_that_it_is_a_demonstration(edition):
    page = Client().get("/vi/dossiers/?period=2025-Q1")
    assert page.status_code == 200
    assert page.context["shown"]["received"] == 116 and page.context["open"] == 32
    assert [one["numerator"] for one in page.context["rates"]] == [84, 84]
    assert "Dữ liệu minh họa" in page.text
    assert page.text.count("<rect") > 20 and "series.csv" not in page.text


def test_a_quarter_that_is_not_there_is_said_and_not_passed_over(edition):
    page = Client().get("/en/dossiers/?period=2026-Q9").text
    assert "There is no figure for “2026-Q9” in this edition. Shown is Q" in page
    assert "There is no figure" not in Client().get("/en/dossiers/?period=2025-Q1").text
    assert "There is no figure" not in Client().get("/en/dossiers/").text


def test_invented_figures_are_not_open_data(edition):
    assert Client().get("/vi/dossiers/series.csv").status_code == 404


def test_no_dossier_and_no_enterprise_is_in_the_document(edition):
    text = str(next(iter(publishing.build(timezone.now()))).content)
    assert "DEMO-" not in text and "Doanh nghiệp" not in text


def test_real_dossiers_push_the_invented_ones_out(edition, desk, received):
    document = next(iter(publishing.build(timezone.now())))
    assert not document.demonstration
    newest = document.content["periods"][0]
    assert newest["received"] == 1 and sum(newest["buckets"].values()) == 1
    put_out()
    answer = Client().get("/en/dossiers/series.csv")
    assert answer.status_code == 200 and answer.text.startswith("\ufeffperiod,procedure,received")
    assert f"{newest['period']},irc,1,0" in answer.text


def test_an_edition_without_dossiers_says_so(db):
    packs.load(SMALL_PACK)
    put_out()
    assert "empty" in Client().get("/vi/dossiers/").text


def test_a_project_s_page_tells_of_its_dossiers(desk, received):
    Dossier.objects.filter(pk=received.pk).update(project="p-1")
    desk.do(received, Kind.SUPPLEMENT_REQUESTED)
    told = list(providers.of_project(Project(code="p-1")))
    assert [one.text for one in told] and {one.room for one in told} == {"dossier"}
    assert any(one.href.endswith(f"/dossiers/{received.pk}/") for one in told)
    assert not list(providers.of_project(Project(code="p-2")))


def test_a_storm_day_moves_open_dates_and_keeps_the_promise(
    desk, received, django_capture_on_commit_callbacks
):
    promised, due = received.first_due_on, timezone.localdate(received.due_at)
    change = {"day": due.isoformat(), "kind": "closed", "name_vi": "Bão"}
    with django_capture_on_commit_callbacks(execute=True):
        record_calendar(new_calendar(basis="Thông báo 1", changes=[change], by=desk.leader))
    received.refresh_from_db()
    assert timezone.localdate(received.due_at) > due
    assert received.first_due_on == promised
