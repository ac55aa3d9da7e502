"""Series as files, and the figure in another site's page: what they say and to whom."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from diaban.editions import publish
from diaban.explorer.tests import figures_sample
from diaban.explorer.tests.sample import NOW, snapshot
from diaban.explorer.tests.test_figures import text

FILES = ("csv", "xlsx", "json", "csv-metadata.json")


LOCAL = 19
"""Rows of localities: ten quarters of a town or a ward, nine of what is not divided."""


def rows_of(response: Any) -> list[dict[str, str]]:
    body = response.content.decode()
    assert body.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(body[1:])))


def test_a_file_holds_every_value_with_plain_numbers_and_empty_unknowns(figures: Client) -> None:
    rows = rows_of(figures.get("/vi/figures/land.leased.csv"))
    assert len(rows) == 5 * len(figures_sample.QUARTERS) + LOCAL
    found = {(row["place"], row["period"]): row for row in rows}
    assert found["", "2025-Q1"]["value"] == "1100.9"
    assert found["", "2025-Q1"]["state"] == "closed"
    assert found[figures_sample.NOWHERE, "2025-Q1"]["value"] == ""
    assert {row["demonstration"] for row in rows} == {"false"}


def test_files_tell_of_localities_and_of_their_time(figures: Client) -> None:
    rows = rows_of(figures.get("/en/figures/land.leased.csv"))
    town = [row for row in rows if row["place"] == figures_sample.TOWN]
    assert {row["place_name"] for row in town} == {"Quang Yen Town"}
    assert max(row["period"] for row in town) == "2025-Q1"
    (shared,) = [row for row in town if row["reasons"]]
    assert (shared["value"], shared["reasons"]) == ("", "place_undivided")
    told = figures.get("/en/figures/land.leased.json").json()["metadata"]
    assert told["localities"][figures_sample.TOWN]["until"] == "2025-04-01"
    assert told["localities"][figures_sample.SHARED]["among"] == [
        "locality:193", figures_sample.TOWN,
    ]  # fmt: skip
    broken = [one["place"] for one in told["breaks"] if one["from_period"] == "2025-Q2"]
    assert broken == [figures_sample.WARD]


def test_a_cited_series_has_every_release(figures: Client) -> None:
    rows = rows_of(figures.get("/en/figures/economy.growth.csv"))
    released = {(row["period"], row["vintage"], row["value"], row["source"]) for row in rows}
    assert ("2025-Q1", "first", "10.91", "press") in released
    assert ("2025-Q1", "revision", "11.03", "press") in released


def test_json_says_what_one_must_know(figures: Client) -> None:
    said = json.loads(figures.get("/en/figures/land.leased_of_ready.json").content)
    known = said["metadata"]
    assert known["unit"] == "%" and known["numerator"]["name"] == "Land leased"
    assert known["edition"] and known["as_of"] == "2025-05-31"
    assert known["page"].endswith("/en/figures/land.leased_of_ready/")
    assert known["demonstration"] is False
    assert said["data"][0].keys() == said["columns"].keys()
    assert json.loads(figures.get("/en/figures/land.leased.json").content)["metadata"]["breaks"]


def test_a_definition_names_its_keeper_and_its_source(figures: Client) -> None:
    for language, keeper, source in (
        ("vi", "Ban Quản lý Khu kinh tế Quảng Ninh", "Quy chế của Ban"),
        ("en", "Quang Ninh Economic Zone Authority", "The rules of the Authority"),
    ):
        known = figures.get(f"/{language}/figures/land.leased.json").json()["metadata"]
        assert (known["owner"], known["definition_source"]) == (keeper, source)
        page = figures.get(f"/{language}/figures/land.leased/").content.decode()
        about = page[page.index('id="fig-about"') :]
        assert keeper in about and source in about


def test_a_workbook_has_the_rows_and_what_one_must_know(figures: Client) -> None:
    book = load_workbook(io.BytesIO(figures.get("/en/figures/land.leased.xlsx").content))
    assert book.sheetnames == ["data", "metadata"]
    header = [cell.value for cell in book["data"][1]]
    first = dict(zip(header, (cell.value for cell in book["data"][2]), strict=True))
    assert first["indicator"] == "land.leased" and isinstance(first["value"], float | int)


def test_the_descriptor_names_the_columns_of_the_file(figures: Client) -> None:
    answer = figures.get("/en/figures/land.leased.csv")
    address = "/en/figures/land.leased.csv-metadata.json"
    assert 'rel="describedby"' in answer.headers["Link"]
    described = json.loads(figures.get(address).content)
    columns = [column["name"] for column in described["tableSchema"]["columns"]]
    assert columns == list(rows_of(answer)[0])
    assert described["url"] == "land.leased.csv"
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    keys = [tuple(row[name] for name in described["tableSchema"]["primaryKey"])
            for row in rows_of(answer)]  # fmt: skip
    assert len(set(keys)) == len(keys)


PARSED: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "decimal": Decimal,
    "date": dt.date.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
}
"""How CSVW reads a cell of each type that is declared; an empty one is null in every type."""


@pytest.mark.parametrize("code", [one["code"] for one in figures_sample.DEFINITIONS])
def test_every_cell_is_of_the_type_that_the_descriptor_declares(figures: Client, code: str) -> None:
    described = figures.get(f"/en/figures/{code}.csv-metadata.json").json()
    types = {one["name"]: one["datatype"] for one in described["tableSchema"]["columns"]}
    rows = rows_of(figures.get(f"/en/figures/{code}.csv"))
    assert rows
    for row in rows:
        for name, cell in row.items():
            if cell:
                PARSED[types[name]](cell)
                assert types[name] != "decimal" or "e" not in cell.lower()


def test_a_cited_row_says_when_it_was_published_and_rests_on_no_records(figures: Client) -> None:
    rows = rows_of(figures.get("/en/figures/economy.growth.csv"))
    assert {row["as_of"] for row in rows} == {""}
    assert {row["published_on"] for row in rows} == {"2025", "2025-04-06"}
    computed = rows_of(figures.get("/en/figures/land.leased.csv"))
    assert {row["published_on"] for row in computed} == {""}


@pytest.mark.parametrize("ending", FILES)
def test_an_invented_series_says_so_in_its_name_and_search_engines_are_sent_away(
    invented: Client, ending: str
) -> None:
    response = invented.get(f"/en/figures/land.leased.{ending}")
    name = f'attachment; filename="demonstration-land.leased.{ending}"'
    assert response.headers["Content-Disposition"] == name
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_an_invented_series_says_so_in_every_row_and_in_its_licence(invented: Client) -> None:
    rows = rows_of(invented.get("/en/figures/land.leased.csv"))
    assert {row["demonstration"] for row in rows} == {"true"}
    known = json.loads(invented.get("/en/figures/land.leased.json").content)["metadata"]
    assert known["demonstration"] is True and "no open data" in known["licence"].lower()


def test_what_others_published_is_no_demonstration(invented: Client) -> None:
    response = invented.get("/en/figures/economy.growth.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="economy.growth.csv"'
    assert "X-Robots-Tag" not in response.headers


def test_no_invented_series_is_listed_as_open_data(invented: Client) -> None:
    for page in ("/sitemap.xml", "/en/editions/"):
        assert "land.leased" not in text(invented.get(page))


def test_a_real_series_is_found_by_search_engines(figures: Client) -> None:
    assert "/en/figures/land.leased/" in text(figures.get("/sitemap.xml"))


def test_nothing_in_a_file_runs_as_a_formula(settings: Any, tmp_path: Any) -> None:

    document = figures_sample.document()
    document["places"] = {"park:dong-mai": {"vi": "=cmd()", "en": "=cmd()"}}
    said = dataclasses.replace(snapshot(), documents={"indicators": document})
    publish.write(tmp_path, said, now=NOW)
    settings.DIABAN_EDITIONS = tmp_path
    client = Client()
    names = {row["place_name"] for row in rows_of(client.get("/en/figures/land.leased.csv"))}
    assert "'=cmd()" in names and "=cmd()" not in names
    book = load_workbook(io.BytesIO(client.get("/en/figures/land.leased.xlsx").content))
    kinds = {cell.data_type for row in book["data"].iter_rows() for cell in row}
    assert "f" not in kinds


def test_only_the_page_to_embed_may_stand_in_a_frame(figures: Client) -> None:
    response = figures.get("/embed/figures/land.leased/?language=en&period=2025-Q1")
    assert response.status_code == 200
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    framed = figures.get("/en/figures/land.leased/")
    assert "frame-ancestors 'none'" in framed.headers["Content-Security-Policy"]
    assert framed.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("language", "said"), [("vi", "1.100,9"), ("en", "1,100.9")])
def test_the_embedded_figure_speaks_the_language_of_its_address(
    figures: Client, language: str, said: str
) -> None:
    address = f"/embed/figures/land.leased/?language={language}&period=2025-Q1"
    body = text(figures.get(address, headers={"accept-language": "fr"}))
    assert said in body and f'<html lang="{language}"' in body
    assert f"/{language}/figures/land.leased/?period=2025-Q1" in body


def test_an_embedded_figure_is_never_that_of_another_period(figures: Client) -> None:
    for query in ("period=1999-Q1", "period=2025-Q1&place=park:atlantis"):
        assert figures.get(f"/embed/figures/land.leased/?{query}").status_code == 404


def test_an_invented_figure_says_so_in_another_sites_page(invented: Client) -> None:
    body = text(invented.get("/embed/figures/land.leased/?language=en&period=2025-Q1"))
    assert "Demonstration" in body


def test_the_line_to_copy_stands_as_text(figures: Client) -> None:
    body = figures.get("/en/figures/land.leased/?period=2025-Q1").content.decode()
    code = "&lt;iframe src=&quot;http://testserver/embed/figures/land.leased/?language=en&amp;"
    assert code in body and "<iframe" not in body


def test_a_comparison_is_taken_along_as_it_is_shown(figures: Client) -> None:
    query = "indicator=land.leased&place=park:dong-mai&from=2024-Q4&to=2025-Q1&format=csv"
    rows = rows_of(figures.get(f"/en/figures/compare/?{query}"))
    assert [row["place"] for row in rows] == ["park:dong-mai"]
    assert rows[0]["2025-Q1"] == "326.77" and "2024-Q3" not in rows[0]


def test_a_comparison_of_invented_figures_says_so_in_its_name_and_rows(invented: Client) -> None:
    answer = invented.get("/en/figures/compare/?indicator=land.leased&format=csv")
    assert "demonstration-land.leased-compared.csv" in answer.headers["Content-Disposition"]
    assert {row["demonstration"] for row in rows_of(answer)} == {"true"}
    assert answer.headers["X-Robots-Tag"] == "noindex"
