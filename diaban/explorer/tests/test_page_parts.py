"""The pure parts behind the pages: sums of published figures, the crosswalk, CSV, locator maps."""

from __future__ import annotations

import csv
import io
import math

import pytest

from diaban.explorer import became, csv_table, identities, jsonld
from diaban.explorer.identities import Figure
from diaban.geo import locator


def figures(*terms: tuple[str, float, str]) -> list[Figure]:
    return [Figure(*term) for term in terms]


def test_parts_that_add_up_are_said_to_hold() -> None:
    [found] = identities.sums(
        figures(("q1-p", 351, "projects"), ("q1-p-fdi", 147, "projects"))
        + figures(("q1-p-domestic", 204, "projects"))
    )
    assert found.holds and found.sum == 351


def test_what_a_total_leaves_unexplained_is_counted() -> None:
    [found] = identities.sums(
        figures(
            ("q1-dossiers", 116, "dossiers"),
            ("q1-dossiers-early", 68, "dossiers"),
            ("q1-dossiers-on-time", 16, "dossiers"),
            ("q1-dossiers-late", 0, "dossiers"),
        )
    )
    assert not found.holds
    assert (found.sum, found.difference) == (84, 32)


def test_decimal_parts_are_added_without_binary_noise() -> None:
    [found] = identities.sums(
        figures(("a", 0.3, "ha"), ("a-coastal", 0.1, "ha"), ("a-border-gate", 0.2, "ha"))
    )
    assert found.holds


@pytest.mark.parametrize(
    "parts",
    [
        figures(("p-fdi", 10.4, "billion USD"), ("p-domestic", 132_134, "billion VND")),
        figures(("p-fdi", 147, "projects")),
    ],
)
def test_a_missing_part_or_another_unit_makes_no_remark(parts: list[Figure]) -> None:
    assert identities.sums([Figure("p", 351, "projects"), *parts]) == []


CROSSWALK = [
    {"old_code": "1", "old_name": "A", "old_district": "locality:193", "new_code": "locality:9"},
    {"old_code": "2", "old_name": "B", "old_district": "193", "new_code": "9", "extent": "part"},
    {"old_code": "2", "old_name": "B", "old_district": "193", "new_code": "8", "extent": "part"},
]


def test_a_district_became_every_unit_that_took_a_commune_of_it() -> None:
    heirs = became.successors(CROSSWALK, "193")
    assert [(one.code, [former.name for former in one.former]) for one in heirs] == [
        ("9", ["A", "B"]),
        ("8", ["B"]),
    ]
    assert not heirs[1].former[0].whole


def test_a_former_commune_is_found_by_its_old_code() -> None:
    commune = became.former_commune(CROSSWALK, "2")
    assert commune is not None and commune.district == "193"
    assert [one.code for one in became.successors(CROSSWALK, "2")] == ["9", "8"]
    assert became.former_commune(CROSSWALK, "3") is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@A1", "\t=1", " =1", "\r=1"])
def test_no_text_cell_starts_a_formula(text: str) -> None:
    assert csv_table.guarded(text).startswith("'")


def test_negative_numbers_stay_numbers() -> None:
    assert csv_table.guarded(-1.5) == -1.5


def test_a_csv_line_keeps_commas_quotes_and_letters() -> None:
    text = "".join(csv_table.lines(["Tên"], [['Cảng “A”, bến "B"'], [None]]))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows == [["Tên"], ['Cảng “A”, bến "B"'], [""]]


def test_the_circle_of_a_locator_has_the_true_area() -> None:
    one = locator.mark(106.83, 21.03, "park", "Đông Mai", area_ha=167.86, main=True)
    assert one.radius is not None
    area_m2 = math.pi * (one.radius * locator.METRES_PER_UNIT) ** 2
    assert area_m2 == pytest.approx(1_678_600, rel=0.01)


def test_a_locator_shows_its_subject_with_room_around_it() -> None:
    one = locator.mark(107.0, 21.0, "park", "A", accuracy_m=3000, main=True)
    far = locator.mark(108.4, 21.5, "facility", "B")
    found = locator.locate([one, far], reach_m=12_000)
    assert found is not None
    assert [mark.label for mark in found.marks] == ["A"]
    assert found.height * locator.METRES_PER_UNIT == pytest.approx(2 * 12_000, rel=0.1)
    assert found.scale_m == 5000
    assert locator.locate([]) is None


def test_json_ld_cannot_close_its_script_element() -> None:
    assert "</script>" not in jsonld.script({"name": "</script><script>alert(1)</script>"})
