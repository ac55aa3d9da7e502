from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from diaban.facts import packs
from diaban.facts.describe import UnknownSubject, describe
from diaban.facts.tests.build_pack import table, write_pack

pytestmark = pytest.mark.django_db
TEXHONG = "infrastructure_project:texhong"


@pytest.fixture(autouse=True)
def small_pack(tmp_path):
    return packs.load(write_pack(tmp_path), now=datetime(2026, 1, 10, 3, tzinfo=UTC))


def facts_of(answer):
    return {fact["field"]: fact for fact in answer["facts"]}


def test_it_tells_value_source_rule_and_rivals_in_words():
    with translation.override("en"):
        answer = describe(TEXHONG)
    assert answer["name"] == {"vi": "Texhong – Hải Hà", "en": "Texhong Hai Ha"}
    area = facts_of(answer)["area"]
    assert (area["label"], area["text"], area["trust"]) == ("Area", "650 ha", "S-H")
    assert (area["source_title"], area["rule"], area["conflict"]) == ("Decision 1", "kind", True)
    assert "higher kind" in area["rule_text"]
    assert [(rival["text"], rival["lost_by"]) for rival in area["competing"]] == [
        ("660 ha", "kind"), ("660 ha", "kind"),
    ]  # fmt: skip
    assert answer["sources"]["bao-1"]["publisher"] == "Báo"


def test_it_speaks_the_readers_language():
    with translation.override("vi"):
        told = facts_of(describe(TEXHONG))
    assert (told["area"]["label"], told["status"]["text"]) == ("Diện tích", "Đang hoạt động")
    assert told["localities"]["text"] == "Xã Quảng Hà"
    with translation.override("vi"):
        assert (
            facts_of(describe("infrastructure_project:bac-tien-phong"))["area"]["text"]
            == "1.192,9 ha"
        )


def test_it_is_plain_json():
    json.dumps(describe(TEXHONG))


def test_it_can_be_asked_for_another_day():
    now, then = describe(TEXHONG), describe(TEXHONG, on=date(2019, 6, 1))
    assert facts_of(now)["developer"]["value"]["vi"] == "Công ty Hải Hà"
    assert [old["value"]["vi"] for old in facts_of(now)["developer"]["history"]] == [
        "Texhong Việt Nam"
    ]
    rivals = facts_of(then)["developer"]["competing"]
    held = {facts_of(then)["developer"]["value"]["vi"], *(one["value"]["vi"] for one in rivals)}
    assert held == {"Công ty Hải Hà", "Texhong Việt Nam"}


def test_a_subject_that_has_ended_is_told_as_it_was():
    answer = describe("locality:205", on=date(2026, 1, 1))
    assert answer["exists"] is False
    assert facts_of(answer)["area"]["value"] == 511.6
    assert facts_of(answer)["area"]["freshness"] == "fresh"
    assert describe("locality:205", on=date(2025, 6, 30))["exists"] is True
    assert describe("locality:06922", on=date(2025, 6, 30))["exists"] is False


def test_it_can_be_asked_what_was_known(tmp_path):
    changed = table("parks.csv").replace("4988", "5000")
    packs.load(write_pack(tmp_path, {"parks.csv": changed}), now=datetime(2026, 2, 1, tzinfo=UTC))

    def known_at(day):
        return facts_of(describe("park:hai-ha", known_at=day))["planned_area"]["value"]

    assert known_at(None) == known_at(date(2026, 2, 1)) == 5000
    assert known_at(date(2026, 1, 31)) == known_at(date(2026, 1, 10)) == 4988


@pytest.mark.parametrize("known_at", [date(2026, 1, 9), datetime(2026, 1, 10, 2, tzinfo=UTC)])
def test_before_anything_was_recorded_nothing_was_known(known_at):
    with pytest.raises(UnknownSubject):
        describe(TEXHONG, known_at=known_at)


@pytest.mark.parametrize("key", ["park:nowhere", "nothing", "zone:x"])
def test_an_unknown_subject_is_said_to_be_unknown(key):
    with pytest.raises(UnknownSubject):
        describe(key)
