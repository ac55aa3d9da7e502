"""The totals of the statistical forms beside the figures of the report that they go with."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from diaban.projects.sheets.model import COUNT, SUM, Cell, Column, Sheet, Table
from diaban.reports import checks, making
from diaban.reports.document import Report
from diaban.reports.tests.fixture import book
from diaban.reports.writing import write

COLUMNS = {
    "2103": (Column("area", "Diện tích thành lập", "ha", SUM),
             Column("industrial", "Đất công nghiệp, dịch vụ", "ha", SUM),
             Column("leased", "Đất CN, DV đã cho thuê", "ha", SUM)),
    "2114": (Column("country", "Đối tác", total=COUNT),
             Column("count", "Dự án còn hiệu lực", "dự án", SUM),
             Column("capital", "Vốn đăng ký", "triệu USD", SUM),
             Column("realised", "Vốn thực hiện", "triệu USD", SUM)),
    "2115": (Column("project", "Dự án", total=COUNT), Column("certificate", "Số GCNĐKĐT")),
    "2116": (Column("project", "Dự án", total=COUNT), Column("certificate", "Số GCNĐKĐT")),
}  # fmt: skip
ROWS: dict[str, list[dict[str, Cell]]] = {
    "2103": [{"area": Decimal("3900"), "industrial": Decimal("2800"), "leased": Decimal("1100")},
             {"area": Decimal("51.22"), "industrial": Decimal("100"), "leased": Decimal("5.9")}],
    "2114": [{"country": "Nhật Bản", "count": 100, "capital": Decimal("10000"), "realised": None},
             {"country": "Hàn Quốc", "count": 47, "capital": Decimal("367"), "realised": None}],
    "2115": [{"project": "A", "certificate": "1"}, {"project": "A", "certificate": "1"}],
    "2116": [{"project": "B", "certificate": "2"}, {"project": "B", "certificate": "3"}],
}  # fmt: skip


def forms(**rows: list[dict[str, Cell]]) -> dict[str, Sheet]:
    """Forms that say what the report says; a keyword such as `f2116=[…]` has other rows."""
    made = {}
    for code, columns in COLUMNS.items():
        lines = [dict(row) for row in rows.get(f"f{code}", ROWS[code])]
        label = () if code in ("2115", "2116") else (Column("name", "Tên"),)
        table = Table("", (*label, *columns), lines)
        made[code] = Sheet(code, "", "2025-Q1", "2025-01-01", "2025-03-31", "", [table])
    return made


def report(kind: str = "official", **changed) -> Report:
    said = {"projects__revoked": "1", "projects__terminated": "1"} | changed
    return write(making.template(kind, "vi"), book(**said), kind=kind, language="vi",
                 period="2025-Q1")  # fmt: skip


def test_forms_that_say_what_the_report_says_agree():
    compared = checks.compare(report(), forms())
    assert {(one.form, one.queries[0].partition(" ")[0]) for one in compared} == {
        ("2103", "land.gross"), ("2103", "land.industrial"), ("2103", "land.leased"),
        ("2114", "projects.foreign"), ("2114", "projects.capital_usd"),
        ("2115", "projects.adjusted"), ("2116", "projects.revoked"),
    }  # fmt: skip
    assert [one for one in compared if not one.agrees] == []


def test_a_record_that_came_late_is_named_with_both_values():
    late = [ROWS["2103"][0], ROWS["2103"][1] | {"leased": Decimal("15.9")}]
    [one] = checks.differences(report(), forms(f2103=late))
    assert one.as_dict() == {
        "form": "2103", "column": "Đất CN, DV đã cho thuê", "queries": ["land.leased @2025-Q1"],
        "unit": "ha", "in_the_form": "1115.9", "in_the_report": "1105.9", "agrees": False,
    }  # fmt: skip
    assert one.said("vi") == ("1.105,9\xa0ha", "1.115,9\xa0ha")


def test_projects_that_ended_are_counted_together():
    [one] = checks.differences(report(), forms(f2116=ROWS["2116"][:1]))
    assert (one.told, one.total) == (2, 1)
    assert one.queries == ("projects.revoked @2025-Q1", "projects.terminated @2025-Q1")


def test_unknown_is_not_the_same_as_known():
    nothing = [{"area": None, "industrial": None, "leased": None}]
    found = {one.queries[0]: (one.told, one.total)
             for one in checks.differences(report(), forms(f2103=nothing))}  # fmt: skip
    assert found["land.leased @2025-Q1"] == (Decimal("1105.9"), None)
    assert checks.compare(report(land__leased=None), forms(f2103=nothing))[2].agrees
    [one] = checks.differences(report(land__leased=None), forms())
    assert one.said("en") == ("no figure yet", "1,105.9\xa0ha")


def test_what_a_rule_leaves_out_of_the_public_figure_is_no_difference():
    made = report()
    reasons = {"projects.capital_usd @2025-Q1": ("private_left_out:3",)}
    figures = tuple(replace(one, reasons=reasons.get(one.query, one.reasons))
                    for one in made.figures)  # fmt: skip
    more = [row | {"capital": Decimal("20000")} for row in ROWS["2114"]]
    assert [*checks.differences(made, forms(f2114=more))]
    assert [*checks.differences(replace(made, figures=figures), forms(f2114=more))] == []


@pytest.mark.parametrize(
    ("more", "agrees"), [("0.00001", True), ("0.00002", False), ("-0.00002", False)]
)
def test_the_fifth_decimal_of_a_row_may_be_rounded_and_no_more(more, agrees):
    leased = Decimal("5.9") + Decimal(more)
    rows = [ROWS["2103"][0], ROWS["2103"][1] | {"leased": leased}]
    found = list(checks.differences(report(), forms(f2103=rows)))
    assert (found == []) is agrees


def test_what_the_report_does_not_tell_is_not_compared():
    codes = {one.queries[0].partition(" ")[0] for one in checks.compare(report("press"), forms())}
    assert codes == {"land.leased", "projects.foreign", "projects.capital_usd", "projects.adjusted"}
