from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from diaban.accounts.tests.people import client_of, person
from diaban.imports.safety import Refused
from diaban.projects import import_actions, importing
from diaban.projects import vocabulary as v
from diaban.projects.actions import ActionRefused
from diaban.projects.importing import Places
from diaban.projects.models import Investor, Project, ProjectEvent, ProjectImport
from diaban.projects.tests.build import project

PLACES = Places({"hai ha": "park:hai-ha"}, {"mong cai": "economic_zone:mong-cai"})
TODAY = date(2026, 11, 26)
GOOD = {
    "Mã dự án": "DA-1", "Tên dự án": "Nhà máy một", "KCN": "Hải Hà", "Nhà đầu tư": "Công ty A",
    "Quốc tịch": "Hàn Quốc", "Ngày cấp": "02/03/2020", "Vốn đăng ký": "1.500.000,50",
    "Loại tiền": "usd",
}  # fmt: skip


def check(*rows: dict, taken: frozenset[str] = frozenset()):
    numbered = list(enumerate(rows, 2))
    names = list(dict.fromkeys(name for row in rows for name in row))
    with translation.override("vi"):
        return importing.check(numbered, names, PLACES, taken, TODAY)


def test_a_good_row_is_a_project_with_its_certificate():
    listed, problems = check(GOOD | {"Thời hạn đến": "2070-03-02", "Ngành": "26"})
    assert problems == []
    one = listed[0]
    assert (one.code, one.park, one.country, one.sector) == ("DA-1", "park:hai-ha", "KR", "26")
    event = one.events[0]
    assert (event.on, event.amount, event.currency, event.until) == (
        date(2020, 3, 2), Decimal("1500000.50"), "USD", date(2070, 3, 2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Mã dự án": ""}, "Mã dự án"),
        ({"Mã dự án": "dự án 1"}, "Mã dự án"),
        ({"KCN": "Không có"}, "Khu công nghiệp"),
        ({"KCN": ""}, "Khu công nghiệp"),
        ({"Quốc tịch": "Atlantis"}, "Quốc tịch"),
        ({"Ngày cấp": "31/02/2020"}, "Ngày cấp"),
        ({"Ngày cấp": "01/01/2030"}, "Ngày cấp"),
        ({"Vốn đăng ký": "nhiều"}, "Vốn đăng ký"),
        ({"Vốn đăng ký": "1.500"}, "Vốn đăng ký"),
        ({"Vốn đăng ký": -5}, "Ngày cấp"),
        ({"Loại tiền": "XAU"}, "Loại tiền"),
        ({"Ngành": "99"}, "Ngành (VSIC)"),
        ({"Loại dự án": "vui"}, "Loại dự án"),
        ({"Thời hạn đến": "01/01/2019"}, "Ngày cấp"),
        ({"Ngày kết thúc": "01/01/2021"}, "Hình thức kết thúc"),
        ({"Ngày kết thúc": "01/01/2019", "Hình thức kết thúc": "thu hồi"}, "Ngày kết thúc"),
        ({"Tỷ lệ góp vốn": 120}, "Ngày cấp"),
        ({"Diện tích": -1}, "Diện tích (ha)"),
        ({"Nhà đầu tư là cá nhân": "có lẽ"}, "Nhà đầu tư là cá nhân"),
    ],
)
def test_a_bad_cell_is_named_by_row_column_and_reason(cells, column):
    _listed, problems = check(GOOD, GOOD | {"Mã dự án": "DA-2"} | cells)
    assert [(one.row, one.column) for one in problems] == [(3, column)]
    assert problems[0].reason


def test_every_problem_is_told_at_once():
    _listed, problems = check(GOOD | {"Loại tiền": "XAU", "Quốc tịch": "?"},
                              GOOD | {"Ngày cấp": "x"})  # fmt: skip
    assert [(one.row, one.column) for one in problems] == [
        (2, "Quốc tịch"), (2, "Loại tiền"), (3, "Ngày cấp"),
    ]  # fmt: skip


def test_a_code_stands_once_in_the_list_and_the_registry():
    _listed, problems = check(GOOD, GOOD)
    assert [(one.row, one.column) for one in problems] == [(3, "Mã dự án")]
    _listed, problems = check(GOOD, taken=frozenset({"DA-1"}))
    assert [(one.row, one.column) for one in problems] == [(2, "Mã dự án")]


def test_an_investor_is_a_person_or_an_organisation_in_every_row():
    person = {"Nhà đầu tư là cá nhân": "Có"}
    listed, problems = check(GOOD | person, GOOD | {"Mã dự án": "DA-2"})
    assert problems == []
    assert [one.person for one in listed] == [True, None]
    company = {"Mã dự án": "DA-2", "Nhà đầu tư là cá nhân": "không"}
    _listed, problems = check(GOOD | person, GOOD | company)
    assert [(one.row, one.column) for one in problems] == [(3, "Nhà đầu tư là cá nhân")]


