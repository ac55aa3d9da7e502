"""The proof: the article's every figure stands in the report of 2025-Q1 on the demonstration
registers, in its Vietnamese form and in English; and one posting changes what rests on it alone."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from diaban.accounts.models import User
from diaban.accounts.tests.people import client_of, person
from diaban.editions import publish, snapshot, store
from diaban.indicators.closing import actions as closing
from diaban.indicators.tests.late import clear_late
from diaban.indicators.tests.registers import registers  # noqa: F401
from diaban.land import actions as actions_of_land
from diaban.land import ledger
from diaban.reports import actions, comparing, contribution, course, making, package, verifying
from diaban.reports.document import plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
QUARTER = "2025-Q1"
PROJECT = "infrastructure_project:bac-tien-phong"
ARTICLE = {
    "vi": ("quý I/2025 không có hồ sơ nào trễ hạn", "116 hồ sơ", "Đã có 68 hồ sơ", "16 hồ sơ",
           "và không có hồ sơ nào trễ hạn", "còn 32 hồ sơ đang trong quá trình giải quyết.",
           "40 kiến nghị", "31 từ 8 chủ đầu tư hạ tầng", "9 từ 7 doanh nghiệp", "2.717 ha",
           "1.105,9 ha", "56,06% của 1.972,7 ha", "40,70%", "351 dự án", "147 dự án",
           "10,367 tỷ USD", "204 dự án", "132.134 tỷ đồng", "tăng 10,91%", "đứng thứ 3",
           "thứ 7 cả nước", "năm 2025 là 14%", "quý I/2025"),
    "en": ("116 dossiers", "So far 68 dossiers were completed before the due date", "16 on it",
           "none after it", "32 were still in hand at the end of 31 March 2025.", "40 petitions",
           "31 from 8 infrastructure developers", "9 from 7 enterprises", "2,717 ha", "1,105.9 ha",
           "56.06% of the 1,972.7 ha", "40.70%", "351 non-budget projects", "147 foreign projects",
           "USD 10.367 billion", "204 domestic projects", "VND 132,134 billion", "grew by 10.91%",
           "3rd in the Red River Delta", "7th in the country", "2025 is 14%"),
}  # fmt: skip


@pytest.fixture(scope="module")
def now() -> datetime:
    return datetime(2026, 11, 26, 3, tzinfo=UTC)


@pytest.fixture
def edition(settings, now):
    return published(settings, now)


def published(settings, now: datetime) -> store.Edition:
    name = publish.write(settings.DIABAN_EDITIONS, snapshot.build(now), now=now)
    return store.open(settings.DIABAN_EDITIONS, name)


def text_of(report) -> str:
    blocks = [plain(block.runs) for block in report.blocks if block.kind != "table"]
    return "\n".join([plain(report.title), plain(report.lead), *blocks]).replace("\xa0", " ")


def test_the_article_s_every_figure_stands_in_the_press_version(edition):
    for language, forms in ARTICLE.items():
        text = text_of(making.make(edition, QUARTER, "press", language))
        assert [form for form in forms if form not in text] == []


def test_what_the_article_leaves_unsaid_is_explained_in_the_report(edition):
    report = making.make(edition, QUARTER, "official", "vi")
    rows = [" ".join(plain(cell) for cell in row) for block in report.blocks
            for row in block.rows]  # fmt: skip
    words = "\n".join(rows).replace("\xa0", " ")
    for part in ("còn 32", "1.105,9 ha ÷ 2.717 ha = 40,70%", "khác mẫu số"):
        assert part in words
    assert report.demonstration


def test_one_posting_changes_what_rests_on_it_and_the_locked_report_stays(settings, now):
    closing.close(QUARTER)
    published(settings, now)
    report = actions.draft("official", QUARTER, by=person("officer"))
    actions.take(report, course.LOCKED, by=person("officer"))
    locked = actions.written(report, "vi")

    clear_late(PROJECT)
    later = published(settings, now + timedelta(hours=1))

    assert actions.written(report, "vi").as_dict() == locked.as_dict()
    changed = {one.query: (one.locked, one.now)
               for one in comparing.changed(locked, making.book(later))}  # fmt: skip
    assert changed.pop("land.cleared @2025-Q1") == ("2.717\xa0ha", "2.718\xa0ha")
    assert changed.pop("land.cleared @2025-Q1 at park:dam-nha-mac")
    assert changed.pop("land.leased_of_cleared @2025-Q1")
    assert changed == {}

    again = making.make(later, QUARTER, "official", "vi")
    assert "điều chỉnh từ 2.717 ha thành 2.718 ha" in text_of(again)
    signer = User.objects.create(username="head", role="leader")
    for step, role in ((course.CHECKED, "editor"), (course.APPROVED, "leader")):
        actions.take(report, step, by=person(role))
    actions.sign(report, number=1, by=signer)
    content = making.FORMATS["docx"][1](actions.written(report, "vi"))
    found = verifying.verify(content, "docx",
                             lambda name: store.open(settings.DIABAN_EDITIONS, name),
                             [contribution._entry(report)])  # fmt: skip
    assert (found.sound, found.identical) == (True, True)


def test_a_quarter_says_that_the_quarter_before_it_was_restated(settings, now):
    closing.close("2024-Q4")
    clear_late(PROJECT, date(2024, 12, 20))
    later = published(settings, now)
    for language, heading, told in (
        ("vi", "ĐIỀU CHỈNH SỐ LIỆU", "Đất đã giải phóng mặt bằng: quý IV/2024 điều chỉnh từ"),
        ("en", "RESTATEMENTS", "Land cleared: the fourth quarter of 2024 restated from"),
    ):
        _before, _heading, section = text_of(
            making.make(later, QUARTER, "official", language)
        ).partition(f". {heading}\n")
        assert told in section


def lease_late() -> None:
    """Say today that ten hectares of a free plot were leased in the first quarter of 2025."""
    leased = ledger.step("lease", date(2025, 3, 20), 100_000, plot="MH-bac-tien-phong-012")
    actions_of_land.post(PROJECT, leased, by=None)


def test_a_late_lease_makes_the_form_differ_from_the_locked_report(settings, now):
    closing.close(QUARTER)
    published(settings, now)
    report = actions.draft("official", QUARTER, by=person("officer"))
    actions.take(report, course.LOCKED, by=person("officer"))
    locked, page = actions.written(report, "vi"), reverse("reports-desk:report", args=[report.pk])
    assert checks_of(locked)["agrees"] is True
    assert len(checks_of(locked)["compared"]) == 8
    assert "Biểu thống kê không khớp" not in client_of("officer").get(page).content.decode()

    lease_late()
    said = checks_of(locked)
    assert [(one["form"], one["in_the_report"], one["in_the_form"])
            for one in said["differences"]] == [("2103", "1105.9", "1115.9")]  # fmt: skip
    text = client_of("officer").get(page).content.decode().replace("\xa0", " ")
    for words in ("Biểu thống kê không khớp", "1.105,9 ha", "1.115,9 ha"):
        assert words in text


def checks_of(report) -> dict:
    content = package.package(report, package.filled(report), date(2026, 11, 26))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("checks.json"))
