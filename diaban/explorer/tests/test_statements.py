"""Published beside computed: every statement says its verdict in words, without the database."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from diaban.editions import publish
from diaban.editions.model import Part
from diaban.explorer import figures, statement_choice, verdicts
from diaban.explorer.tests.sample import NOW, ROWS, snapshot
from diaban.indicators.reading import Figures, Statement

ROW = {
    "statement": "leased-2025-q1", "reading": "named", "indicator": "land.leased",
    "origin": "indicator", "name": {"vi": "Đất đã cho thuê", "en": "Leased land"},
    "period": "2025-Q1", "place": "", "published": "1105.9", "unit": "ha", "computed": "1105.9",
    "terms": [], "verdict": "equal", "difference": "0",
    "explanation": {"vi": "Hồ sơ lưu cho đúng số đó.", "en": "The records give that number."},
    "demonstration": True,
}  # fmt: skip
OTHER = ROW | {
    "reading": "as_read", "verdict": "different_denominator", "unit": "%", "published": "56.06",
    "computed": "40.7030", "difference": "-15.3570", "demonstration": False,
    "terms": [{"name": {}, "value": "1105.9", "unit": "ha"},
              {"name": {}, "value": "2717", "unit": "ha"}],
    "explanation": {"vi": "=Mẫu số khác.", "en": "=Another base."},
}  # fmt: skip


@pytest.fixture
def site(settings: Any, tmp_path: Path) -> Client:
    document = {"as_of": "2026-11-26", "statements": [ROW, OTHER]}
    content = replace(snapshot(), demonstration=Part(documents={"indicators": document}))
    publish.write(tmp_path, content, now=NOW)
    settings.DIABAN_EDITIONS = tmp_path
    return Client()


def page(site: Client, query: str = "", language: str = "en") -> str:
    response = site.get(f"/{language}/figures/statements/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split()).replace("\u00a0", " ")


def test_a_statement_stands_beside_what_was_computed_with_verdict_and_reason(site):
    text = page(site)
    assert '<blockquote lang="en">1,105.9 ha had been leased</blockquote>' in text
    assert "equal" in text and "different denominator" in text
    assert "The records give that number." in text
    assert "1,105.9 ha ÷ 2,717 ha" in text
    assert "−15.36 percentage points" in text


def read(changed: dict[str, str]) -> Statement:
    (row,) = Figures({"as_of": "2026-11-26", "statements": [ROW | changed]}).statements()
    return row


@pytest.mark.parametrize(
    ("published", "unit", "vi", "en"),
    [("40.70", "%", "40,70%", "40.70%"), ("3", "rank", "thứ 3", "3rd"),
     ("10.367", "billion USD", "10,367 tỷ USD", "USD 10.367 billion"),
     ("132134", "billion VND", "132.134 tỷ đồng", "VND 132,134 billion"),
     ("14.0", "%", "14,0%", "14.0%")],
)  # fmt: skip
def test_a_published_figure_keeps_the_digits_and_the_form_in_which_it_was_printed(
    published, unit, vi, en
):
    quote = f"đạt {vi} trong quý"
    row = read({"published": published, "unit": unit, "computed": published})
    for language, shown in (("vi", vi), ("en", en)):
        with override(language):
            said = figures.printed_as(float(published), unit, quote)
            assert str(said).replace("\u00a0", " ") == shown
            compared = verdicts.compared(row)
            assert compared.published.replace("\u00a0", " ") == shown
            if unit == "rank":
                assert compared.computed == shown


def test_a_share_worked_out_of_published_figures_has_the_decimals_of_a_computed_one():
    with override("vi"):
        assert str(figures.printed_as(40.7, "%", "", derived=True)) == "40,70%"
        assert str(figures.printed_as(40.7, "%", "")) == "40,7%"  # nothing says more of it
        assert str(figures.printed_as(1972.7, "ha", "", derived=True)).split() == ["1.972,7", "ha"]


def test_the_digits_of_a_statement_are_those_of_its_words(site, settings, tmp_path, monkeypatch):
    words = "1.105,90 ha đã được cho thuê"
    monkeypatch.setitem(ROWS, "statements", [ROWS["statements"][0] | {"quote": words}])
    publish.write(tmp_path / "zero", snapshot(), now=NOW)
    settings.DIABAN_EDITIONS = tmp_path / "zero"
    shown = '<span class="figure-value">{} <small>ha</small></span>'
    assert shown.format("1,105.90") in page(site)
    assert shown.format("1.105,90") in page(site, language="vi")


def test_a_difference_of_ranks_is_in_places():
    row = read({"published": "3", "unit": "rank", "computed": "2", "difference": "-1"})
    for language, shown in (("vi", "−1 bậc"), ("en", "−1 place")):
        with override(language):
            assert verdicts.compared(row).difference.replace("\u00a0", " ") == shown


def test_in_vietnamese_too(site):
    text = page(site, language="vi")
    assert "khác mẫu số" in text and "Hồ sơ lưu cho đúng số đó." in text
    assert "1.105,9 ha ÷ 2.717 ha" in text


def test_invented_records_are_marked_where_they_were_used(site):
    text = page(site)
    folded, unfolded = 1, 1
    assert text.count(">Demonstration</span>") == folded + unfolded
    assert "invented, in part so that they match" in text


def test_a_verdict_can_be_asked_for_alone(site):
    text = page(site, "?verdict=different_denominator")
    assert "=Another base." in text and "The records give that number." not in text
    assert 'aria-current="true"' in text
    assert page(site, "?verdict=nonsense").count("compared-head") == 2


def test_many_statements_are_folded_and_say_in_their_line_what_matters(site, monkeypatch):
    monkeypatch.setattr(statement_choice, "FEW", 0)
    text = page(site)
    assert '<details class="statement" open' not in text
    line = re.search(r"<summary>(?:(?!<summary>).)*1,105\.9.*?</summary>", text)
    assert line and "equal" in line[0] and "Demonstration" in line[0]
    assert '<details class="statement" open' in page(site, "?view=words")


def test_what_the_address_says_wrongly_is_left_out(site):
    text = page(site, "?topic=nonsense&verdict=unexplained")
    assert 'aria-current="true">All ' in text.replace(
        " >", ">"
    )  # what is not understood is left out
    assert '<details class="statement"' in text


def test_the_same_stands_in_one_table(site):
    text = page(site, "?view=table")
    assert "<caption" in text and "as the sentence may be read" in text
    assert "40.703%" in text


def test_the_table_is_taken_along_safely_and_says_that_it_is_invented(site):
    response = site.get("/en/figures/statements/?format=csv")
    assert "demonstration-diaban-" in response.headers["Content-Disposition"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    header, first, second = csv.reader(io.StringIO(body))
    assert first[header.index("Computed figure")] == "1105.9"
    assert first[header.index("Exact words")] == "1.105,9 ha đã được cho thuê"
    assert first[header.index("On demonstration records")] == "yes"
    assert second[header.index("Explanation")] == "'=Another base."


def taken(site: Client, query: str = "") -> list[dict[str, str]]:
    response = site.get(f"/en/figures/statements/?format=csv{query}")
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(body)))


def test_what_is_set_beside_nothing_is_in_the_file_too(site, settings, tmp_path, monkeypatch):
    beside_nothing = ROWS["statements"][0] | {"code": "let-2025", "value": 2717.0}
    monkeypatch.setitem(ROWS, "statements", [*ROWS["statements"], beside_nothing])
    document = {"as_of": "2026-11-26", "statements": [ROW, OTHER]}
    content = replace(snapshot(), demonstration=Part(documents={"indicators": document}))
    publish.write(tmp_path / "more", content, now=NOW)
    settings.DIABAN_EDITIONS = tmp_path / "more"
    assert [row["Code"] for row in taken(site)] == ["leased-2025-q1", "leased-2025-q1", "let-2025"]
    [alone] = taken(site, "&verdict=none")
    assert (alone["Code"], alone["Published"], alone["Unit"]) == ("let-2025", "2717", "ha")
    assert {alone["Verdict"], alone["Computed figure"], alone["Explanation"]} == {""}
    [equal] = taken(site, "&verdict=equal")
    assert (equal["Verdict"], equal["Published"]) == ("equal", "1105.9")


def test_an_edition_without_comparisons_shows_the_statements_alone(settings, tmp_path):
    publish.write(tmp_path, snapshot(), now=NOW)
    settings.DIABAN_EDITIONS = tmp_path
    text = page(Client())
    assert "1,105.9" in text and "compared-head" not in text and "Verdicts" not in text
