"""The public page: what became of the promises, from a document alone."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from diaban.editions import publish
from diaban.editions.model import Part
from diaban.explorer.tests.sample import snapshot
from diaban.visits import pages, public_views

SIDE = {"due": 10, "kept_in_time": 5, "kept_late": 2, "broken": 1, "open": 2, "claimed": 1,
        "postponed": 0}  # fmt: skip
NONE = dict.fromkeys(SIDE, 0)


def quarter(period: str, *, closed: bool = True, **more) -> dict:
    return {
        "period": period, "start": "", "end": "", "closed": closed, "visits": 3, "stops": 6,
        "places": 2, "projects": 1, "findings": 4, "became": 1, "by_field": {"land": 3, "other": 1},
        "by_place": {"park:a": {"visits": 2, "stops": 4, "findings": 3}},
        "commitments": {"authority": SIDE, "enterprise": NONE}, "promised": 7,
    } | more  # fmt: skip


DOCUMENT = {
    "as_of": "2025-05-02",
    "quarters": [quarter("2024-Q4"), quarter("2025-Q1", visits=5),
                 quarter("2025-Q2", closed=False)],
    "last": {"park:a": "2025-03-02", "park:b": "2024-11-05"},
}  # fmt: skip


def test_without_a_question_the_last_closed_quarter_is_shown():
    found = pages.of(DOCUMENT, "", str)
    assert (found["period"], found["visits"]) == ("2025-Q1", 5)
    assert pages.of(DOCUMENT, "2025-Q2", str)["closed"] is False
    assert pages.of(DOCUMENT, "2031-Q1", str)["period"] == "2025-Q1"


def test_what_became_of_promises_adds_up_to_what_was_due():
    both = pages.of(DOCUMENT, "", str)["both"]
    assert both["due"] == sum(both[name] for name in pages.PARTS[1:])
    assert both["share"] == 50


def test_where_nothing_was_due_there_is_no_share():
    found = pages.commitments(quarter("2025-Q1"), "enterprise")
    assert (found["due"], found["share"]) == (0, None)


def test_a_place_that_was_not_visited_in_the_quarter_still_says_when_it_was():
    lines = pages.of(DOCUMENT, "", str)["at"]
    assert [(one["key"], one["visits"], one["last"]) for one in lines] == [
        ("park:a", 2, "2025-03-02"), ("park:b", 0, "2024-11-05"),
    ]  # fmt: skip


@pytest.fixture
def published(settings, tmp_path) -> Any:
    """Publish an edition with this document, as real or as invented; a browser to read it."""

    def publish_with(*, invented: bool, document: Any = DOCUMENT) -> Client:
        settings.DIABAN_EDITIONS = tmp_path / "editions"
        said = {"visits": document} if document else {}
        made = dataclasses.replace(
            snapshot(),
            documents={} if invented else said,
            demonstration=Part([], said if invented else {}),
        )
        publish.write(settings.DIABAN_EDITIONS, made, now=datetime(2026, 11, 26, 2, tzinfo=UTC))
        return Client()

    return publish_with


def test_the_page_shows_an_editions_document_and_marks_what_is_invented(published):
    client = published(invented=True)
    text = client.get("/vi/visits/").content.decode()
    assert "5 ÷ 10" in text and "minh họa" in text
    assert client.get("/vi/visits/series.csv").status_code == 404


def test_real_figures_can_be_taken_along(published):
    answer = published(invented=False).get("/en/visits/series.csv")
    assert answer["Content-Type"] == "text/csv"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(public_views.HEADER)
    assert lines[2] == "2025-Q1,5,6,4,10,5,2,1,2"


def test_before_the_first_visit_the_page_says_how_it_fills(published):
    page = published(invented=False, document=None).get("/en/visits/")
    assert "No visit is published yet" in page.content.decode()