def test_a_list_says_who_is_a_private_person_and_does_not_contradict_the_registry(registry_places):
    rows = [GOOD | {"Nhà đầu tư là cá nhân": "có"},
            GOOD | {"Mã dự án": "DA-2", "Nhà đầu tư": "Công ty B"}]  # fmt: skip
    import_actions.take(import_actions.read(workbook(*rows), by=person("officer")),
                        by=person("editor"))  # fmt: skip
    told = dict(Investor.objects.values_list("name", "person"))
    assert told == {"Công ty A": True, "Công ty B": None}
    other = GOOD | {"Mã dự án": "DA-3", "Nhà đầu tư là cá nhân": "không"}
    _listed, problems = import_actions.check(import_actions.read(workbook(other)))
    assert [one.column for one in problems] == ["Nhà đầu tư là cá nhân"]


@pytest.mark.django_db
def test_a_list_with_far_more_rows_than_are_taken_is_not_read_to_its_end():
    lines = "Mã dự án\n" + "DA-1\n" * (importing.MOST_ROWS + 21)
    with pytest.raises(Refused):
        import_actions.read(SimpleUploadedFile("danh-sach.csv", lines.encode()))
    assert not ProjectImport.objects.exists()


def test_a_missing_column_is_told_before_any_row():
    _listed, problems = check({"Mã dự án": "DA-1"})
    assert {one.row for one in problems} == {0}
    assert "Vốn đăng ký" in {one.column for one in problems}


def workbook(*rows: dict) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    names = list(dict.fromkeys(name for row in rows for name in row))
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name) for name in names])
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("danh-sach.xlsx", stream.getvalue())


def test_a_list_is_seen_first_and_then_taken_whole(registry_places):
    client = client_of("officer")
    second = {"Mã dự án": "DA-2", "Ngày cấp": date(2021, 5, 6), "Vốn đăng ký": 132134000000000,
              "Loại tiền": "VND", "Quốc tịch": "VN"}  # fmt: skip
    answer = client.post(reverse("projects-desk:send"), {"file": workbook(GOOD, GOOD | second)})
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert page.context["problem_count"] == 0
    assert "132.134.000.000.000\xa0VND" in page.content.decode()
    assert not Project.objects.exists()
    kept = ProjectImport.objects.get()
    client.post(reverse("projects-desk:take", args=[kept.pk]))
    assert not Project.objects.exists()  # who sent a list does not take it
    assert reverse("projects-desk:take", args=[kept.pk]) not in page.content.decode()
    client_of("editor").post(reverse("projects-desk:take", args=[kept.pk]))
    assert set(Project.objects.values_list("code", "origin", "capital")) == {
        ("DA-1", v.FOREIGN, Decimal("1500000.50")),
        ("DA-2", v.DOMESTIC, Decimal(132134000000000)),
    }
    assert Investor.objects.count() == 2
    with pytest.raises(ActionRefused):
        import_actions.take(kept, by=person("editor"))
    assert ProjectEvent.objects.count() == 2


def test_a_list_of_which_nobody_knows_who_sent_or_takes_it_is_not_taken(registry_places, settings):
    sent = import_actions.read(workbook(GOOD), by=person("officer"))
    unsigned = import_actions.read(workbook(GOOD))
    for kept, by in ((sent, None), (unsigned, person("editor"))):
        with pytest.raises(ActionRefused):
            import_actions.take(kept, by=by)
    assert not Project.objects.exists()
    settings.DIABAN_SECOND_PERSON = False
    assert import_actions.take(unsigned) == 1


def test_a_list_with_one_bad_cell_takes_nothing(registry_places):
    client = client_of("officer")
    bad = GOOD | {"Mã dự án": "DA-2", "Loại tiền": "XAU"}
    answer = client.post(reverse("projects-desk:send"), {"file": workbook(GOOD, bad)})
    page = client.get(answer.url).content.decode()
    assert "XAU" in page
    kept = ProjectImport.objects.get()
    client_of("editor").post(reverse("projects-desk:take", args=[kept.pk]))
    assert not Project.objects.exists()
    assert ProjectImport.objects.get().taken_at is None


def test_what_changed_in_the_registry_meanwhile_is_noticed(registry_places):
    upload = workbook(GOOD)
    kept = import_actions.read(upload, by=person("officer"))
    project("DA-1")
    with pytest.raises(ActionRefused):
        import_actions.take(kept, by=person("editor"))
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("list.pdf", b"%PDF-1.4"), ("list.xlsx", b"not a workbook"), ("list.xlsx", b"")],
)
@pytest.mark.django_db
def test_a_file_that_is_no_table_is_refused_in_words(name, content):
    answer = client_of("officer").post(
        reverse("projects-desk:send"), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 200
    assert answer.context["problem"]
    assert not ProjectImport.objects.exists()


@pytest.mark.django_db
def test_the_empty_table_has_the_columns_that_are_read():
    answer = client_of("officer").get(reverse("projects-desk:import-template"))
    page = openpyxl.load_workbook(BytesIO(answer.content)).active
    names = [cell.value for cell in page[1]]
    found, missing = importing.columns_of(names)
    assert missing == []
    assert set(found) == {column.name for column in importing.COLUMNS}
