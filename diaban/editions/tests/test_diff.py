from __future__ import annotations

import datetime as dt

import pytest
import shapely

from diaban.editions import commands, diff, publish, store
from diaban.editions.change_words import in_words
from diaban.editions.tests.build import NOW, fact, layer, row, snapshot

pytestmark = pytest.mark.usefixtures("english")

HERE = shapely.Point(107.1, 20.9)
THERE = shapely.Point(107.1, 20.902)


def change(tmp_path, before, after, facts_before=None, facts_after=None):
    publish.write(tmp_path, snapshot(layer(before, facts_before)), now=NOW)
    publish.write(tmp_path, snapshot(layer(after, facts_after)), now=NOW)
    return store.current(tmp_path).changes()


def test_what_came_and_went_is_named(tmp_path):
    records = change(tmp_path, [row("a"), row("b")], [row("b"), row("c")])
    assert [(r["change"], r["key"]) for r in records] == [
        ("added", "park:c"),
        ("removed", "park:a"),
    ]
    assert in_words(records[0]) == "Added: c industrial park"
    assert store.current(tmp_path).manifest["changes"] == {"added": 1, "changed": 0, "removed": 1}


def test_a_changed_value_says_old_and_new_with_its_unit(tmp_path):
    (record,) = change(tmp_path, [row("a", area=158.48)], [row("a", area=1167.86)])
    (entry,) = record["fields"]
    assert (entry["field"], entry["old"], entry["new"], entry["unit"]) == (
        "area",
        158.48,
        1167.86,
        "ha",
    )
    assert in_words(record) == "Changed: a industrial park: area 158.48 ha → 1,167.86 ha"


def test_unknown_is_a_word_and_never_nought(tmp_path):
    (record,) = change(tmp_path, [row("a", area=None)], [row("a", area=5.0)])
    assert record["fields"][0]["old"] is None
    assert "unknown → 5 ha" in in_words(record)


def test_words_and_choices_are_said_in_the_readers_language(tmp_path):
    (record,) = change(
        tmp_path,
        [row("a", status="planned")],
        [row("a", status="operating", developer_vi="Amata", developer_en="Amata VN")],
    )
    assert [entry["field"] for entry in record["fields"]] == ["status", "developer"]
    assert record["fields"][0]["new_label"] == {"vi": "Hoạt động", "en": "Operating"}
    assert "status Planned → Operating" in in_words(record, "en")
    assert "“Company” → “Amata VN”" in in_words(record, "en")
    vietnamese = in_words(record, "vi")
    assert "tình trạng Quy hoạch → Hoạt động" in vietnamese
    assert "“Công ty” → “Amata”" in vietnamese


def test_a_moved_point_says_by_how_many_metres(tmp_path):
    (record,) = change(tmp_path, [row("a", HERE)], [row("a", THERE)])
    assert record["moved_m"] == pytest.approx(221.4, abs=0.2)
    assert "location moved by 221 m" in in_words(record)


def test_a_moved_outline_says_by_how_far_at_most(tmp_path):
    before = shapely.box(107.0, 20.9, 107.01, 20.91)
    after = shapely.box(107.0, 20.9, 107.011, 20.91)
    (record,) = change(tmp_path, [row("a", before)], [row("a", after)])
    assert record["moved_m"] == pytest.approx(104, abs=1)


def test_a_location_found_or_withdrawn_is_told_apart_from_a_move(tmp_path):
    (found,) = change(tmp_path, [row("a")], [row("a", HERE)])
    assert "moved_m" not in found
    assert "location found" in in_words(found)
    publish.write(tmp_path, snapshot(layer([row("a")])), now=NOW)
    (withdrawn,) = store.current(tmp_path).changes()
    assert "location withdrawn" in in_words(withdrawn)


def test_a_better_accuracy_is_a_change_of_the_location(tmp_path):
    (record,) = change(
        tmp_path, [row("a", HERE, accuracy_m=3000.0)], [row("a", HERE, accuracy_m=20.0)]
    )
    assert record["fields"][0]["field"] == "location"
    assert record["fields"][0]["new"]["accuracy_m"] == 20.0


def test_a_new_competing_value_is_evidence_and_a_check_is_a_check(tmp_path):
    (record,) = change(
        tmp_path,
        [row("a")],
        [row("a")],
        {"park:a": [fact("area", 100.0), fact("status", "operating")]},
        {
            "park:a": [
                fact("area", 100.0, competing=[{"value": 90.0}]),
                fact(
                    "status", "operating", freshness={"state": "fresh", "checked_on": "2026-12-01"}
                ),
            ]
        },
    )
    assert record["fields"] == []
    assert record["evidence"] == ["area"]
    assert record["checked"] == ["status"]
    words = in_words(record)
    assert "sources of 1 value revised" in words
    assert "1 value checked, unchanged" in words


def test_becoming_stale_is_said_and_the_clock_alone_is_not(tmp_path):
    (record,) = change(
        tmp_path,
        [row("a", freshness="fresh"), row("b", stale_since=dt.date(2026, 1, 1))],
        [row("a", freshness="stale"), row("b", stale_since=dt.date(2026, 2, 1))],
    )
    assert record["key"] == "park:a"
    assert "freshness fresh → stale" in in_words(record, "en")


def test_any_two_editions_can_be_compared_in_either_direction(tmp_path):
    first = publish.write(tmp_path, snapshot(layer([row("a", area=1.0)])), now=NOW)
    publish.write(tmp_path, snapshot(layer([row("a", area=2.0)])), now=NOW)
    last = publish.write(tmp_path, snapshot(layer([row("a", area=3.0), row("b")])), now=NOW)
    forward = commands.differences(tmp_path, first, last)
    assert forward["counts"] == {"added": 1, "changed": 1, "removed": 0}
    assert "1 ha → 3 ha" in forward["changes"][1]["words"]
    assert commands.differences(tmp_path, last, first)["counts"]["removed"] == 1
    assert commands.differences(tmp_path, last, last)["changes"] == []


def test_a_layer_that_came_or_went_is_told_subject_by_subject(tmp_path):
    publish.write(tmp_path, snapshot(layer([row("a")])), now=NOW)
    publish.write(tmp_path, snapshot(layer([row("a")], name="zones", kind="zone")), now=NOW)
    records = store.current(tmp_path).changes()
    assert [(r["change"], r["layer"]) for r in records] == [
        ("added", "zones"),
        ("removed", "parks"),
    ]


def test_the_first_edition_has_nothing_to_be_compared_with(tmp_path):
    publish.write(tmp_path, snapshot(layer([row("a")])), now=NOW)
    assert diff.records(None, store.current(tmp_path)) == []
