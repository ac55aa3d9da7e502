"""What the pack of Quảng Ninh promises, read as plain tables: no database, no program."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

PACK = Path(__file__).parents[1] / "packs" / "quang-ninh"
Row = dict[str, str]
WIDE = {
    "locality": "localities",
    "economic_zone": "economic_zones",
    "park": "parks",
    "infrastructure_project": "infrastructure_projects",
    "facility": "facilities",
    "commodity": "commodities",
    "material": "materials",
    "statement": "statements",
}
SOURCED = (
    *WIDE.values(), "crosswalk", "crosswalk_shares", "indicators", "indicators_external",
    "locations", "facts",
)  # fmt: skip
WEST, SOUTH, EAST, NORTH = 106.4, 20.4, 108.6, 21.75


def table(name: str) -> list[Row]:
    text = (PACK / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def facts(subject: str, field: str) -> list[Row]:
    return [row for row in table("facts") if (row["subject"], row["field"]) == (subject, field)]


def values(subject: str, field: str) -> set[str]:
    """Every value that the pack gives of a field, from the wide table and from facts.csv."""
    kind, code = subject.split(":")
    wide = next(row for row in table(WIDE[kind]) if row["code"] == code)
    found = {row["value"] for row in facts(subject, field)}
    return found | ({wide[field]} if wide[field] else set())


def sourced_rows() -> Iterator[tuple[str, Row]]:
    for name in SOURCED:
        for row in table(name):
            yield name, row


def area_of_project(row: Row) -> float:
    """The area in the wide table; where it has none, the only one of facts.csv."""
    if row["area"]:
        return float(row["area"])
    (fact,) = facts(f"infrastructure_project:{row['code']}", "area")
    return float(fact["value"])


def test_every_indicator_says_who_keeps_it_and_on_what_it_rests() -> None:
    for row in table("indicators"):
        for column in ("owner", "basis_vi", "basis_en", "source"):
            assert row[column], (row["code"], column)


def test_the_provinces_ahead_of_ours_are_those_that_were_named_and_as_many_as_the_rank_says() -> (
    None
):
    said = {row["code"]: row for row in table("statements")}
    ranks = [
        row for row in table("indicators_external") if row["indicator"] == "economy.rank_country"
    ]
    (ours,) = [row for row in ranks if not row["place"]]
    others = [said[row["statement"]] for row in ranks if row["place"]]
    assert sorted(int(row["value"]) for row in others) == list(
        range(1, int(said[ours["statement"]]["value"]))
    )
    assert {row["source"] for row in others} == {"danviet-1323486"}
    for row in others:
        assert row["note"] and row["note_vi"] and row["trust"] == "D", (
            "read from an order, not printed"
        )
        assert row["scope_vi"] and row["scope_en"] and not row["place"]


def test_there_are_54_communes_since_july_2025() -> None:
    communes = [row for row in table("localities") if row["level"] == "commune"]
    assert Counter(row["type"] for row in communes) == {"phuong": 30, "xa": 22, "dac_khu": 2}
    assert {row["valid_from"] for row in communes} == {"2025-07-01"}
    assert {row["parent"] for row in communes} == {"22"}


def test_every_commune_says_what_it_is_and_what_it_was_formed_from() -> None:
    for row in table("localities"):
        if row["level"] == "commune":
            for column in ("area", "admin_centre_vi", "admin_centre_en", "formed_from_vi",
                           "formed_from_en", "decision"):  # fmt: skip
                assert row[column], (row["code"], column)
            assert values(f"locality:{row['code']}", "population"), row["code"]


def test_the_13_former_districts_end_when_the_communes_begin() -> None:
    districts = [row for row in table("localities") if row["level"] == "district"]
    assert len(districts) == 13
    assert {row["valid_to"] for row in districts} == {"2025-07-01"}
    assert all(values(f"locality:{row['code']}", "area") for row in districts)


def test_ba_che_has_its_official_code() -> None:
    codes = {row["code"]: row["name_vi"] for row in table("localities")}
    assert codes["06970"] == "Xã Ba Chẽ"
    assert "06978" not in codes


def test_the_crosswalk_leads_from_every_former_district_to_every_commune() -> None:
    rows = table("crosswalk")
    level = {row["code"]: row["level"] for row in table("localities")}
    assert len(rows) == 184
    assert {row["new_code"] for row in rows} == {c for c, at in level.items() if at == "commune"}
    assert {row["old_district"] for row in rows} == {
        c for c, at in level.items() if at == "district"
    }


def test_a_former_commune_went_somewhere_whole_or_to_several_in_part() -> None:
    extents: dict[str, list[str]] = {}
    for row in table("crosswalk"):
        extents.setdefault(row["old_code"], []).append(row["extent"])
    for code, found in extents.items():
        assert found == ["whole"] or (len(found) > 1 and set(found) == {"part"}), code


def test_the_five_zones_sum_to_the_published_total() -> None:
    zones = table("economic_zones")
    assert Counter(row["type"] for row in zones) == {"coastal": 2, "border_gate": 3}
    assert sum(float(row["area"]) for row in zones) == 375_171
    assert values("statement:plan-zones-area", "value") == {"375171"}


def test_nine_projects_lie_in_seven_parks() -> None:
    projects = table("infrastructure_projects")
    assert len(projects) == 9
    parks = {row["park"] for row in projects}
    operating = {row["code"] for row in table("parks") if row["status"] == "operating"}
    assert len(parks) == 7
    assert parks == operating


def test_one_park_may_have_several_developers() -> None:
    projects = [r for r in table("infrastructure_projects") if r["park"] == "dam-nha-mac"]
    assert len({row["developer_vi"] for row in projects}) == 3


def test_the_areas_of_the_projects_sum_as_stated() -> None:
    total = sum(area_of_project(row) for row in table("infrastructure_projects"))
    assert round(total, 2) == 3959.94


@pytest.mark.parametrize(
    ("subject", "field", "expected"),
    [
        ("locality:06994", "area", {"583.92", "538.92"}),
        ("locality:07030", "area", {"175.94", "276.12"}),
        ("locality:06778", "area", {"62.63", "63.63"}),
        ("economic_zone:van-don", "area", {"217133", "217100"}),
        ("park:cai-lan", "planned_area", {"305.3", "78"}),
        ("infrastructure_project:dong-mai", "area", {"167.86", "158.48", "200"}),
        ("infrastructure_project:nam-tien-phong", "area", {"487.4", "487"}),
        ("infrastructure_project:texhong-hai-ha", "built_area", {"300", "375.88"}),
        ("locality:22", "type", {"thanh_pho", "tinh"}),
    ],
)
def test_values_that_disagree_stand_side_by_side(
    subject: str, field: str, expected: set[str]
) -> None:
    assert values(subject, field) == expected


def test_every_value_has_a_source_that_is_described() -> None:
    described = {row["id"] for row in table("sources")}
    for name, row in sourced_rows():
        assert row["source"] in described, (name, row)


def test_every_described_source_is_cited() -> None:
    cited = {row["source"] for _, row in sourced_rows()}
    assert {row["id"] for row in table("sources")} == cited


def test_what_comes_from_memory_says_so() -> None:
    kinds = {row["id"]: row["kind"] for row in table("sources")}
    for name, row in sourced_rows():
        assert row["trust"].startswith("M-") == (kinds[row["source"]] == "unverified"), (name, row)


def test_open_data_names_its_licence_where_it_asks_for_credit() -> None:
    licences = {row["id"]: row["licence"] for row in table("sources")}
    for source in ("gem-coal-mines", "gem-coal-plants", "gem-coal-terminals", "sfi-cement"):
        assert licences[source] == "CC BY 4.0"
    assert licences["osm-2026-08"].startswith("ODbL")


def test_no_point_comes_from_openstreetmap() -> None:
    assert all(row["source"] != "osm-2026-08" for row in table("locations"))


def test_names_and_texts_are_complete_in_both_languages() -> None:
    for name in WIDE.values():
        for row in table(name):
            assert row["name_vi"] and row["name_en"], (name, row)
            for column in row:
                if column.endswith("_vi") and column != "note_vi":
                    english = row[column.removesuffix("_vi") + "_en"]
                    assert bool(row[column]) == bool(english), (name, row["code"], column)


def test_english_names_are_in_plain_letters() -> None:
    for name in WIDE.values():
        for row in table(name):
            assert re.fullmatch(r"[\x20-\x7e–]+", row["name_en"]), (name, row["name_en"])


def test_codes_are_not_given_twice() -> None:
    for name in WIDE.values():
        codes = [row["code"] for row in table(name)]
        assert len(codes) == len(set(codes)), name


def test_every_row_beside_the_tables_names_a_subject_of_them() -> None:
    subjects = {f"{kind}:{row['code']}" for kind, name in WIDE.items() for row in table(name)}
    for name in ("locations", "facts"):
        for row in table(name):
            assert row["subject"] in subjects, (name, row)


def test_every_point_lies_in_the_province_or_its_sea() -> None:
    for row in table("locations"):
        assert WEST <= float(row["lon"]) <= EAST, row
        assert SOUTH <= float(row["lat"]) <= NORTH, row
        assert float(row["accuracy_m"]) > 0, row


def test_every_commune_district_zone_and_project_has_a_point() -> None:
    located = {row["subject"] for row in table("locations")}
    for kind in ("locality", "economic_zone", "infrastructure_project"):
        missing = {f"{kind}:{row['code']}" for row in table(WIDE[kind])} - located
        assert not missing


def test_rough_points_of_projects_look_rough() -> None:
    points = [r for r in table("locations") if r["subject"].startswith("infrastructure_project:")]
    assert len(points) == 9
    for row in points:
        assert (row["method"], row["accuracy_m"], row["trust"]) == ("approximate", "3000", "M-L")


def test_communes_whose_centre_is_wrong_at_the_source_get_a_representative_point() -> None:
    methods = {row["subject"]: row["method"] for row in table("locations")}
    wrong = {"06652", "06685", "06688", "06757", "06967"}
    for row in table("localities"):
        if row["level"] == "commune":
            expected = "representative_point" if row["code"] in wrong else "admin_centre"
            assert methods[f"locality:{row['code']}"] == expected


def test_mines_whose_coordinate_is_wrong_have_no_point_and_say_why() -> None:
    located = {row["subject"] for row in table("locations")}
    mines = {row["code"]: row for row in table("materials") if row["kind"] == "mine"}
    lost = {code for code in mines if f"material:{code}" not in located}
    assert lost == {"binh-minh", "giap-khau", "ha-lam", "khe-cham", "khe-cham-3", "mong-duong"}
    assert all("tracker" in mines[code]["note"] for code in lost)


def test_what_is_known_only_for_the_province_has_no_point() -> None:
    located = {row["subject"] for row in table("locations")}
    totals = {f"material:{r['code']}" for r in table("materials") if r["kind"] == "province_total"}
    assert totals and not totals & located


def test_every_note_has_its_vietnamese_and_the_same_note_is_said_the_same_way() -> None:
    said: dict[str, set[str]] = {}
    for name in (*SOURCED, "sources"):
        for row in table(name):
            assert bool(row["note"]) == bool(row["note_vi"]), (name, row)
            if row["note"]:
                said.setdefault(row["note"], set()).add(row["note_vi"])
    assert {note: texts for note, texts in said.items() if len(texts) > 1} == {}
    assert len(said) == len(set.union(*said.values())) > 200, "two notes share one translation"


def test_a_translated_note_says_its_numbers_as_vietnamese_writes_them() -> None:
    groups = re.compile(r"(?<![\d.,/])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])")
    for name in (*SOURCED, "sources"):
        for row in table(name):
            for number in groups.findall(row["note"]):
                turned = number.translate(str.maketrans(",.", ".,"))
                assert turned in row["note_vi"], (row["note"], row["note_vi"])


def test_marine_fish_is_the_only_commodity_without_an_area() -> None:
    used = {row["commodity"] for row in table("materials")}
    commodities = {row["code"] for row in table("commodities")}
    assert used <= commodities
    assert commodities - used == {"marine-fish"}


def test_power_plants_are_the_sums_of_their_units() -> None:
    megawatts = {
        r["code"]: r["capacity"] for r in table("facilities") if r["kind"] == "power_plant"
    }
    assert megawatts == {
        "cam-pha-power": "680",
        "hai-ha-chp": "2100",
        "mao-khe-power": "440",
        "mong-duong-power": "2320",
        "quang-ninh-power": "1200",
        "thang-long-power": "600",
        "uong-bi-power": "735",
    }


def test_the_petitions_of_the_article_agree_with_the_newspaper() -> None:
    figures = {row["code"]: float(row["value"]) for row in table("statements")}
    developers = figures["2025-q1-petitions-developers"]
    enterprises = figures["2025-q1-petitions-enterprises"]
    assert (developers, enterprises) == (31, 9)
    assert figures["2025-q1-petitions"] == developers + enterprises == 40


def test_the_outcomes_of_dossiers_are_not_made_to_add_up() -> None:
    figures = {row["code"]: float(row["value"]) for row in table("statements")}
    outcomes = [figures[f"2025-q1-dossiers-{name}"] for name in ("early", "on-time", "late")]
    assert figures["2025-q1-dossiers"] - sum(outcomes) == 32


def test_projects_of_the_article_add_up() -> None:
    figures = {row["code"]: float(row["value"]) for row in table("statements")}
    parts = figures["2025-q1-projects-fdi"] + figures["2025-q1-projects-domestic"]
    assert figures["2025-q1-projects"] == parts == 351


def test_the_share_leased_is_not_one_of_the_land_cleared() -> None:
    figures = {row["code"]: float(row["value"]) for row in table("statements")}
    leased, cleared = figures["2025-q1-land-leased"], figures["2025-q1-land-cleared"]
    ready = leased / (figures["2025-q1-land-leased-share"] / 100)
    assert round(ready, 1) == figures["2025-q1-land-ready-implied"]
    assert round(100 * leased / cleared, 1) == round(figures["2025-q1-land-leased-of-cleared"], 1)


def test_every_figure_of_the_article_is_given_with_its_exact_words() -> None:
    quoted = [
        row
        for row in table("statements")
        if row["source"] == "article-2025-q1" and row["trust"] != "D"
    ]
    assert len(quoted) == 17
    assert all(row["quote"] and row["quote_en"] for row in quoted)


def test_the_exact_words_stand_in_the_article() -> None:
    article = PACK.parents[2] / "shared" / "article-2025-q1.txt"
    if not article.exists():
        pytest.skip("the article's text is not beside the repository (../shared)")
    text = " ".join(article.read_text(encoding="utf-8").split())
    for row in table("statements"):
        if row["quote"]:
            assert row["quote"] in text, row["code"]


def test_the_shares_of_every_divided_commune_add_up_to_one() -> None:
    divided: dict[str, set[str]] = {}
    for row in table("crosswalk"):
        if row["extent"] == "part":
            divided.setdefault(row["old_code"], set()).add(row["new_code"])
    shares: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in table("crosswalk_shares"):
        of = shares.setdefault((row["old_code"], row["measure"]), {})
        of[row["new_code"]] = Decimal(row["share"])
    assert {code for code, measure in shares if measure == "area"} == set(divided)
    for (code, _measure), of in shares.items():
        assert set(of) == divided[code], code
        assert sum(of.values()) == 1, code


def test_each_table_is_in_order() -> None:
    for name in ("sources", "economic_zones", "parks", "infrastructure_projects", "commodities",
                 "statements"):  # fmt: skip
        first = [row.get("code") or row["id"] for row in table(name)]
        assert first == sorted(first), name


def test_the_readme_counts_what_is_there() -> None:
    readme = (PACK / "README.md").read_text(encoding="utf-8")
    for name, rows in re.findall(r"^\| `(\w+)\.csv` \| (\d+) \|", readme, re.MULTILINE):
        assert len(table(name)) == int(rows), name
