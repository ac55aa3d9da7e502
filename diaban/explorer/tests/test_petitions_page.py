"""The public page of petitions: its map is of causes, and its tables say the same."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from diaban.editions import publish
from diaban.explorer.tests.sample import ROWS, snapshot

RATIO = {"numerator": 1, "denominator": 2}
OUTCOME = {"received": 5, "carried": 1, "answered": 3, "in_term": 2, "late": 1, "overdue": 1}
QUARTER = {
    "period": "2025-Q1", "closed": True, "received": 5, "carried": 1,
    "buckets": {"answered_in_term": 2, "answered_late": 1, "open_overdue": 3},
    "by_field": {"land": 5}, "by_petitioner_kind": {"enterprise": 5},
    "petitioners": {"enterprise": 2}, "reopened": 0, "recurring": 0, "transferred": 0,
    "transferred_late": 0, "confirmed": 1, "silent": 0, "in_term": RATIO,
    "in_term_of_answered": RATIO, "satisfied": RATIO, "still_solved": RATIO,
    "by_body": [{"body": "so-ct", "name": {"vi": "Sở Công Thương", "en": "Industry and Trade"},
                 **OUTCOME}],
    "by_park": [{"place": "park:dong-mai", **OUTCOME}],
}  # fmt: skip
DOCUMENT = {
    "quarters": [QUARTER],
    "open": [{"place": "park:dong-mai", "field": "land", "count": 5},
             {"place": "park:cang-bien-hai-ha", "field": "land", "count": 2},
             {"place": "", "field": "land", "count": 1}],
    "causes": [{"title": {"vi": "Trạm quá tải", "en": "Substation overloaded"}, "field": "land",
                "open": 3, "total": 4, "places": {"park:dong-mai": 3}, "remedy": None}],
    "answers": [],
}  # fmt: skip


@pytest.fixture
def page(settings: Any, client: Client) -> str:
    rows = copy.deepcopy(ROWS)
    for row in rows["parks"]:
        row.pop("at", None)  # as in the pack: parks have no point, their projects have
    said = dataclasses.replace(snapshot(rows), documents={"petitions": DOCUMENT})
    moment = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    publish.write(settings.DIABAN_EDITIONS, said, now=moment)
    answer = client.get("/en/petitions/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_map_shows_open_causes_within_what_is_open(page: str) -> None:
    assert page.count('class="petition-ring"') == 2  # what lies nowhere is in the table alone
    assert page.count('class="petition-circle"') == 1
    assert "3/5" in page and "0/2" in page
    assert "<title>Dong Mai Industrial Park – Substation overloaded: 3</title>" in page


def test_the_table_below_the_map_says_the_same(page: str) -> None:
    table = page.split('id="h-open"')[1].split("</section>")[0].split("<tbody>")[1]
    assert "Substation overloaded: 3 <br>" in table
    assert table.count("no cause published") == 3
    causes = page.split('id="h-causes"')[1].split("</section>")[0]
    assert "Where it is open" in causes and "Dong Mai Industrial Park: 3" in causes


def test_bodies_and_parks_of_the_quarter_have_a_table_each(page: str) -> None:
    for heading, name in (("h-bodies", "Industry and Trade"), ("h-parks", "Dong Mai Industrial")):
        table = page.split(f'<h2 id="{heading}"')[1].split("</section>")[0]
        cells = re.findall(r'<td class="number">(\d+)</td>', table)
        assert name in table and cells == ["5", "1", "3", "2", "1", "1"]
