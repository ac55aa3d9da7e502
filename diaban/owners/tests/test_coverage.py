"""Coverage: the same table from the registry and from the edition, and the share on the map."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.accounts.tests.people import client_of
from diaban.desk import lines
from diaban.editions import store
from diaban.editions.tasks import publish_edition, request
from diaban.facts import registry, schema
from diaban.facts.models import FreshnessPolicy
from diaban.owners import coverage, public_views, worklist

FIELDS = [("area", "Area"), ("rent", "Rent"), ("power", "Power")]
TOLD = st.dictionaries(
    st.sampled_from([name for name, _label in FIELDS] + ["another"]),
    st.tuples(st.booleans(), st.none() | st.just(date(2026, 1, 1))),
)


@settings(deadline=None)
@given(st.lists(TOLD, max_size=8), st.sampled_from(coverage.SORTS))
def test_every_cell_is_counted_once_by_row_and_by_column(told, sort):
    found = coverage.table(
        FIELDS, [(f"park:{n}", f"P{n}", one) for n, one in enumerate(told)], sort
    )
    by_hand = sum(name in one for one in told for name, _label in FIELDS)
    assert found.known == by_hand == sum(row.known for row in found.rows)
    assert all(one.known + one.unknown == len(told) for one in found.columns)
    for row in found.rows:
        one = told[int(row.key.partition(":")[2])]
        for cell in row.cells:
            assert (cell.state == "unknown") == (cell.field not in one)
            assert cell.disputed == one.get(cell.field, (False, None))[0]


def test_the_least_known_come_first_and_equals_by_name():
    said = {"area": (False, None)}
    found = coverage.table(FIELDS, [("c", "C", said), ("b", "B", said), ("a", "D", {})], "share")
    assert [row.name for row in found.rows] == ["D", "B", "C"]
    found = coverage.table(FIELDS, [("c", "C", said), ("a", "D", {})], "name")
    assert [row.name for row in found.rows] == ["C", "D"]


def test_a_disputed_value_that_is_overdue_too_says_both():
    cell = coverage.Cell("area", "Area", True, True, date(2026, 1, 1))
    assert (cell.state, cell.since) == ("disputed", date(2026, 1, 1))


@pytest.fixture
def edition(registry, settings):
    """An edition of the small pack, in which tenants are promised beside the area."""
    FreshnessPolicy.objects.create(
        kind="infrastructure_project", field="tenants", owner="Phòng Đầu tư", rhythm_days=90
    )
    request()
    publish_edition.enqueue()
    return store.current(settings.DIABAN_EDITIONS)


@pytest.mark.django_db
class TestPublished:
    def test_the_edition_and_the_registry_tell_the_same_coverage(self, edition):
        kind = schema.kind("infrastructure_project")
        published = public_views.table_of(edition, edition.layers[kind.layer], "share")
        assert published.known > 0
        assert {row.key: row.known for row in published.rows} == {
            row.key: row.known for row in worklist.coverage_of(kind, "share").rows
        }
        stale = [line for line in lines.stale(lines.every_line()) if line.spec.name == "area"]
        assert next(one for one in published.columns if one.field == "area").stale == len(stale) > 0

    def test_the_map_carries_the_same_share_and_none_where_nothing_is_promised(self, edition):
        layer = edition.layers["infrastructure_projects"]
        shares = dict(zip(layer.column("key").to_pylist(), layer.column("completeness").to_pylist(),
                          strict=True))  # fmt: skip
        table = public_views.table_of(edition, layer, "name")
        assert {row.key: round(row.share, 4) for row in table.rows} == shares
        others = [one for one in edition.layers.values() if one.kind not in registry.promised()]
        assert others
        assert all(one.column("completeness").null_count == len(one) for one in others)
        feature = json.loads(layer.feature(0).rstrip(b","))
        assert feature["properties"]["completeness"] == shares[feature["id"]]

    def test_the_page_says_in_words_what_is_overdue_since_when(self, edition, client):
        page = client.get("/vi/coverage/", {"layer": "infrastructure_projects"}).content.decode()
        assert "quá hạn từ " in page
        assert "chưa biết" in page
        assert "mâu thuẫn" in page

    def test_the_table_can_be_taken_along(self, edition, client):
        answer = client.get("/en/coverage/", {"layer": "infrastructure_projects", "format": "csv"})
        body = b"".join(answer.streaming_content).decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(body))
        assert head[:4] == ["Code", "Name", "Known", "Of"]
        layer = edition.layers["infrastructure_projects"]
        assert len(rows) == len(public_views.table_of(edition, layer, "share").rows)
        assert any("overdue" in cell or "disagree" in cell for row in rows for cell in row)

    def test_an_unknown_layer_is_answered_with_another(self, edition, client):
        answer = client.get("/vi/coverage/", {"layer": "nope", "sort": "nope"})
        assert (answer.status_code, answer.context["sort"]) == (200, "share")

    def test_the_desk_offers_to_give_a_missing_value_to_whoever_may(self, edition):
        address = "/vi/desk/owners/coverage/"
        missing = "/tenants/"
        asked = {"kind": "infrastructure_project"}
        assert missing in client_of("editor").get(address, asked).content.decode()
        page = client_of("officer").get(address, asked).content.decode()
        assert missing not in page
        assert "chưa biết" in page

    def test_where_nothing_is_promised_the_pages_say_so(self, edition, client):
        FreshnessPolicy.objects.all().delete()
        request()
        publish_edition.enqueue()
        assert "empty" in client.get("/vi/coverage/").content.decode()
        assert (
            "freshness.csv" in client_of("editor").get("/vi/desk/owners/coverage/").content.decode()
        )
