"""External figures: who records a release, that none replaces another, and whose place it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from diaban.accounts.tests.people import person
from diaban.facts import actions
from diaban.facts.models import Assertion, Source
from diaban.indicators import tables
from diaban.indicators.models import DefinitionVersion, ExternalFigure, Statement
from diaban.indicators.reading import WHOLE, Figures
from diaban.indicators.statements import external
from diaban.indicators.statements.releasing import Release, ReleaseRefused, province_key, record

FIRST = Release(
    "economy.growth", "2025-Q1", "first", Decimal("10.91"), "press", "S-M",
    quote={"vi": "đạt 10,91%"},
)  # fmt: skip
OFFICE = {"kind": "official_figure", "title_vi": "Niên giám", "title_en": "Yearbook"}


@pytest.fixture(autouse=True)
def series(db):
    for code, kind, numerator in (
        ("economy.growth", "external", ""), ("dossiers.late", "count", "dossiers.late"),
    ):  # fmt: skip
        DefinitionVersion.objects.create(
            code=code, topic=code.partition(".")[0], name_vi="Tăng trưởng", name_en="Growth",
            short_vi="", short_en="", unit="%" if kind == "external" else "dossiers", decimals=2,
            kind=kind, numerator=numerator, identity=code,
        )  # fmt: skip
    Source.objects.create(
        id="press", kind="press", title_vi="Báo", title_en="Press", published_on="2025-04-06"
    )


def cited() -> Figures:
    known = {"as_of": "2026-11-26", "definitions": [], "values": []}
    return Figures(known | {"external": list(external.rows()), "places": external.provinces()})


def test_a_later_vintage_stands_beside_the_earlier_one():
    editor = person("editor")
    record(FIRST, by=editor)
    record(replace(FIRST, vintage="final", value=Decimal("11.2"), source=OFFICE,
                   published_on="2026-03", trust="S-H"), by=editor)  # fmt: skip
    record(replace(FIRST, vintage="revision", value=Decimal("11.03")), by=editor)
    told = [(one.vintage, str(one.value), one.published_on)
            for one in cited().external("economy.growth", "2025-Q1")]  # fmt: skip
    assert told == [
        ("first", "10.91", "2025-04-06"), ("revision", "11.03", "2025-04-06"),
        ("final", "11.2", "2026-03"),
    ]  # fmt: skip
    assert cited().external("economy.growth", "2025-Q1")[0].quote["vi"] == "đạt 10,91%"


def test_the_first_release_is_never_overwritten_but_may_be_taken_back():
    editor = person("editor")
    link = record(FIRST, by=editor)
    with pytest.raises(ReleaseRefused, match=r"10\.91"):
        record(replace(FIRST, value=Decimal("12")), by=editor)
    value = Assertion.objects.get(subject=f"statement:{link.statement}", field="value")
    actions.withdraw(value, by=editor, why="gõ nhầm")
    record(replace(FIRST, value=Decimal("10.19")), by=editor)
    assert [str(one.value) for one in cited().external("economy.growth", "2025-Q1")] == ["10.19"]


def test_the_same_revision_is_not_recorded_twice():
    editor = person("editor")
    revised = replace(FIRST, vintage="revision", value=Decimal("11"))
    record(revised, by=editor)
    with pytest.raises(ReleaseRefused):
        record(revised, by=editor)
    record(replace(revised, value=Decimal("11.1")), by=editor)
    assert ExternalFigure.objects.count() == 2


def test_another_province_has_a_place_of_its_own_and_is_in_none_of_ours():
    editor = person("editor")
    record(FIRST, by=editor)
    record(replace(FIRST, value=Decimal("13.82"),
                   province={"vi": "Tỉnh Bắc Giang", "en": "Bac Giang Province"}),
           by=editor)  # fmt: skip
    figures = cited()
    assert [str(one.value) for one in figures.external("economy.growth", "2025-Q1")] == ["10.91"]
    (theirs,) = figures.external("economy.growth", "2025-Q1", "province:bac-giang")
    assert theirs.value == Decimal("13.82")
    assert figures.place_name("province:bac-giang")["en"] == "Bac Giang Province"
    assert WHOLE not in figures.document["places"] and figures.places("economy.growth") == ()


def test_a_province_is_the_same_however_it_is_typed():
    typed = ("Tỉnh Bắc Giang", "bắc giang", " BẮC GIANG ")
    assert {province_key(one) for one in typed} == {"province:bac-giang"}
    assert province_key("Thành phố Đà Nẵng") == province_key("TP. Đà Nẵng") == "province:da-nang"
    assert province_key("  ") == ""


@pytest.mark.parametrize(("changes", "part"), [
    ({"indicator": "dossiers.late"}, ""),
    ({"indicator": "no.such"}, ""),
    ({"period": "2025-Q5"}, "period"),
    ({"vintage": "second"}, "vintage"),
    ({"published_on": "2999-01-01"}, "published_on"),
    ({"source": OFFICE}, "published_on"),
])  # fmt: skip
def test_what_cannot_stand_is_refused_and_leaves_nothing(changes, part):
    with pytest.raises(ReleaseRefused) as refused:
        record(replace(FIRST, **changes), by=person("editor"))
    assert refused.value.part == part
    assert not ExternalFigure.objects.exists() and not Statement.objects.exists()
    assert Source.objects.count() == 1


def test_a_pack_leaves_alone_what_the_desk_recorded():
    record(FIRST, by=person("editor"))
    row = {"statement": "x", "indicator": "economy.growth", "period": "2024", "vintage": "first",
           "place": "province:hai-phong"}  # fmt: skip
    assert tables.store_series([row], "pack:a", None) == (1, 0)
    assert tables.store_series([row], "pack:a", None) == (0, 0)
    assert tables.store_series([], "pack:a", None) == (0, 1)
    assert ExternalFigure.objects.get().origin == "staff"


TYPED = {"period": "2025-Q1", "vintage": "first", "value": "10,91", "source": "press",
         "trust": "S-M"}  # fmt: skip


@pytest.mark.parametrize("role", ["officer", "editor", "leader", "admin", "enterprise", "agency"])
def test_a_release_is_recorded_by_those_who_record_facts(client, role):
    client.force_login(person(role))
    path = "/en/desk/figures/economy.growth/release/"
    may = role in ("editor", "admin")
    assert client.get(path).status_code == (200 if may else 403)
    answer = client.post(path, TYPED)
    assert answer.status_code == (302 if may else 403)
    assert ExternalFigure.objects.count() == may
    if not may:
        with pytest.raises(PermissionDenied):
            record(FIRST, by=person(role))
    if role in ("enterprise", "agency"):
        return
    page = client.get("/vi/desk/figures/economy.growth/").content.decode()
    assert ("10,91%" in page) == may and ("/release/" in page) == may
    assert ("/economy.growth/release/" in client.get("/en/desk/figures/").content.decode()) == may


def test_the_form_says_what_is_wrong_and_takes_a_new_source(client):
    client.force_login(person("editor"))
    path = "/en/desk/figures/economy.growth/release/"
    page = client.post(path, TYPED | {"source": "", "value": "much"}).content.decode()
    assert "what kind of source" in page and "has-error" in page
    assert "as others published it, in %." in page and "input-with-unit" not in page
    assert client.get("/en/desk/figures/dossiers.late/release/").status_code == 404
    new = TYPED | OFFICE | {"source": "", "published_on": "2025-04", "province_vi": "Hải Phòng"}
    assert client.post(path, new).status_code == 302
    page = client.get("/en/desk/figures/economy.growth/").content.decode()
    assert "Yearbook" in page and "Hải Phòng" in page and "April 2025" in page
    answer = client.post(path, new)
    assert answer.status_code == 200 and "already" in answer.content.decode()
