"""A link to a unit that was abolished on 1 July 2025 leads to a page that says what it became."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from diaban.editions import publish, snapshot
from diaban.facts import packs

pytestmark = pytest.mark.django_db
PACK = Path(__file__).resolve().parent.parent / "packs" / "quang-ninh"


def table(name: str) -> list[dict[str, str]]:
    lines = (PACK / f"{name}.csv").read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture
def site(tmp_path, settings) -> Client:
    settings.DIABAN_EDITIONS = tmp_path / "editions"
    packs.load(PACK)
    now = datetime(2026, 11, 26, tzinfo=UTC)
    publish.write(settings.DIABAN_EDITIONS, snapshot.build(now), now=now)
    return Client()


def test_every_former_commune_says_by_its_name_what_each_part_became(site):
    heirs: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for row in table("crosswalk"):
        heirs.setdefault(row["old_code"], []).append(row["new_code"])
        names[row["old_code"]] = row["old_name"]
    assert sum(map(len, heirs.values())) == 184
    today = {row["code"] for row in table("localities") if not row["valid_to"]}
    for code, new in heirs.items():
        answer = site.get(f"/vi/localities/{code}/")
        assert answer.status_code == 200, code
        page = answer.content.decode()
        assert names[code].split(" ", 1)[1] in page, (code, names[code])
        if code in today:
            page = page.split('id="code-before"', 1)[1].split("</section>", 1)[0]
            assert names[code] in page, (code, names[code])
        else:
            assert "không còn tồn tại" in page, code
        for heir in new:
            assert heir == code or f"/vi/localities/{heir}/" in page, (code, heir)


def test_every_former_district_leads_to_all_units_on_its_ground(site):
    ground: dict[str, set[str]] = {}
    for row in table("crosswalk"):
        ground.setdefault(row["old_district"], set()).add(row["new_code"])
    former = [row for row in table("localities") if row["level"] == "district"]
    assert {row["code"] for row in former} == set(ground)
    for row in former:
        page = site.get(f"/vi/localities/{row['code']}/").content.decode()
        assert row["name_vi"] in page
        became = page.split('id="became"', 1)[1]
        for heir in ground[row["code"]]:
            assert f"/vi/localities/{heir}/" in became, (row["code"], heir)
