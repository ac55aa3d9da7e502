"""The dashboard: what its pages promise, on a small document of indicators."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from diaban.explorer.dashboard import records

PAGES = (
    "figures/",
    "figures/?period=2025-Q2",
    "figures/?place=park:dong-mai",
    "figures/land.leased/",
    "figures/land.leased_of_ready/?period=2025-Q1&place=economic_zone:quang-yen",
    "figures/dossiers.received/",
    "figures/economy.growth/",
    "figures/visits.made/?period=2023-Q1",
    "figures/compare/",
    "figures/compare/?indicator=land.leased&place=park:dong-mai&place=&from=2024-Q1&to=2025-Q1",
    "figures/map/",
    "figures/map/?indicator=land.leased_of_ready&period=2024-Q4",
    "figures/map/?indicator=land.leased&period=2025-Q2&by=localities",
    "figures/land.leased/?period=2025-Q1&place=locality:206",
)  # fmt: skip


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_both_languages_without_database_or_inline_code(
    figures: Client, language: str, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a public page reached for the database")

    for alias in connections:
        monkeypatch.setattr(connections[alias], "ensure_connection", broken)
        monkeypatch.setattr(connections[alias], "cursor", broken)
    response = figures.get(f"/{language}/{page}")
    assert response.status_code == 200
    body = text(response)
    assert f'<html lang="{language}"' in body and body.count("<h1") == 1
    assert not re.search(r"<[^>]+\sstyle=", body) and not re.search(r"<[^>]+\son[a-z]+=", body)


def card(body: str, code: str) -> str:
    """The card of an indicator on the page of the quarter."""
    found = re.search(
        rf'<li class="fig-card[^>]*>\s*<h3>\s*<a href="/../figures/{code}/.*?</li>', body
    )
    assert found, code
    return found.group()


def test_a_quarter_opens_at_the_last_one_that_is_closed(figures: Client) -> None:
    assert "Q1 2025 in figures" in text(figures.get("/en/figures/"))


def test_a_figure_stands_in_the_readers_form_with_its_two_terms(figures: Client) -> None:
    body = card(text(figures.get("/vi/figures/?period=2025-Q1")), "land.leased_of_ready")
    assert "55,81%" in body and "1.100,9 ha" in body and "1.972,7 ha" in body
    body = card(text(figures.get("/en/figures/?period=2025-Q1")), "land.leased_of_ready")
    assert "55.81%" in body and "1,100.9 ha" in body


def test_a_change_says_which_way_how_far_and_whether_that_is_good(figures: Client) -> None:
    body = text(figures.get("/en/figures/land.leased_of_ready/?period=2025-Q1"))
    assert "rose by 0.26 percentage points since Q4 2024" in body
    assert "for the better" in body
    body = text(figures.get("/en/figures/dossiers.late/?period=2024-Q4"))
    assert "fell by 1 dossier (50%) since Q3 2024" in body and "for the better" in body
    assert "unchanged since Q1 2025" in text(
        figures.get("/en/figures/dossiers.late/?period=2025-Q2")
    )


def test_what_nobody_knows_is_unknown_and_not_zero(figures: Client) -> None:
    body = text(figures.get("/en/figures/visits.made/?period=2023-Q1"))
    value = re.search(r'<p class="fig-value fig-value-large">(.*?)</p>', body)
    assert value and "unknown" in value.group(1) and "0" not in value.group(1)


def test_a_ratio_without_anything_to_divide_by_is_unknown(figures: Client) -> None:
    body = text(figures.get("/en/figures/land.leased_of_ready/?place=park:hoanh-bo"))
    assert "unknown" in re.search(r'fig-value-large">(.*?)</p>', body).group(1)  # type: ignore[union-attr]


def test_a_target_of_the_year_stands_beside_its_quarters(figures: Client) -> None:
    body = card(text(figures.get("/en/figures/?period=2025-Q1")), "economy.growth_target")
    assert "14%" in body and "2025" in body


def test_of_what_others_publish_the_last_release_counts_and_each_is_cited(figures: Client) -> None:
    body = text(figures.get("/en/figures/economy.growth/?period=2025-Q1"))
    assert "11.03%" in re.search(r'fig-value-large">(.*?)</p>', body).group(1)  # type: ignore[union-attr]
    releases = body.split('id="fig-vintages"')[1]
    assert "10.91%" in releases and "first release" in releases and "Press reports" in releases


def test_only_releases_before_the_last_of_their_period_are_drawn_as_earlier_ones(
    figures: Client,
) -> None:
    body = text(figures.get("/en/figures/economy.growth/"))
    chart = body.split('class="fig-chart')[1]
    # Of the first quarter there are two releases, of the one before a single one.
    assert chart.count("fig-mark-vintage") == 1 and "first release" in chart
    assert "an earlier release" in body
    alone = text(figures.get("/en/figures/economy.rank_region/"))
    assert "fig-mark-vintage" not in alone and "an earlier release" not in alone


def test_a_rank_is_a_rank_and_rising_to_the_third_place_is_good(figures: Client) -> None:
    body = card(text(figures.get("/en/figures/?period=2025-Q1")), "economy.rank_region")
    assert "3rd" in body and "was 5th in Q4 2024" in body and "for the better" in body


def test_another_province_stands_beside_ours_and_is_chosen_nowhere_else(figures: Client) -> None:
    body = text(figures.get("/en/figures/economy.rank_region/?period=2025-Q1"))
    beside = body.split('id="fig-places"')[1].split("</table>")[0]
    assert "Whole province" in beside and "3rd" in beside
    assert "Nam Dinh Province" in beside and "1st" in beside
    assert beside.index("1st") < beside.index("3rd")
    assert "fig-bar" not in beside, "a rank has no length"
    assert "On a map" not in beside, "it lies in none of our zones"
    later = text(figures.get("/en/figures/economy.rank_region/?period=2025-Q2"))
    assert "By place, Q1 2025" in later, "the last quarter of which anybody published anything"
    theirs = text(figures.get("/en/figures/economy.rank_region/?place=province:nam-dinh"))
    assert "1st" in re.search(r'fig-value-large">(.*?)</p>', theirs).group(1)  # type: ignore[union-attr]
    for path in ("/en/figures/", "/en/figures/economy.growth/", "/en/figures/land.leased/"):
        assert "Nam Dinh" not in text(figures.get(path)), path


def test_restatements_and_breaks_are_drawn_and_said(figures: Client) -> None:
    body = text(figures.get("/en/figures/land.leased/"))
    chart = body.split('class="fig-chart')[1]
    assert "fig-mark-restated" in chart and 'class="fig-break"' in chart
    assert "was 1,000.1 ha until 2 May 2025: One posting came late" in body
    assert "The series is broken at Q1 2024: The definition changed" in body
    glance = text(figures.get("/en/figures/?period=2024-Q4"))
    assert "restated" in glance


def test_a_published_figure_stands_beside_the_computed_one(figures: Client) -> None:
    body = text(figures.get("/en/figures/land.leased/"))
    assert "fig-mark-published" in body
    row = body.split('id="fig-said"')[1]
    assert "1,100.0 ha" in row and "1,100.9 ha" in row and "Nobody knows why" in row


def test_the_chart_has_a_table_that_says_the_same(figures: Client) -> None:
    body = text(figures.get("/en/figures/dossiers.received/"))
    series = body.split('id="fig-series"')[1].split("</section>")[0]
    for number in range(84, 121, 4):
        assert f"<strong>{number} dossiers</strong>" in series


def test_a_period_that_does_not_exist_is_said_and_the_usual_one_shown(figures: Client) -> None:
    for wanted in ("2025-Q7", "1999-Q1", "nonsense", "%00"):
        response = figures.get(f"/en/figures/?period={wanted}")
        assert response.status_code == 200
        assert "There is no figure for" in text(response)


def test_a_place_that_does_not_exist_is_said(figures: Client) -> None:
    body = text(figures.get("/en/figures/?place=park:atlantis"))
    assert "There is no figure for the place “park:atlantis”" in body


@pytest.mark.parametrize("address", ["land.nothing/", "land.nothing.csv", "land.leased.exe/"])
def test_an_indicator_that_does_not_exist_is_not_found(figures: Client, address: str) -> None:
    assert figures.get(f"/en/figures/{address}").status_code == 404


def test_places_are_compared_over_periods_and_the_address_keeps_the_question(
    figures: Client,
) -> None:
    query = "indicator=land.leased&place=park:dong-mai&place=economic_zone:quang-yen"
    body = text(figures.get(f"/en/figures/compare/?{query}&from=2024-Q3&to=2025-Q1"))
    head = re.search(r"<thead>(.*?)</thead>", body).group(1)  # type: ignore[union-attr]
    assert re.findall(r"Q\d 20\d\d", head) == ["Q3 2024", "Q4 2024", "Q1 2025"]
    rows = re.search(r"<tbody>(.*?)</tbody>", body).group(1)  # type: ignore[union-attr]
    assert rows.count("<tr>") == 2
    assert 'value="park:dong-mai" checked' in body and "fig-line-2" in body


def test_a_comparison_draws_and_says_every_break_and_restated_figure_of_its_periods(
    figures: Client,
) -> None:
    query = "indicator=land.leased&place=&place=park:dong-mai"
    body = text(figures.get(f"/en/figures/compare/?{query}&from=2023-Q2&to=2025-Q1"))
    chart = body.split('class="fig-chart')[1]
    assert "All parks and zones: The definition changed" in chart.split('class="fig-break"')[1]
    assert "All parks and zones: was 1,000.1 ha" in chart.split("fig-mark-restated")[1]
    told = body.split("</table>")[1]
    assert (
        "<strong>All parks and zones</strong>: The series is broken at Q1 2024: "
        "The definition changed" in told
    )
    assert (
        "<strong>All parks and zones, Q4 2024</strong>: was 1,000.1 ha until 2 May 2025: "
        "One posting came late" in told
    )
    later = text(figures.get(f"/en/figures/compare/?{query}&from=2025-Q1&to=2025-Q2"))
    assert "fig-break" not in later and "Breaks and restated" not in later
    of_park = text(figures.get("/en/figures/compare/?indicator=land.leased&place=park:dong-mai"))
    assert "The definition changed" not in of_park and "One posting came late" not in of_park


def test_periods_turned_round_are_compared_all_the_same(figures: Client) -> None:
    body = text(figures.get("/en/figures/compare/?indicator=land.leased&from=2025-Q1&to=2024-Q3"))
    head = re.search(r"<thead>(.*?)</thead>", body).group(1)  # type: ignore[union-attr]
    assert re.findall(r"Q\d 20\d\d", head) == ["Q3 2024", "Q4 2024", "Q1 2025"]


def test_what_cannot_be_compared_is_named(figures: Client) -> None:
    body = text(figures.get("/en/figures/compare/?indicator=land.atlantis&place=park:atlantis"))
    assert "“land.atlantis” is not known" in body and "“park:atlantis” is not known" in body


def test_the_map_has_a_class_for_the_unknown_and_a_table(figures: Client) -> None:
    body = text(figures.get("/en/figures/map/?indicator=land.leased&period=2025-Q1"))
    legend = body.split('id="fig-legend"')[1].split("</ul>")[0]
    assert "unknown" in legend
    assert "Not on the map, since nobody knows where they lie" in body  # Hoành Bồ has no location
    assert 'aria-label="Khu' not in body and "Dong Mai Industrial Park: " in body
    assert "Dong Mai" in body.split('id="fig-places"')[1]
    zones = text(figures.get("/en/figures/map/?indicator=land.leased&period=2025-Q1&by=zones"))
    assert "Quang Yen" in zones.split('id="fig-places"')[1]


def test_a_zone_of_known_outline_is_drawn_by_it_shaded_for_a_ratio(figures: Client) -> None:
    address = "/en/figures/map/?period=2025-Q1&by=zones&indicator="
    body = text(figures.get(f"{address}land.leased"))
    assert '<path class="fig-outline" d="M' in body and '<circle class="fig-shade-' in body
    assert "Where the outline of a place is known it is drawn" in body
    body = text(figures.get(f"{address}land.leased_of_ready"))
    assert '<path class="fig-shade-' in body.split('id="fig-legend"')[0]
    parks = text(figures.get("/en/figures/map/?period=2025-Q1&indicator=land.leased"))
    assert "it is no outline" in parks


MAP = "/en/figures/map/?indicator=land.leased&by=localities&period="


def test_localities_are_mapped_as_they_stood_at_the_end_of_the_period(figures: Client) -> None:
    body = text(figures.get(f"{MAP}2025-Q1"))
    table = body.split('id="fig-places"')[1]
    assert "Former districts, as they stood until 31 March 2025" in body
    assert "Quang Yen Town" in table and "Dong Mai Ward" not in table and "40 ha" in table
    assert "Dong Mai Industrial Park" in table  # what lies whole in it
    assert "Not divided" not in body  # a known nothing need not be
    body = text(figures.get(f"{MAP}2025-Q2"))
    assert "as they stand since 1 April 2025" in body
    assert 'id="spot-locality:07135"' in body and "Quang Yen Town" not in body


def test_what_is_not_divided_among_localities_is_told_beside_them(figures: Client) -> None:
    table = text(figures.get(f"{MAP}2024-Q4")).split('id="fig-places"')[1]
    assert "Some of it lies in several localities at once" in table
    assert "Not divided: A, B" in table and "Hoanh Bo" in table and "12.5 ha" in table
    body = text(
        figures.get("/en/figures/land.leased/?period=2024-Q4&place=locality:206")
    )  # fmt: skip
    assert "Beside it:" in body and "12.5 ha" in body


def test_a_locality_is_chosen_by_its_kind_and_says_in_which_time_it_stood(figures: Client) -> None:
    body = text(figures.get("/en/figures/land.leased/?period=2025-Q1&place=locality:206"))
    chooser = body.split('id="fig-place"')[1].split("</select>")[0]
    assert '<optgroup label="Districts"> <option value="locality:206" selected' in chooser
    assert '<optgroup label="Communes, wards and special zones">' in chooser
    assert "among:" not in chooser
    assert "The unit stood until 31 March 2025." in body and "has no figures of" not in body


def test_a_locality_of_another_time_has_no_figure_and_says_why(figures: Client) -> None:
    for page in ("figures/", "figures/land.leased/"):
        body = text(figures.get(f"/en/{page}?period=2025-Q2&place=locality:206"))
        assert "Quang Yen Town has no figures of Q2 2025." in body
        assert "The unit stood until 31 March 2025." in body
        assert 'href="?period=2025-Q1&amp;place=locality:206">Q1 2025</a>' in body
    places = text(figures.get("/en/figures/land.leased/?period=2025-Q2"))
    assert "Quang Yen Town" not in places.split('id="fig-places"')[1]


def test_a_place_without_this_indicator_is_said_and_its_name_stands_over_no_other_figure(
    figures: Client,
) -> None:
    body = text(figures.get("/en/figures/land.ready/?period=2025-Q1&place=locality:206"))
    assert "There is no figure for the place “locality:206”" in body
    assert 'class="eyebrow">All parks and zones' in body


def test_a_series_of_a_locality_is_broken_where_it_was_formed(figures: Client) -> None:
    body = text(figures.get("/en/figures/land.leased/?period=2025-Q2&place=locality:07135"))
    assert "The unit is new" in body
    assert "The unit is new" not in text(figures.get("/en/figures/land.leased/?period=2025-Q2"))


def test_the_public_is_led_to_aggregates_of_the_same_period_and_place(figures: Client) -> None:
    body = text(figures.get("/en/figures/land.leased/?period=2025-Q1&place=park:dong-mai"))
    assert 'href="/en/land/?on=2025-03-31"' in body  # the sample has no land page of the park
    body = text(figures.get("/en/figures/dossiers.received/?period=2025-Q1"))
    assert 'href="/en/dossiers/?period=2025-Q1"' in body
    assert "/en/desk/dossiers/figures/?first=2025-01-01&amp;last=2025-03-31" in body


def test_an_edition_without_figures_says_so(settings: Any, editions_root: Path) -> None:
    settings.DIABAN_EDITIONS = editions_root
    for page in ("figures/", "figures/map/", "figures/compare/"):
        assert "No figure is computed" in text(Client().get(f"/en/{page}"))
    assert Client().get("/en/figures/land.leased/").status_code == 404


def test_invented_figures_are_marked_and_cited_ones_are_not(invented: Client) -> None:
    body = text(invented.get("/en/figures/?period=2025-Q1"))
    assert "computed from invented records" in body
    assert "Demonstration" in card(body, "land.leased_of_ready")
    assert "Demonstration" not in card(body, "economy.rank_region")
    body = text(invented.get("/en/figures/land.leased/?place=park:dong-mai"))
    assert "Demonstration" in body.split('id="fig-places"')[1]


def test_a_real_figure_bears_no_mark_of_the_demonstration(figures: Client) -> None:
    assert "Demonstration" not in text(figures.get("/en/figures/?period=2025-Q1"))


@override("en")
def test_land_of_a_park_leads_to_the_parks_own_land_page_where_there_is_one() -> None:
    found = records.public("land.leased", "2025-Q1", "park:a", scopes={"park:a"}, edition="e")
    assert [way.href for way in found] == ["/en/land/park:a/?on=2025-03-31&edition=e"]


def test_what_no_register_keeps_is_said_for_the_whole(figures: Client) -> None:
    said = "nothing is computed, and nothing is claimed"
    assert said in text(figures.get("/en/figures/"))
    assert said not in text(figures.get("/en/figures/?place=park:dong-mai"))


def test_a_year_that_only_a_target_names_is_offered_on_the_targets_page_alone(
    figures: Client,
) -> None:
    assert '<option value="2025"' not in text(figures.get("/en/figures/"))
    body = text(figures.get("/en/figures/economy.growth_target/?period=2025"))
    assert '<option value="2025" selected' in body and "14%" in body


def test_groups_that_do_not_add_up_to_the_received_say_why(figures: Client) -> None:
    body = text(figures.get("/en/figures/?period=2025-Q1"))
    assert body.count("they do not add up to the number received") == 1


@pytest.mark.parametrize(
    ("language", "kind", "period", "heading"),
    [
        ("vi", "year", "2025", "Năm 2025 qua các con số"),
        ("en", "year", "2025", "The year 2025 in figures"),
        ("vi", "quarter", "2025-Q1", "Quý I/2025 qua các con số"),
    ],
)
def test_the_heading_calls_a_year_a_year(language, kind, period, heading) -> None:
    with override(language):
        said = render_to_string(
            "explorer/dashboard/in_figures.html",
            {"asked": {"period": {"kind": kind, "shown": period}}},
        )
    assert said.strip() == heading
