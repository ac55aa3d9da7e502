from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from django.db import transaction

from diaban.facts import packs
from diaban.land import demonstration as invented_land
from diaban.projects import actions, demonstration, reporting, sheets
from diaban.projects import vocabulary as v
from diaban.projects.models import StatisticalReport
from diaban.projects.periods import period
from diaban.projects.sheets import docx as word
from diaban.projects.sheets import model, xlsx
from diaban.projects.sheets.model import MEAN, RATIO, SUM, Column, NumberTooLarge, Sheet, Table
from diaban.projects.tests.build import event, project

QUARTER = period("2025-Q1")
PACK = Path(__file__).resolve().parents[3] / "packs" / "quang-ninh"
COLUMNS = (
    Column("park", "Khu"),
    Column("leased", "Đã thuê", "ha", SUM),
    Column("industrial", "Đất CN", "ha", SUM),
    Column("occupancy", "Lấp đầy", "%", RATIO, ("leased", "industrial")),
    Column("completion", "Hoàn thành", "%", MEAN),
)


def table(*rows: tuple) -> Table:
    names = ("park", "leased", "industrial", "completion")
    return Table("", COLUMNS, [dict(zip(names, row, strict=True)) for row in rows])


def test_an_occupancy_total_is_a_quotient_of_sums_and_a_completion_total_a_plain_mean():
    made = table(("A", Decimal(10), Decimal(100), Decimal(50)),
                 ("B", Decimal(90), Decimal(100), Decimal(100)),
                 ("C", Decimal(0), Decimal(300), Decimal(0)))  # fmt: skip
    assert [row["occupancy"] for row in made.rows] == [10, 90, 0]
    assert made.total["occupancy"] == 20
    assert made.total["completion"] == 50
    assert made.total["leased"] == 100


def test_a_ratio_over_nothing_is_a_dash_and_of_the_unknown_is_unknown():
    made = table(("A", Decimal(0), Decimal(0), None), ("B", None, Decimal(5), None))
    assert [row["occupancy"] for row in made.rows] == ["-", None]
    assert made.total["completion"] is None


def test_a_total_that_leaves_rows_out_says_so():
    made = table(("A", Decimal(1), Decimal(5), None), ("B", None, Decimal(5), None))
    assert made.total["leased"] == 1
    assert made.total["occupancy"] == 20
    assert any("1/2" in note for note in made.notes)


def test_numbers_have_at_most_five_decimals_and_fifteen_digits():
    assert model.fitted(Decimal("1.000005")) == Decimal("1.00001")
    assert model.shown(Decimal("-1234567.5")) == "-1.234.567,5"
    assert model.shown(Decimal("999999999999999")) == "999.999.999.999.999"
    assert model.shown(None) == "…"
    with pytest.raises(NumberTooLarge):
        model.fitted(Decimal("1000000000000000"))


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> dict[str, Sheet]:
    """Every form of the first quarter of 2025, from the pack and the invented registers."""
    with django_db_blocker.unblock(), transaction.atomic():
        packs.load(PACK)
        invented_land.load()
        demonstration.load()
        found = {form: sheets.make(form, QUARTER) for form in sheets.FORMS}
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("form", sheets.FORMS)
def test_every_form_is_made_in_every_format_and_reads_back(made, form):
    sheet = made[form]
    assert model.sheet_of(sheet.as_dict()).as_dict() == sheet.as_dict()
    book = openpyxl.load_workbook(BytesIO(xlsx.write(sheet)))
    assert len(book.worksheets) == len(sheet.tables)
    text = "\n".join(one.text for one in docx.Document(BytesIO(word.write(sheet))).paragraphs)
    assert sheet.title.upper() in text
    assert "MINH HỌA" in text
    for remark in sheet.lacking:
        assert remark in text


def test_form_2103_has_the_land_of_the_ledger_and_a_quotient_of_sums(made):
    table = made["2103"].tables[0]
    assert len(table.rows) == 9
    assert table.total["leased"] == Decimal("1105.9")
    assert table.total["occupancy"] == model.fitted(
        table.total["leased"] / table.total["industrial"] * 100
    )
    assert any("hoàn thành" in one for one in made["2103"].lacking)


def test_form_2114_adds_up_to_the_published_foreign_capital(made):
    total = made["2114"].tables[0].total
    assert (total["count"], total["capital"]) == (147, Decimal(10367))


def test_forms_of_movements_agree_with_each_other(made):
    attracted = {row["item"]: row["total"] for row in made["2101"].tables[0].rows}
    by_country = made["2114"].tables[0].total
    assert attracted["Cấp mới: số dự án"] == by_country["new"]
    assert attracted["Cấp mới: vốn đăng ký"] == by_country["new_capital"]


