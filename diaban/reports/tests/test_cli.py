from __future__ import annotations

import json
import zipfile

import pytest
from click.testing import CliRunner

from diaban.cli import main
from diaban.reports.tests.fixture import publish


@pytest.fixture
def here(settings, tmp_path, monkeypatch):
    """An edition, and a folder of one's own to write into."""
    publish(settings.DIABAN_EDITIONS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str):
    return CliRunner().invoke(main, ["report", *words])


def test_it_works(here):
    answer = run("2025-Q1")
    assert answer.exit_code == 0, answer.output
    assert (here / "bao-cao-2025-q1-official-vi.docx").read_bytes().startswith(b"PK")


def test_several_formats_at_once_each_under_its_own_name(here):
    answer = run("2025-Q1", "--format", "json", "--format", "md", "--kind", "press",
                 "--language", "en")  # fmt: skip
    assert answer.exit_code == 0
    assert (here / "bao-cao-2025-q1-press-en.json").exists()
    assert "2,717" in (here / "bao-cao-2025-q1-press-en.md").read_text()
    assert run("2025-Q1", "--format", "json", "--format", "md", "-o", "x").exit_code == 2


def test_what_is_written_verifies_and_what_was_changed_does_not(here):
    run("2025-Q1", "--format", "html", "-o", "report.html")
    sound = run("verify", "report.html")
    assert sound.exit_code == 0
    assert "✓" in sound.output
    file = here / "report.html"
    file.write_text(file.read_text().replace("1.105,9\xa0ha", "1.205,9\xa0ha", 1))
    answer = run("verify", "report.html", "--json")
    assert answer.exit_code == 1
    said = json.loads(answer.output)
    assert not said["sound"]
    assert "land.leased" in said["differences"][0]["what"]


@pytest.mark.parametrize(
    ("words", "code"),
    [(("2031-Q1",), 1), (("2025-Q9",), 1), (("now",), 1), (("2025-Q1", "--edition", "x"), 1),
     (("2025-Q1", "--format", "exe"), 2), (("verify", "absent.docx"), 2)],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_one_line(here, words, code):
    answer = run(*words)
    assert answer.exit_code == code
    assert "Traceback" not in answer.output


def test_free_places_come_from_a_file(here):
    (here / "words.json").write_text('{"green": "Đã trồng cây."}')
    answer = run("2025-Q1", "--format", "md", "--passages", "words.json", "-o", "report.md")
    assert answer.exit_code == 0
    assert "Đã trồng cây." in (here / "report.md").read_text()
    for wrong in ("[1]", '{"green": 1}', "{"):
        (here / "words.json").write_text(wrong)
        assert run("2025-Q1", "--passages", "words.json").exit_code == 2
    (here / "words.json").write_text('{"green": "Đã trồng 5 cây."}')
    answer = run("2025-Q1", "--passages", "words.json")
    assert answer.exit_code == 1
    assert "green:1:10" in answer.output


@pytest.mark.django_db
def test_a_package_is_one_archive(here):
    answer = run("2025-Q1", "--package")
    assert answer.exit_code == 0, answer.output
    with zipfile.ZipFile(here / "bao-cao-2025-q1-official-vi.zip") as archive:
        assert "manifest.json" in archive.namelist()
    # This registry is empty: what its forms say otherwise is told at once.
    assert "2103" in answer.output
    assert "1.105,9" in answer.output


def test_a_file_that_is_no_report_is_told(here):
    (here / "x.docx").write_bytes(b"PK\x03\x04 nothing")
    answer = run("verify", "x.docx")
    assert answer.exit_code == 1
    assert "x.docx" in answer.output
