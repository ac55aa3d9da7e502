"""Figures of former communes as figures of today's: the page and the command."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from diaban.cli import main

TABLE = 'mã,xã,dân số,mật độ\n06685,Hà Tu,"12.345",90\n06925,Quảng Điền,2.000,10\n'
PAGE = "/en/crosswalk/"


@pytest.fixture
def site(settings: Any, editions_root: Path) -> Client:
    settings.DIABAN_EDITIONS = editions_root
    return Client()


def test_the_page_is_there_in_both_languages(site: Client) -> None:
    for language in ("vi", "en"):
        page = site.get(f"/{language}/crosswalk/")
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1


def test_a_pasted_table_is_converted_and_stays_as_it_was_typed(site: Client) -> None:
    page = site.post(PAGE, {"text": TABLE, "by": "population"})
    assert page.status_code == 200
    assert [(row.code, row.figures) for row in page.context["rows"]] == [
        ("06652", ("12,345",)),
        ("06922", ("2,000",)),
    ]
    body = page.content.decode()
    assert "06685,Hà Tu" in body
    assert "mật độ" in body, "what was left out is named"
    assert 'value="population" checked' in body


def test_a_file_is_converted_as_well(site: Client) -> None:
    file = SimpleUploadedFile("t.csv", ("\ufeff" + TABLE.replace(",", ";")).encode())
    page = site.post(PAGE, {"file": file})
    assert page.context["converted"].rows == 2


def test_the_result_is_a_csv_that_adds_up_and_runs_nothing(site: Client) -> None:
    text = "mã,=HYPERLINK(1)\n06685,5\n06925,7\nxxx,1\n"
    answer = site.post(PAGE, {"text": text, "format": "csv"})
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][2] == "'=HYPERLINK(1)"
    assert [row[3] for row in rows[1:]] == ["5", "7", "1"], "known parts, and the row not placed"


def test_what_nobody_knows_is_unknown_and_not_zero(site: Client) -> None:
    page = site.post(PAGE, {"text": "mã,dân số\n06685,\n06925,7\n"})
    first = page.context["rows"][0]
    assert (first.figures, first.known, first.how) == (("",), ("",), "incomplete")
    assert "known: " not in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "empty"),
        ({"text": "a,b\n1,2\n"}, "No column holds codes or names"),
        ({"file": SimpleUploadedFile("t.csv", b"PK\x03\x04\xff\xfe")}, "not CSV in UTF-8"),
        ({"text": "mã,n\n06685," + "1" * 2_000_000}, "2 million"),
    ],
)
def test_what_cannot_be_converted_says_why(site: Client, sent: dict, words: str) -> None:
    page = site.post(PAGE, sent)
    assert page.status_code == 400
    assert words in page.content.decode()


def test_a_post_without_the_token_is_refused(site: Client, settings: Any) -> None:
    assert Client(enforce_csrf_checks=True).post(PAGE, {"text": TABLE}).status_code == 403


def test_nothing_is_stored_and_no_database_read(site: Client, monkeypatch: Any) -> None:
    def no_database(*_args: Any, **_more: Any) -> None:
        raise AssertionError("the page asked the database")

    for alias in connections:
        monkeypatch.setattr(connections[alias], "cursor", no_database)
    answer = site.post(PAGE, {"text": TABLE})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].count("no-store")


def test_the_command_says_the_same_as_json(site: Client, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, "utf-8")
    run = CliRunner().invoke(main, ["crosswalk", "convert", str(path), "--json"])
    assert run.exit_code == 0, run.output
    answer = json.loads(run.output)
    assert answer["totals"] == ["14345"]
    assert [line["values"] for line in answer["lines"]] == [["12345"], ["2000"]]
    assert all(line["exact"] for line in answer["lines"])


def test_the_command_names_rows_that_it_could_not_place(site: Client, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE + "99999,Nơi khác,1.000,1\n", "utf-8")
    run = CliRunner().invoke(main, ["crosswalk", "convert", str(path)])
    assert run.exit_code == 1
    assert "99999" in run.output
