"""What every public page promises, on the sample edition."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import translation

from diaban.explorer.templatetags import explorer as tags
from diaban.explorer.tests.sample import NOW, ROWS, publish_sample

PAGES = (
    "",
    "explore/",
    "explore/?view=table",
    "figures/statements/",
    "sources/",
    "editions/",
    "about/",
    "parks/dong-mai/",
    "projects/dong-mai/",
    "zones/quang-yen/",
    "localities/06652/",
    "localities/193/",
    "localities/06925/",
    "materials/ha-tu-mine/",
    "commodities/coal/",
    "facilities/cai-lan/",
)


@pytest.fixture
def site(settings: Any, editions_root: Path) -> Client:
    settings.DIABAN_EDITIONS = editions_root
    return Client()


def text(response: Any) -> str:
    return response.content.decode()


def in_one_line(response: Any) -> str:
    return " ".join(text(response).split())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_both_languages(site: Client, language: str, page: str) -> None:
    response = site.get(f"/{language}/{page}")
    assert response.status_code == 200
    assert f'<html lang="{language}"' in text(response)
    assert text(response).count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_no_page_reads_the_database(
    site: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a public page reached for the database")

    for alias in connections:
        monkeypatch.setattr(connections[alias], "ensure_connection", broken)
        monkeypatch.setattr(connections[alias], "cursor", broken)
    assert site.get(f"/vi/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_no_page_needs_inline_script_or_style(site: Client, page: str) -> None:
    body = text(site.get(f"/en/{page}"))
    assert not re.search(r"<[^>]+\sstyle=", body)
    assert not re.search(r"<[^>]+\son[a-z]+=", body)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", body, re.DOTALL):
        assert not content.strip() or "application/" in attributes


def test_numbers_and_dates_follow_the_language(site: Client) -> None:
    assert "167,86\u00a0ha" in text(site.get("/vi/projects/dong-mai/"))
    assert "01/01/2023" in text(site.get("/vi/projects/dong-mai/"))
    english = text(site.get("/en/projects/dong-mai/"))
    assert "167.86\u00a0ha" in english
    assert "1 January 2023" in english
    assert "30.000\u00a0m³/ngày" in text(site.get("/vi/projects/texhong-hai-ha/"))
    assert "30,000\u00a0m³/day" in text(site.get("/en/projects/texhong-hai-ha/"))


def test_competing_values_stand_beside_the_winner_with_the_rule(site: Client) -> None:
    body = text(site.get("/en/projects/dong-mai/"))
    assert "158.48\u00a0ha" in body
    assert "its source is of a higher kind than the others" in body
    assert "its source is of a lower kind" in body
    assert "#source-press" in body


def test_a_note_is_in_the_readers_language(site: Client) -> None:
    vietnamese, english = "Không tính đường giao thông", "Counted without the roads"
    page = text(site.get("/vi/projects/dong-mai/"))
    assert vietnamese in page and english not in page
    page = text(site.get("/en/projects/dong-mai/"))
    assert english in page and vietnamese not in page


def test_a_note_without_translation_says_its_language(site: Client) -> None:
    assert '<span lang="en">Read as an excerpt</span>' in text(site.get("/vi/sources/"))
    assert 'muted">Read as an excerpt</p>' in text(site.get("/en/sources/"))


def test_a_quotation_is_not_translated_for_those_who_read_it(site: Client) -> None:
    words, translation = "1.105,9 ha đã được cho thuê", "1,105.9 ha had been leased"
    page = in_one_line(site.get("/vi/figures/statements/"))
    assert f'<blockquote lang="vi">{words}</blockquote>' in page and translation not in page
    page = in_one_line(site.get("/en/figures/statements/"))
    assert f'<blockquote lang="en">{translation}</blockquote>' in page
    assert 0 < page.index(translation) < page.index(words)
    assert f'lang="vi" class="small muted">{words}</blockquote>' in page


def test_an_unknown_key_figure_is_said_and_not_shown_as_zero(site: Client) -> None:
    body = text(site.get("/en/projects/texhong-hai-ha/"))
    card = re.search(r'<div class="figure-card figure-unknown">.*?</div>', body, re.DOTALL)
    assert card and "unknown" in card.group()
    listed = re.search(r'<div class="unknown-facts">.*?</div>', body, re.DOTALL)
    assert listed and "Free land" in listed.group() and "Industrial land" in listed.group()


def test_a_reference_is_shown_by_name_and_linked(site: Client) -> None:
    body = text(site.get("/vi/projects/dong-mai/"))
    assert '<a href="/vi/parks/dong-mai/">Khu công nghiệp Đông Mai</a>' in body


def test_a_subject_without_location_says_so(site: Client) -> None:
    body = text(site.get("/en/parks/hoanh-bo/"))
    assert "Its location is unknown" in body
    assert "<svg viewBox" not in body.split("profile-side")[1]


def test_an_abolished_district_says_what_it_became(site: Client) -> None:
    body = text(site.get("/en/localities/193/"))
    assert "no longer exists" in body
    assert 'href="/en/localities/06652/"' in body.split('id="became"')[1]


def test_a_present_locality_says_what_it_was_formed_from(site: Client) -> None:
    body = text(site.get("/vi/localities/06652/")).split('id="formed"')[1]
    assert "/vi/localities/193/" in body
    assert "Hà Tu" in body


def test_the_code_of_a_former_commune_still_has_a_page(site: Client) -> None:
    body = text(site.get("/en/localities/06925/"))
    assert "Quảng Điền" in body
    assert "/en/localities/06922/" in body


def test_what_lies_near_is_no_more_precise_than_the_places_are_known(site: Client) -> None:
    body = text(site.get("/en/parks/dong-mai/")).split('id="near"')[1]
    assert "≈ 23\u00a0km" in body
    assert "under 6\u00a0km" in body


def test_a_page_describes_itself_to_machines(site: Client) -> None:
    body = text(site.get("/en/projects/dong-mai/"))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
    assert found
    described = json.loads(found.group(1))
    assert described["@type"] == "Place"
    assert described["geo"]["latitude"] == pytest.approx(21.03)
    assert {"Area", "Developer"} <= {one["name"] for one in described["additionalProperty"]}


def test_counts_on_the_front_page_are_the_totals_of_their_questions(site: Client) -> None:
    body = text(site.get("/en/"))
    cards = re.findall(
        r'href="(/en/explore/\?[^"]+)"><svg[^>]*>(?:<(?!/svg)[^>]*>)*</svg>'
        r'<span class="figure-value">([\d,]+)<',
        body,
    )
    assert len(cards) >= 5
    for href, number in cards:
        table = text(site.get(href.replace("&amp;", "&")))
        assert f"<strong>{number}</strong>" in table, href


# The table twin


def test_the_map_page_holds_the_table_for_those_without_scripts(site: Client) -> None:
    body = text(site.get("/vi/explore/?layers=parks"))
    twin = body.split("<noscript>")[1].split("</noscript>")[0]
    assert "Khu công nghiệp Đông Mai" in twin
    assert 'name="area_min"' in twin


def test_columns_sort_by_links_and_say_how_they_are_sorted(site: Client) -> None:
    body = text(site.get("/en/explore/?view=table&layers=infrastructure_projects&sort=-area_ha"))
    assert 'aria-sort="descending"' in body
    assert body.index("Bac Tien Phong") < body.index("Texhong") < body.index(">Dong Mai<")


def test_what_a_filter_leaves_out_as_unknown_is_counted_in_words(site: Client) -> None:
    body = text(site.get("/en/explore/?view=table&layers=infrastructure_projects&free_min=10"))
    assert "1 more might fit, but their free land is unknown." in body
    assert "<strong>2</strong>" in body


def test_each_filter_in_force_can_be_taken_off(site: Client) -> None:
    body = text(site.get("/en/explore/?view=table&layers=parks&status=planned&q=hoanh"))
    chips = body.split("Filters in force")[1].split("</ul>")[0]
    assert "“hoanh”" in chips and "Planned" in chips
    href = re.findall(r'href="([^"]+)"', chips)[0].replace("&amp;", "&")
    assert "q=" not in href and "status=planned" in href


def test_a_bad_question_is_answered_with_reason_and_remedy(site: Client) -> None:
    for form in ("view=table", "format=csv"):
        response = site.get(f"/en/explore/?area_min=lots&{form}")
        assert response.status_code == 400
        assert "<code>area_min</code>" in text(response)


def test_an_old_link_opens_the_map_and_says_what_it_left_out(site: Client) -> None:
    response = site.get("/en/explore/?area_min=lots&layers=parks")
    assert response.status_code == 200
    assert 'id="map-app"' in text(response)
    assert "<code>area_min</code>" in text(response)


def test_what_an_old_link_repeats_is_kept(site: Client) -> None:
    response = site.get("/en/explore/?area_min=lots&status=planned&status=operating")
    assert set(response.context["question"].status) == {"planned", "operating"}


def test_csv_names_units_edition_and_every_feature(site: Client, edition: Any) -> None:
    response = site.get("/en/explore/?layers=infrastructure_projects&limit=1&format=csv")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = body.strip().split("\r\n")
    assert "Area (ha)" in lines[0] and lines[0].endswith("Edition")
    assert len(lines) == 1 + 3
    assert all(line.endswith(edition.id) for line in lines[1:])
    assert "167.86" in body


def test_csv_does_not_run_formulas(settings: Any, tmp_path: Path) -> None:
    rows = {**ROWS, "parks": [{"code": "evil", "name": ("=1+1", "@SUM(A1)"), "status": "planned"}]}
    publish_sample(tmp_path, rows=rows)
    settings.DIABAN_EDITIONS = tmp_path
    response = Client().get("/en/explore/?layers=parks&format=csv")
    line = b"".join(response.streaming_content).decode("utf-8-sig").split("\r\n")[1]
    assert "'=1+1" in line and "'@SUM(A1)" in line


# Editions


@pytest.fixture
def two_editions(settings: Any, tmp_path: Path) -> tuple[str, str]:
    """An edition with a park that the next one no longer has."""
    old = publish_sample(tmp_path)
    fewer = {**ROWS, "parks": [row for row in ROWS["parks"] if row["code"] != "hoanh-bo"]}
    new = publish_sample(tmp_path, rows=fewer, now=NOW.replace(hour=10))
    settings.DIABAN_EDITIONS = tmp_path
    return old, new


def test_an_old_edition_says_so_and_stays_chosen(
    client: Client, two_editions: tuple[str, str]
) -> None:
    old, _new = two_editions
    body = text(client.get(f"/en/?edition={old}"))
    assert 'class="banner"' in body
    assert f"/en/sources/?edition={old}" in body
    assert 'class="banner"' not in text(client.get("/en/"))
    profile = text(client.get(f"/en/parks/dong-mai/?edition={old}"))
    assert f'/en/zones/quang-yen/?edition={old}"' in profile


def test_what_an_older_edition_knew_is_gone_with_its_address(
    client: Client, two_editions: tuple[str, str]
) -> None:
    old, _new = two_editions
    response = client.get("/en/parks/hoanh-bo/")
    assert response.status_code == 410
    assert f"?edition={old}" in text(response)
    assert client.get(f"/en/parks/hoanh-bo/?edition={old}").status_code == 200


def test_what_went_many_editions_ago_still_has_its_address(settings: Any, tmp_path: Path) -> None:
    old = publish_sample(tmp_path)
    for hour in range(10, 18):
        gone = {"hoanh-bo"} | ({"dong-mai"} if hour % 2 else set())
        fewer = {**ROWS, "parks": [row for row in ROWS["parks"] if row["code"] not in gone]}
        publish_sample(tmp_path, rows=fewer, now=NOW.replace(hour=hour))
    settings.DIABAN_EDITIONS = tmp_path
    response = Client().get("/en/parks/hoanh-bo/")
    assert response.status_code == 410
    assert f"?edition={old}" in text(response)


def test_an_edition_page_tells_changes_ages_and_hashes(
    client: Client, two_editions: tuple[str, str]
) -> None:
    _old, new = two_editions
    body = text(client.get(f"/en/editions/{new}/"))
    assert "Removed" in body and "Hoanh Bo" in body
    assert re.search(r"<code[^>]*>[0-9a-f]{64}</code>", body)


def test_only_files_of_the_manifest_can_be_taken(client: Client, two_editions: Any) -> None:
    _old, new = two_editions
    base = f"/en/editions/{new}/files"
    taken = client.get(f"{base}/layers/parks.parquet")
    assert b"".join(taken.streaming_content)[:4] == b"PAR1"
    assert b"".join(client.get(f"{base}/manifest.json").streaming_content).startswith(b"{")
    assert client.get(f"{base}/../../current").status_code == 404
    assert client.get(f"{base}/secret.key").status_code == 404


def test_an_unknown_edition_is_not_found(site: Client) -> None:
    response = site.get("/en/?edition=20200101T000000Z-00000000")
    assert response.status_code == 404
    assert "no such edition" in text(response)


def test_without_any_edition_the_site_says_how_to_publish(settings: Any, tmp_path: Path) -> None:
    settings.DIABAN_EDITIONS = tmp_path / "none"
    response = Client().get("/en/")
    assert response.status_code == 503
    assert "diaban publish" in text(response)


def test_an_unchanged_page_is_not_sent_twice(site: Client) -> None:
    first = site.get("/en/about/")
    again = site.get("/en/about/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304


# Doors


def test_the_front_door_leads_to_the_remembered_language(site: Client) -> None:
    assert site.get("/").headers["Location"] == "/vi/"
    site.cookies["language"] = "en"
    assert site.get("/").headers["Location"] == "/en/"


def test_the_language_switch_keeps_the_question(site: Client) -> None:
    body = text(site.get("/vi/explore/?view=table&layers=parks"))
    assert "/language/en/?next=%2Fen%2Fexplore%2F%3Fview%3Dtable%26layers%3Dparks" in body


def test_the_sitemap_lists_every_subject_in_every_language(site: Client) -> None:
    body = text(site.get("/sitemap.xml"))
    assert "/vi/parks/dong-mai/</loc>" in body and "/en/parks/dong-mai/</loc>" in body
    assert "Sitemap: http" in text(site.get("/robots.txt"))


def test_a_missing_page_offers_the_search(site: Client) -> None:
    response = site.get("/vi/parks/nowhere/")
    assert response.status_code == 404
    assert 'role="search"' in text(response)


def test_sources_are_reached_by_their_kind(site):
    body = site.get("/en/sources/").content.decode()
    assert 'href="#kind-press"' in body and 'id="kind-press"' in body


def test_a_licence_that_is_none_by_name_is_said_in_the_readers_language():
    with translation.override("vi"):
        assert tags.licence("State legal document") == "Văn bản quy phạm pháp luật của Nhà nước"
        assert tags.licence("CC BY 4.0") == "CC BY 4.0" and tags.licence(None) == ""
