"""The ladder is the pack's: read, judged, shown, and the one by which lateness is told."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from diaban.accounts.tests.people import client_of
from diaban.facts import packs
from diaban.facts.tests.build_pack import write_pack
from diaban.petitions import actions, daily, routes
from diaban.petitions.escalation import DEFAULT, Rung, faults, is_news, ordered
from diaban.petitions.tables import LADDER, rung_of
from diaban.petitions.tests.test_actions import DAY, filed

PACK = Path(__file__).resolve().parents[3] / "packs" / "quang-ninh"
HEAD = "level,used,overdue,source,as_of,trust\n"
SOUND = "officer,0,,qd-1,,D\nhead,50,,qd-1,,D\nleadership,,2,qd-1,,D\n"
PROVENANCE = {"source": "qd-1", "trust": "D", "as_of": None, "note": "", "note_vi": ""}


def problems(folder, rows: str) -> list[tuple[object, ...]]:
    found = packs.check(write_pack(folder / "pack", {"petition_ladder.csv": HEAD + rows}))
    return [(one.file, one.row, one.field, one.code) for one in found]


def store(*rows: dict[str, object]) -> tuple[int, int]:
    return LADDER.store([PROVENANCE | row for row in rows], "pack", timezone.now())


# ---- the rule ----


def test_the_default_ladder_is_sound():
    assert not list(faults(DEFAULT)) and ordered(()) == DEFAULT
    assert ordered(reversed(DEFAULT)) == DEFAULT


@pytest.mark.parametrize(
    ("rungs", "found"),
    [
        ((Rung("head"),), [(0, "when")]),
        ((Rung("head", 0.5, 1),), [(0, "when")]),
        ((Rung("head", 0.5), Rung("head", 0.6)), [(1, "twice")]),
        ((Rung("head", 0.5), Rung("leadership", 0.5)), [(1, "order")]),
        ((Rung("leadership", 0.5), Rung("head", overdue=0)), [(0, "order")]),
        ((Rung("head", overdue=1), Rung("province", overdue=0)), [(1, "order")]),
    ],
)
def test_what_is_wrong_with_a_ladder_is_named_by_its_rung(rungs, found):
    assert list(faults(rungs)) == found


def test_only_a_higher_level_is_news():
    assert is_news("head", "") and is_news("province", "leadership")
    assert not is_news("head", "head") and not is_news("head", "leadership")
    assert not is_news("officer", "") and not is_news("", "head")


# ---- the pack ----


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (SOUND, []),
        (SOUND + "mayor,,9,qd-1,,D\n", [(5, "level", "unknown_choice")]),
        (SOUND + "province,,-1,qd-1,,D\n", [(5, "overdue", "out_of_range")]),
        (SOUND + "province,,soon,qd-1,,D\n", [(5, "overdue", "not_a_number")]),
        (SOUND + "province,90,9,qd-1,,D\n", [(5, "level", "ladder_when")]),
        (SOUND + "head,,9,qd-1,,D\n", [(5, "level", "ladder_twice")]),
        (SOUND + "province,40,,qd-1,,D\n", [(5, "level", "ladder_order")]),
    ],
)
def test_a_faulty_ladder_is_refused_with_file_and_row(tmp_path, rows, found):
    told = problems(tmp_path, rows)
    assert [one[1:] for one in told] == found
    assert {one[0] for one in told} <= {"petition_ladder.csv"}


def test_the_authoritys_pack_brings_the_ladder_that_is_proposed():
    with (PACK / "petition_ladder.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    told = [{name: int(row[name]) for name in ("used", "overdue") if row[name]} for row in rows]
    rungs = [rung_of({"level": row["level"]} | said) for row, said in zip(rows, told, strict=True)]
    assert tuple(rungs) == DEFAULT


@pytest.mark.django_db
def test_the_packs_ladder_holds_until_it_goes():
    rows = {"level": "head", "used": 50}, {"level": "leadership", "overdue": 2}
    assert store(*rows) == (2, 0)
    assert routes.ladder() == (Rung("head", 0.5), Rung("leadership", overdue=2))
    assert store(*rows) == (0, 0)
    assert store(rows[0], {"level": "leadership", "overdue": 3}) == (1, 1)
    assert routes.ladder()[1] == Rung("leadership", overdue=3)
    assert store() == (0, 2) and routes.ladder() == DEFAULT


@pytest.mark.django_db
def test_lateness_is_told_by_the_packs_ladder(routes):
    filed()
    early = DAY + timedelta(days=11)  # nine of fifteen working days
    assert actions.escalate(early) == []
    store({"level": "head", "used": 50}, {"level": "leadership", "overdue": 2})
    assert [one.data["level"] for one in actions.escalate(early)] == ["head"]
    assert daily.owed()
    assert actions.escalate(DAY + timedelta(days=22)) == []  # one day late
    assert [one.data["level"] for one in actions.escalate(DAY + timedelta(days=24))] == [
        "leadership"
    ]
    store({"level": "head", "overdue": 0})  # a ladder that ends lower takes nothing back
    assert actions.escalate(DAY + timedelta(days=25)) == []


@pytest.mark.django_db
def test_the_page_of_routes_shows_the_ladder():
    page = client_of("leader").get("/en/desk/petitions/routes/").content.decode()
    assert "when 75% of the term is used" in page and "more than 5 working days" in page
    store({"level": "head", "used": 50}, {"level": "province", "overdue": 0})
    page = client_of("leader").get("/en/desk/petitions/routes/").content.decode()
    assert "when 50% of the term is used" in page and "75%" not in page
    assert "Leadership of the province" in page and "first working day after" in page
