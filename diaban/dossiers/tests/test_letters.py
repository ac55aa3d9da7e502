"""Letters 01–07: drafted with the step, edited, numbered when signed, and then never changed."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from diaban.accounts.models import User
from diaban.accounts.tests.people import client_of
from diaban.dossiers import blobs, letter_text, letters
from diaban.dossiers.actions import ActionRefused
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import DossierEvent, Letter

pytestmark = pytest.mark.django_db


def words_of(body: bytes) -> str:
    """Everything that stands in a Word file."""
    document = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def edited(letter: Letter, words: dict[str, str], by: User) -> Letter:
    """Change it as somebody who has just opened it."""
    letter.refresh_from_db()
    return letters.edit(letter.pk, words, by=by, seen=letters.fingerprint(letter))


def signed(letter: Letter, by: User) -> Letter:
    letter.refresh_from_db()
    return letters.sign(letter.pk, by=by, seen=letters.fingerprint(letter))


def test_nobody_signs_or_overwrites_what_he_has_not_seen(desk, received):
    letter = letters.draft_form(received, "01", by=desk.officer)
    opened = letters.fingerprint(letter)
    edited(letter, {"body": "Lời của người khác"}, desk.officer)
    with pytest.raises(ActionRefused) as refusal:
        letters.sign(letter.pk, by=desk.leader, seen=opened)
    assert refusal.value.code == "changed"
    address = reverse("dossiers:letter", args=[letter.pk])
    page = client_of("officer").post(address, {"body": "Lời của tôi", "seen": opened})
    assert "Lời của tôi" in page.text and "Lời của người khác" in page.text
    assert not page.context["may_sign"]
    letter.refresh_from_db()
    assert letter.content["body"] == "Lời của người khác" and letter.signed_at is None
    again = {"body": "Lời của cả hai", "seen": page.context["seen"]}
    assert client_of("officer").post(address, again).status_code == 302


def test_a_leader_reads_a_letter_and_signs_what_he_has_read(desk, received):
    letter = letters.draft(desk.do(received, Kind.SUPPLEMENT_REQUESTED), by=desk.officer)
    leader, address = client_of("leader"), reverse("dossiers:letter", args=[letter.pk])
    page = leader.get(address)
    assert "vì thiếu giấy tờ" in page.text and page.context["may_sign"]
    assert "<textarea" not in page.text and leader.post(address, {"body": "x"}).status_code == 403
    leader.post(reverse("dossiers:sign-letter", args=[letter.pk]), {"seen": page.context["seen"]})
    letter.refresh_from_db()
    assert letter.signed_by == desk.leader


def test_a_form_whose_step_was_not_taken_is_not_drafted(desk, received):
    for form in ("02", "03", "04", "05"):
        with pytest.raises(ActionRefused):
            letters.draft_form(received, form, by=desk.officer)
        address = reverse("dossiers:draft-letter", args=[received.pk])
        assert client_of("officer").post(address, {"form": form}).status_code == 302
    assert not Letter.objects.exists()


def test_the_receipt_prints_the_date_that_the_event_promised(desk, received):
    event = received.events.get(kind=Kind.RECEIVED)
    DossierEvent.objects.filter(pk=event.pk).update(data={"promised": "2031-05-06"})
    letter = letters.draft_form(received, "01", by=desk.officer)
    assert letter_text.day(date(2031, 5, 6)) in letter.content["body"]


def test_the_receipt_says_when_the_clock_starts_and_why_the_date_is_what_it_is(desk, received):
    letter = letters.draft_form(received, "01", by=desk.officer)
    body = letter.content["body"]
    assert received.code in body and "Công ty A" in body
    assert "Ngày tiếp nhận không tính" in body and "10 ngày làm việc" in body
    assert letter_text.day(received.first_due_on) in body
    assert received.secret in letter.content["tracking"]


@pytest.mark.parametrize(
    ("form", "kind", "words"),
    [
        ("02", Kind.SUPPLEMENT_REQUESTED, "bổ sung, hoàn thiện"),
        ("05", Kind.STOPPED, "Dừng giải quyết"),
        ("04", Kind.APOLOGISED, "xin lỗi"),
        ("06", Kind.FORWARDED, "hạn hiện tại"),
    ],
)
def test_every_form_is_drafted_with_its_step(desk, received, form, kind, words):
    event = desk.do(received, kind)
    letter = letters.draft(event, by=desk.officer)
    assert letter.form == form and words in letter.content["body"]
    assert (event.reason in letter.content["body"]) or form == "06"
    for body in letters.files(letter).values():
        assert len(body) > 2000


def test_a_refusal_has_its_letter_too(desk, filed):
    letter = letters.draft(desk.do(filed, Kind.REFUSED), by=desk.officer)
    assert letter.form == "03" and "không được tiếp nhận" in letter.content["body"]


def test_signing_numbers_it_and_writes_both_files(desk, received):
    first = signed(letters.draft_form(received, "01", by=desk.officer), desk.officer)
    second = signed(letters.draft_form(received, "06", by=desk.officer), desk.leader)
    assert (first.number, second.number) == (1, 2)
    word, pdf = blobs.read(first.docx), blobs.read(first.pdf)
    text = words_of(word)
    for expected in (
        "Số: 1/GTN-BQLKKT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", received.code, "Nơi nhận:", str(desk.officer),
    ):  # fmt: skip
        assert expected in text
    assert pdf.startswith(b"%PDF-")


def test_the_page_is_laid_out_as_the_decree_says(desk, received):
    letter = letters.draft_form(received, "01", by=desk.officer)
    section = docx.Document(io.BytesIO(letters.files(letter)["docx"])).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    assert section.different_first_page_header_footer


def test_a_signed_letter_never_changes(desk, received):
    letter = letters.draft_form(received, "01", by=desk.officer)
    edited(letter, {"body": "Sửa trước khi ký"}, desk.officer)
    signed(letter, desk.officer)
    with pytest.raises(ActionRefused):
        edited(letter, {"body": "Sửa sau khi ký"}, desk.officer)
    with pytest.raises(ActionRefused):
        signed(letter, desk.officer)
    kept = Letter.objects.get(pk=letter.pk)
    assert "Sửa trước khi ký" in words_of(blobs.read(kept.docx)) and kept.number == 1


def test_an_officer_signs_receipts_but_no_decision_of_the_authority(desk, received):
    letter = letters.draft(desk.do(received, Kind.SUPPLEMENT_REQUESTED), by=desk.officer)
    with pytest.raises(PermissionDenied):
        signed(letter, desk.officer)
    assert signed(letter, desk.leader).number == 1


def test_what_somebody_wrote_is_never_read_as_markup(desk, received):
    letter = letters.draft_form(received, "06", by=desk.officer)
    nasty = '#read("/etc/passwd") $x^2$ *đậm* <w:t> @nhãn \\ "'
    edited(letter, {"body": nasty, "to": nasty}, desk.officer)
    letter.refresh_from_db()
    made = letters.files(letter)
    assert nasty in words_of(made["docx"]) and made["pdf"].startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 26), "ngày 26 tháng 11 năm 2026"),
    ],
)
def test_days_are_written_as_letters_write_them(value, said):
    assert letter_text.day(value) == said


def test_the_whole_way_through_the_pages(desk, received):
    officer = client_of("officer")
    address = officer.post(reverse("dossiers:draft-letter", args=[received.pk]), {"form": "01"}).url
    page = officer.get(address)
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields} | {"about": "Trích yếu mới"}
    given["seen"] = page.context["seen"]
    assert officer.post(address, given).status_code == 302
    preview = officer.get(reverse("dossiers:letter-file", args=[Letter.objects.get().pk, "pdf"]))
    assert preview["Content-Type"] == "application/pdf"
    seen = officer.get(address).context["seen"]
    officer.post(reverse("dossiers:sign-letter", args=[Letter.objects.get().pk]), {"seen": seen})
    letter = Letter.objects.get()
    assert letter.signed_by == desk.officer and "Trích yếu mới" in words_of(blobs.read(letter.docx))
    owner = client_of("enterprise")
    assert owner.get(reverse("my:letter", args=[letter.pk, "pdf"])).content == blobs.read(
        letter.pdf
    )


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_register_of_a_period_is_a_document(desk, received, kind):
    answer = client_of("officer").get(reverse("dossiers:register-book", args=[kind]))
    assert answer.status_code == 200
    if kind == "docx":
        assert received.code in words_of(answer.content)
    else:
        assert answer.content.startswith(b"%PDF-")