@pytest.mark.django_db
def test_the_cut_off_moves_an_event_to_another_quarter():
    project("P-1", on="2025-03-20")
    calendar, statistical = (period("2025-Q1", name) for name in ("calendar", "statistical"))
    made = [sheets.make("2101", one).tables[0].rows[0]["total"] for one in (calendar, statistical)]
    assert made == [1, 0]


@pytest.mark.django_db
def test_adjusted_and_revoked_certificates_are_listed_with_what_they_changed():
    one = project("P-1")
    actions.record(one, event(v.RAISED, "2025-01-10", "2500000"))
    actions.record(one, event(v.LOWERED, "2025-02-10", "500000"))
    gone = project("P-2", country="VN", currency="VND", amount="3000000000")
    actions.record(gone, event(v.REVOKED, "2025-03-01"))
    adjusted = sheets.make("2115", period("2025-Q1")).tables[0]
    assert [row["usd"] for row in adjusted.rows] == [Decimal("2.5"), Decimal("-0.5")]
    revoked = sheets.make("2116", period("2025-Q1")).tables[0]
    assert [(row["what"], row["vnd"]) for row in revoked.rows] == [("Thu hồi", Decimal(3))]


@pytest.mark.django_db
def test_each_section_of_form_2102_has_a_total_and_the_form_has_none():
    one = project("P-1", on="2025-01-05", kind=v.INFRASTRUCTURE)
    actions.record(one, event(v.RAISED, "2025-02-10", "2000000"))
    table = sheets.make("2102", QUARTER).tables[0]
    assert [(row["section"], row["usd"]) for row in table.rows] == [
        ("I. Thành lập mới", 3), ("Cộng mục I. Thành lập mới", 3),
        ("II. Điều chỉnh tăng", 3), ("Cộng mục II. Điều chỉnh tăng", 3),
    ]  # fmt: skip
    assert not table.total


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["2101", "2109"])
def test_what_no_column_of_attraction_holds_is_told(form):
    place = {"economic_zone": "economic_zone:of-no-known-type"}
    project("P-1", on="2025-01-05", **place)
    lacking = sheets.make(form, QUARTER).lacking
    assert any(one.startswith("1 lượt dự án ở khu kinh tế chưa rõ loại hình") for one in lacking)
    elsewhere = {"economic_zone": "economic_zone:of-no-known-type-either"}
    mixed = project("P-2", on="2025-01-06", currency="EUR", **elsewhere)
    actions.record(mixed, event(v.TERMINATED, "2025-02-01"))
    lacking = sheets.make(form, QUARTER).lacking
    assert any(one.startswith("3 lượt dự án ở khu kinh tế") for one in lacking)
    assert any(one.startswith("2 lượt dự án có vốn bằng EUR") for one in lacking)


@pytest.mark.django_db
def test_an_adjustment_or_end_in_a_currency_without_a_column_is_told():
    one = project("P-1")
    actions.record(one, event(v.RAISED, "2025-01-10", "500", currency="EUR"))
    actions.record(one, event(v.REVOKED, "2025-02-10"))
    for form in ("2115", "2116"):
        assert any("EUR" in remark for remark in sheets.make(form, QUARTER).lacking)


@pytest.mark.django_db
def test_invented_land_is_unknown_beside_real_projects():
    packs.load(PACK)
    invented_land.load()
    project("P-1", infrastructure_project="infrastructure_project:dong-mai")
    made = sheets.make("2103", QUARTER)
    assert not made.demonstration
    assert all(row["handed_over"] is None for row in made.tables[0].rows)


@pytest.mark.django_db
def test_erasing_the_demonstration_leaves_the_reports_of_real_projects():
    packs.load(PACK)
    invented_land.load()
    demonstration.load()
    reporting.save_draft("2103", QUARTER)
    project("P-1")
    real = reporting.save_draft("2103", QUARTER)
    demonstration.erase()
    assert list(StatisticalReport.objects.all()) == [real]


@pytest.mark.django_db
def test_a_name_that_looks_like_a_formula_stays_text():
    one = project("P-1")
    actions.record(one, event(v.RENAMED, "2025-01-10", text='=HYPERLINK("http://x")'))
    made = xlsx.write(sheets.make("2115", period("2025-Q1")))
    page = openpyxl.load_workbook(BytesIO(made)).worksheets[0]
    found = [cell for row in page.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert found and all(cell.data_type == "s" for cell in found)


@pytest.mark.django_db
def test_capital_in_a_currency_without_a_column_is_told_and_not_added():
    one = project("P-1")
    actions.record(one, event(v.RAISED, "2021-01-10", "1000000000", currency="VND"))
    made = sheets.make("2104", period("2025-Q1"))
    assert any("VND" in remark for remark in made.lacking)
    assert date.fromisoformat(made.last) == date(2025, 3, 31)
