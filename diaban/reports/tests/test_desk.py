"""The desk: begin, write, lock, four people, publish; and what is refused on the way."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from diaban.accounts.models import User
from diaban.accounts.permissions import ALLOWED, Permission, may
from diaban.accounts.tests.people import EVERYBODY, client_of, person
from diaban.dossiers import blobs
from diaban.editions import store
from diaban.land.append_only import WrittenOnce
from diaban.notices.models import Notice
from diaban.reports import actions, contribution, course, desk_urls, making, telling, verifying
from diaban.reports.actions import ActionRefused
from diaban.reports.document import Report as Written
from diaban.reports.models import LockedText, Passage, Report, ReportFile, Signature
from diaban.reports.nodes import TemplateError
from diaban.reports.tests.fixture import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(settings):
    return publish(settings.DIABAN_EDITIONS, closed=True)


@pytest.fixture
def report(edition) -> Report:
    return actions.draft("official", "2025-Q1", by=person("officer"))


def second_leader() -> User:
    return User.objects.create(username="second-leader", role="leader", first_name="Trần Thị B")


def signed(report: Report, number: int = 1) -> Signature:
    actions.take(report, course.LOCKED, by=person("officer"))
    actions.take(report, course.CHECKED, by=person("editor"))
    actions.take(report, course.APPROVED, by=person("leader"))
    return actions.sign(report, number=number, by=second_leader())


def address(name: str, report: Report, *more: str) -> str:
    return reverse(f"reports-desk:{name}", args=[report.pk, *more])


def test_it_works_from_the_first_word_to_the_public_page(edition, client, settings):
    officer = client_of("officer")
    officer.post(reverse("reports-desk:begin"), {"period": "2025-Q1", "kind": "press"})
    report = Report.objects.get()
    officer.post(address("write", report), {"green": "Trồng cây trên {land.cleared}.",
                                            "green-version": "0", "language": "vi"})  # fmt: skip
    page = officer.get(address("report", report)).content.decode()
    assert "Trồng cây trên" in page
    for role, step in (("officer", "locked"), ("editor", "checked"), ("leader", "approved"),
                       ("admin", "signed")):  # fmt: skip
        client_of(role).post(address("step", report, step), {"number": "7"})
    client_of("leader").post(address("step", report, "published"))
    assert report.state == course.PUBLISHED
    [document] = contribution.build(datetime.now(UTC))
    assert document.demonstration
    assert document.content["reports"][0]["number"] == "7/BC-BQLKKT"


def test_the_public_reads_it_from_the_edition_alone(report, settings, client, monkeypatch):
    signed(report, number=12)
    actions.take(report, course.PUBLISHED, by=person("leader"))
    [document] = contribution.build(datetime.now(UTC))
    later = publish(settings.DIABAN_EDITIONS, datetime(2026, 11, 27, tzinfo=UTC),
                    reports=document.content)  # fmt: skip
    assert store.current_id(settings.DIABAN_EDITIONS) == later.id
    monkeypatch.setattr(connection, "ensure_connection", lambda: pytest.fail("asked the database"))
    page = client.get("/vi/reports/").content.decode()
    assert "12/BC-BQLKKT" in page
    assert "Kết quả công tác quý I/2025" in page
    one = client.get("/en/reports/2025-q1-official-1/")
    assert "2,717" in one.content.decode()
    file = client.get("/vi/reports/2025-q1-official-1/files/bao-cao-2025-q1-official-vi.docx")
    assert file["Content-Disposition"].startswith("attachment")
    assert zipfile.ZipFile(io.BytesIO(file.content)).testzip() is None
    for wrong in ("/vi/reports/none/", "/vi/reports/2025-q1-official-1/files/secret.pdf"):
        assert client.get(wrong).status_code == 404


WHO = {"reports": "see_reports", "report": "see_reports", "begin": "write_reports",
       "write": "write_reports", "step": "see_reports"}  # fmt: skip


@pytest.mark.parametrize("pattern", desk_urls.urlpatterns, ids=lambda one: one.name)
@pytest.mark.parametrize("role", EVERYBODY)
def test_each_address_opens_for_those_who_may(pattern, role, report):
    more = {"step": ["locked"], "reports": [], "begin": []}.get(pattern.name, [])
    args = [] if pattern.name in ("reports", "begin") else [report.pk, *more]
    call = client_of(role).post if pattern.name in ("begin", "write", "step") else (
        client_of(role).get
    )  # fmt: skip
    answer = call(reverse(f"reports-desk:{pattern.name}", args=args), {"kind": "press"})
    allowed = role != "stranger" and Permission(WHO[pattern.name]) in ALLOWED[role]
    if role == "stranger":
        assert answer.status_code == 302
        assert "login" in answer["Location"]
    elif not allowed or (pattern.name == "step" and Permission.WRITE_REPORTS not in ALLOWED[role]):
        assert answer.status_code == 403
    else:
        assert answer.status_code in (200, 302)


STEPS = {"locked": "officer", "checked": "officer editor", "approved": "leader",
         "signed": "leader", "published": "leader"}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", ["officer", "editor", "leader", "enterprise", "agency"])
def test_each_step_is_for_its_role(step, role):
    assert may(person(role), actions.NEEDED[step]) is (role in STEPS[step].split())


def test_who_has_taken_a_step_takes_no_later_one(report):
    admin = person("admin")
    actions.take(report, course.LOCKED, by=admin)
    with pytest.raises(ActionRefused):
        actions.take(report, course.CHECKED, by=admin)
    actions.take(report, course.CHECKED, by=person("editor"))
    with pytest.raises(ActionRefused):
        actions.take(report, course.APPROVED, by=admin)


def test_the_writer_of_a_draft_does_not_check_it(report):
    actions.take(report, course.LOCKED, by=person("admin"))
    with pytest.raises(ActionRefused):
        actions.take(report, course.CHECKED, by=person("officer"))


def test_who_wrote_the_words_takes_no_later_step_and_is_told_of_the_end(report):
    editor, admin = person("editor"), person("admin")
    actions.write_passage(report, "vi", "green", "Đã trồng cây.", base=0, by=admin)
    actions.write_passage(report, "vi", "green", "Đã trồng rừng.", base=1, by=person("officer"))
    actions.take(report, course.LOCKED, by=person("officer"))
    page = client_of("admin").get(address("report", report))
    assert [one["step"] for one in page.context["next"]] == [course.RETURNED]
    with pytest.raises(ActionRefused):
        actions.take(report, course.CHECKED, by=admin)
    actions.take(report, course.RETURNED, by=editor, note="Thiếu nhận định")
    assert "admin" in told(telling.RETURNED)


def test_words_saved_while_the_texts_are_made_are_not_lost_at_the_lock(report, monkeypatch):
    make = actions.texts_to_lock

    def meanwhile(found):
        texts = make(found)
        actions.write_passage(found, "vi", "green", "Vừa viết.", base=0, by=person("admin"))
        return texts

    monkeypatch.setattr(actions, "texts_to_lock", meanwhile)
    with pytest.raises(ActionRefused, match=r"meanwhile|Trong lúc"):
        actions.take(report, course.LOCKED, by=person("officer"))
    assert report.state == course.DRAFTED
    monkeypatch.undo()
    actions.take(report, course.LOCKED, by=person("officer"))
    assert "Vừa viết." in str(actions.written(report, "vi").as_dict())


def test_a_draft_on_invented_records_is_not_locked_on_real_ones_but_begun_again(report, settings):
    actions.write_passage(report, "vi", "green", "Minh họa.", base=0, by=person("officer"))
    publish(settings.DIABAN_EDITIONS, datetime(2026, 11, 27, tzinfo=UTC), closed=True,
            demonstration=False)  # fmt: skip
    with pytest.raises(ActionRefused, match=r"another kind|loại khác"):
        actions.take(report, course.LOCKED, by=person("officer"))
    again = actions.draft("official", "2025-Q1", by=person("officer"))
    assert (again.revision, again.demonstration) == (2, False)
    assert actions.words_of(again, "vi") == {}
    actions.take(again, course.LOCKED, by=person("officer"))


def test_a_locked_report_refuses_to_change(report):
    actions.write_passage(report, "vi", "green", "Đã trồng cây.", base=0, by=person("officer"))
    actions.take(report, course.LOCKED, by=person("officer"))
    with pytest.raises(ActionRefused, match=r"locked|khóa"):
        actions.write_passage(report, "vi", "green", "Khác.", base=1, by=person("officer"))
    with pytest.raises(WrittenOnce):
        Passage.objects.create(report=report, language="vi", name="green", version=2, text="x")
    text = LockedText.objects.get(report=report, language="vi")
    text.content = {}
    for change in (text.save, text.delete, LockedText.objects.all().delete,
                   lambda: LockedText.objects.update(edition="x"), report.save,
                   Passage.objects.all().delete):  # fmt: skip
        with pytest.raises(WrittenOnce):
            change()


def test_a_changed_figure_stands_beside_a_locked_report_and_never_inside(report, settings):
    actions.take(report, course.LOCKED, by=person("officer"))
    before = actions.written(report, "vi").as_dict()
    publish(settings.DIABAN_EDITIONS, datetime(2026, 11, 27, tzinfo=UTC), closed=True,
            land__cleared="2718.5")  # fmt: skip
    assert actions.written(report, "vi").as_dict() == before
    page = client_of("officer").get(address("report", report))
    changed = {one.query: (one.locked, one.now) for one in page.context["changed"]}
    assert changed == {"land.cleared @2025-Q1": ("2.717\xa0ha", "2.718,5\xa0ha")}
    assert "2.717\xa0ha" in page.content.decode()


def test_an_open_period_is_not_locked(settings):
    publish(settings.DIABAN_EDITIONS, closed=False)
    report = actions.draft("official", "2025-Q1", by=person("officer"))
    with pytest.raises(ActionRefused, match="indicators close 2025-Q1"):
        actions.take(report, course.LOCKED, by=person("officer"))
    page = client_of("officer").get(address("report", report)).content.decode()
    assert "indicators close 2025-Q1" in page
    assert report.state == course.DRAFTED


@pytest.mark.parametrize("period", ["2031-Q1", "2025-Q7", "", "abc", "2025-Q1'--"])
def test_a_period_that_does_not_exist_is_told(edition, period):
    with pytest.raises(ActionRefused):
        actions.draft("official", period, by=person("officer"))
    asked = {"period": period, "kind": "press"}
    answer = client_of("officer").post(reverse("reports-desk:begin"), asked, follow=True)
    assert answer.status_code == 200
    assert [str(one) for one in answer.context["messages"]]
    assert not Report.objects.exists()


def test_a_report_is_begun_once(report):
    with pytest.raises(ActionRefused, match=r"already|rồi"):
        actions.draft("official", "2025-Q1", by=person("officer"))


def test_a_returned_report_stays_and_another_takes_its_passages_over(report):
    actions.write_passage(report, "vi", "green", "Đã trồng cây.", base=0, by=person("officer"))
    actions.take(report, course.LOCKED, by=person("officer"))
    with pytest.raises(ActionRefused):
        actions.take(report, course.RETURNED, by=person("editor"), note="  ")
    actions.take(report, course.RETURNED, by=person("editor"), note="Thiếu nhận định")
    again = actions.draft("official", "2025-Q1", by=person("officer"))
    assert again.revision == 2
    assert actions.words_of(again, "vi") == {"green": "Đã trồng cây."}
    assert report.state == course.RETURNED


def test_two_writers_do_not_overwrite_each_other(report):
    actions.write_passage(report, "vi", "green", "Một.", base=0, by=person("officer"))
    with pytest.raises(ActionRefused):
        actions.write_passage(report, "vi", "green", "Hai.", base=0, by=person("admin"))
    answer = client_of("admin").post(address("write", report),
                                     {"green": "Hai.", "green-version": "0"})  # fmt: skip
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Hai." in page
    assert "Một." in page


def test_a_figure_of_ones_own_is_refused_and_comes_back_as_it_was_typed(report):
    answer = client_of("officer").post(
        address("write", report), {"green": "Đã trồng 300 cây.", "green-version": "0"}
    )
    assert answer.status_code == 400
    assert "Đã trồng 300 cây." in answer.content.decode()
    assert not Passage.objects.exists()
    with pytest.raises(TemplateError):
        actions.write_passage(report, "vi", "green", "{land.moon}", base=0, by=person("officer"))


@pytest.mark.parametrize("words", [
    "{land.cleared | digits x}", "{land.cleared | digits 99}", "{land.cleared @0000-Q1}",
    "Một\x00hai", "Một\x0bhai",
])  # fmt: skip
def test_what_cannot_be_written_comes_back_with_words_and_is_not_kept(report, words):
    answer = client_of("officer").post(
        address("write", report), {"green": words, "green-version": "9" * 5000}
    )
    assert answer.status_code == 400
    [fault] = [one["fault"] for one in answer.context["places"] if one["fault"]]
    assert fault.startswith("green")
    assert not Passage.objects.exists()


def test_a_number_is_given_once_in_a_year(report, settings):
    signed(report, number=5)
    other = actions.draft("press", "2025-Q1", by=person("officer"))
    actions.take(other, course.LOCKED, by=person("officer"))
    actions.take(other, course.CHECKED, by=person("editor"))
    actions.take(other, course.APPROVED, by=person("leader"))
    with pytest.raises(ActionRefused, match="6"):
        actions.sign(other, number=5, by=person("admin"))
    assert actions.sign(other, number=6, by=person("admin")).symbol == "6/BC-BQLKKT"


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "1.5", "²", "999999999999", "9" * 5000])
def test_a_number_that_is_none_is_refused(report, number):
    actions.take(report, course.LOCKED, by=person("officer"))
    actions.take(report, course.CHECKED, by=person("editor"))
    actions.take(report, course.APPROVED, by=person("leader"))
    client_of("admin").post(address("step", report, "signed"), {"number": number})
    assert report.state == course.APPROVED


def test_the_kept_files_are_those_that_the_edition_gives(report, settings):
    signature = signed(report, number=3)
    assert ReportFile.objects.count() == 2 * len(making.FORMATS)
    opened = partial(store.open, settings.DIABAN_EDITIONS)
    listed = [contribution._entry(report)]
    for file in ReportFile.objects.all():
        content = blobs.read(file.sha256)
        found = verifying.verify(content, file.format, opened, listed)
        assert (found.sound, found.identical) == (True, True), file
        assert found.report.signing.number == signature.symbol


def test_the_day_of_the_signature_follows_the_decree(report, settings):
    signature = Signature(report=report, year=2026, number=1, signed_on=date(2026, 2, 5),
                          signer="A")  # fmt: skip
    assert actions.signing_of(signature, "vi").day == "Quảng Ninh, ngày 05 tháng 02 năm 2026"
    signature.signed_on = date(2026, 11, 5)
    assert actions.signing_of(signature, "vi").day == "Quảng Ninh, ngày 05 tháng 11 năm 2026"
    assert actions.signing_of(signature, "en").day == "Quảng Ninh, 5 November 2026"


@pytest.mark.parametrize("format_", [*making.FORMATS, "zip"])
def test_every_format_can_be_taken_along(report, format_):
    answer = client_of("leader").get(address("report", report), {"format": format_})
    assert answer.status_code == 200
    assert f".{format_}" in answer["Content-Disposition"]


def test_the_files_of_a_signed_report_are_the_kept_bytes(report, monkeypatch):
    signed(report)
    later = {name: (media, lambda said: b"written anew")
             for name, (media, _write) in making.FORMATS.items()}  # fmt: skip
    monkeypatch.setattr(making, "FORMATS", later)
    kept = {one.format: blobs.read(one.sha256) for one in report.files.filter(language="en")}
    for format_, content in kept.items():
        asked = {"format": format_, "language": "en"}
        assert client_of("leader").get(address("report", report), asked).content == content
    asked = {"format": "zip", "language": "en"}
    answer = client_of("leader").get(address("report", report), asked)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        for format_ in ("docx", "pdf", "json"):
            [name] = [one for one in archive.namelist()
                      if one.startswith("bao-cao") and one.endswith(format_)]  # fmt: skip
            assert archive.read(name) == kept[format_]


def test_a_kept_file_that_is_gone_is_not_written_anew(report):
    signed(report)
    blobs.path_of(report.files.get(language="vi", format="docx").sha256).unlink()
    answer = client_of("leader").get(address("report", report), {"format": "docx"})
    assert answer.status_code == 404


def test_the_package_holds_report_forms_and_checks(report):
    answer = client_of("officer").get(address("report", report), {"format": "zip"})
    again = client_of("officer").get(address("report", report), {"format": "zip"})
    assert answer.content == again.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        checks, about = (
            json.loads(archive.read(f"{name}.json")) for name in ("checks", "manifest")
        )
    assert checks["agrees"] is False  # this registry is empty
    leased = next(one for one in checks["differences"] if "land.leased @2025-Q1" in one["queries"])
    assert (leased["form"], leased["in_the_form"], leased["in_the_report"]) == (
        "2103", "0", "1105.9")  # fmt: skip
    assert about["edition_published_on"] == "2026-11-26"
    assert about["registry_read_on"] == timezone.localdate().isoformat()
    assert (about["cutoff"]["rule"], about["cutoff"]["last"]) == ("calendar", "2025-03-31")
    assert sum(name.startswith("bieu/") and name.endswith(".xlsx") for name in names) == 13


def test_without_an_edition_the_desk_says_what_to_do(settings):
    page = client_of("officer").get(reverse("reports-desk:reports"))
    assert page.status_code == 200
    asked = {"period": "2025-Q1", "kind": "press"}
    answer = client_of("officer").post(reverse("reports-desk:begin"), asked, follow=True)
    assert answer.status_code == 200


def test_a_locked_text_reads_back_as_it_was_written(report):
    actions.take(report, course.LOCKED, by=person("officer"))
    text = LockedText.objects.get(report=report, language="en")
    assert Written.of(text.content).as_dict() == text.content


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__role", flat=True))


def test_whose_step_is_next_is_told_and_nobody_who_has_taken_one(report):
    for role in ("editor", "leader", "admin"):
        person(role)
    actions.take(report, course.LOCKED, by=person("officer"))
    assert told(telling.WAITS) == {"editor"}
    actions.take(report, course.CHECKED, by=person("editor"))
    assert told(telling.WAITS) == {"editor", "leader"}
    actions.take(report, course.RETURNED, by=person("leader"), note="Thiếu nhận định")
    assert told(telling.RETURNED) == {"officer", "editor"}
    assert Notice.objects.filter(kind=telling.RETURNED)[0].text["vi"] == "Thiếu nhận định"


def test_kept_files_are_not_tidied_away(report):
    signed(report)
    assert set(ReportFile.objects.values_list("sha256", flat=True)) <= blobs.named()
